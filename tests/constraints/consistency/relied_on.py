#: file shop/models.py
from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=50)
    email = models.CharField(max_length=50, unique=True)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True)
    courier = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="carried")
    payer_id = models.IntegerField()
    place = models.IntegerField(default=0, null=True)  #: binds relied_on `note` and `place`
    note = models.CharField(max_length=20, null=True)  #: binds relied_on no code stores null in `note` and `place` of `Order`
    weight = models.IntegerField(default=0, null=True)
    paid = models.BooleanField(default=False)
    area = models.IntegerField(null=True)

    def save(self, *args: object) -> None:
        if not self.area:
            raise ValueError("where is it?")  #: binds relied_on takes `Order.area` for given
        super().save(*args)


class Token(models.Model):
    user = models.ForeignKey(Customer, on_delete=models.CASCADE)
    text = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    revoked = models.BooleanField(default=False)


class Seat(models.Model):
    row = models.CharField(max_length=2)
    number = models.IntegerField()

    class Meta:
        unique_together = [("row", "number")]


#: file shop/services.py
from shop.models import Customer, Order, Seat, Token


def token(user: Customer, text: str) -> Token:
    return Token.objects.get_or_create(user=user, text=text)[0]  #: binds relied_on and 1 more look for one `Token` by `text` and `user`


def one_of(customer: Customer, text: str) -> Token:
    tokens = customer.token_set
    return tokens.get(text=text)  #: binds relied_on and 1 more look for one `Token` by `text` and `user`


def seat(row: str, number: int) -> Seat:
    return Seat.objects.get(row=row, number=number)


def customer(email: str) -> Customer:
    return Customer.objects.get(email=email, name="x")


def revoked() -> Token:
    return Token.objects.get(revoked=True)


def of_kind(kind: str) -> Token | None:
    return Token.objects.filter(kind=kind).first()


def make(kind: str, user: Customer) -> None:
    if not Token.objects.filter(kind=kind, user=user).exists():  #: binds relied_on `services.make` looks for one `Token` by `kind` and `user`
        Token.objects.create(kind=kind, user=user)


def rename(text: str, user: Customer) -> None:
    if Token.objects.filter(text=text).exists():  #: binds relied_on `services.rename` looks for one `Token` by `text`
        raise ValueError("taken")


def needs_one(text: str, kind: str) -> None:
    if not Token.objects.filter(text=text, kind=kind).exists():
        raise LookupError("none")


def greeting(order: Order) -> str:
    return f"Dear {order.customer.name}"  # it may ask on this very line


def route(order: Order) -> str:
    return order.courier.name if order.courier else ""


def payer(order: Order) -> Customer:
    return Customer.objects.get(id=order.payer_id)  #: binds relied_on takes `Order.payer_id` for the key of a `Customer`


def ship(order: Order) -> None:
    if order.courier is None:
        raise ValueError("who carries it?")  # this step needs one, not every row


def light(order: Order) -> None:
    order.weight = None
