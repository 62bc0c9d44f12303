#: file shop/__init__.py

#: file shop/models.py
from django.db import models
from django_fsm import GET_STATE, RETURN_VALUE, FSMField, FSMIntegerField, transition


def can_pay(order):
    return order.total > 0


class State(models.TextChoices):
    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"
    GONE = "gone"


class Order(models.Model):
    total = models.IntegerField()
    status = FSMField(default=State.NEW, choices=State.choices, protected=True)

    @transition(field=status, source=State.NEW, target=State.PAID, conditions=[can_pay], permission="shop.pay")  #: transition Order.status new->paid if can_pay permission shop.pay on pay by django-fsm; transition Order.status (new)->new
    def pay(self):
        pass

    @transition(status, State.PAID, State.SHIPPED, conditions=[lambda self: True])  #: transition Order.status paid->shipped on ship
    def ship(self):
        pass

    @transition(field="status", source="*", target="gone")  #: transition Order.status *->gone on lose by django-fsm
    def lose(self):
        pass

    @transition(field=status, source=["new", "paid"], target=RETURN_VALUE("paid", "gone"))  #: transition Order.status new->paid on decide; transition Order.status new->gone on decide; transition Order.status paid->paid on decide; transition Order.status paid->gone on decide
    def decide(self):
        return "paid"

    @transition(field=status, source="+", target=GET_STATE(lambda self: "new", states=["new"]))  #: transition Order.status *->new on reset
    @transition(field=status, source="gone", target=None)  #: transition Order.status gone->gone on reset
    def reset(self):
        pass

    def plain(self):
        pass
