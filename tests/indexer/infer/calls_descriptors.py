"""Descriptors of one's own, and metaclasses that are called."""
#: file shop/orders.py
class Price:
    def amount(self): ...

class Money:
    def __get__(self, order, owner=None) -> Price: ...

    def __set__(self, order, value): ...

class ReadOnly:
    def __get__(self, order, owner=None):
        return Price()

class Order:
    total = Money()
    tax = ReadOnly()
    plain = Price()

def pay(order: Order):
    order.total.amount()  #: calls Money.__get__; calls Price.amount
    order.tax.amount()  #: calls ReadOnly.__get__; calls Price.amount
    order.total = 1  #: calls Money.__set__
    order.plain.amount()  #: calls Price.amount
    order.plain = 2
#: file shop/single.py
class Single(type):
    def __call__(cls, *arguments):
        return super().__call__(*arguments)

class Silent(type): ...

class Registry(metaclass=Single):
    def __init__(self): ...

class Special(Registry): ...

class Other(metaclass=Silent): ...

def made():
    Registry()  #: calls Single.__call__; calls Registry.__init__
    Special()  #: calls Single.__call__; calls Registry.__init__
    Other()
