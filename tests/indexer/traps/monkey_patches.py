"""What is put on classes and modules from outside."""
#: file shop/orders.py
class Order:
    def pay(self): ...

class Special(Order):
    def pay(self): ...
#: file shop/patches.py
from shop import orders
from shop.orders import Order

def quick(self): ...

Order.hurry = quick

def use():
    Order().hurry()  #: calls shop.patches.quick
    Order().pay()  #: calls shop.orders.Order.pay
    orders.Special().pay()  #: calls shop.orders.Special.pay
    Order().missing()
#: file shop/dynamic.py
class Proxy:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)

def use(target):
    Proxy(target).pay()  #: calls shop.dynamic.Proxy.__init__
