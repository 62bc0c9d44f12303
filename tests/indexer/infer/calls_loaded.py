"""Classes and functions that strings spell: loaded by name, from tables, settings, attributes and arguments."""
#: file shop/gateways.py
class Card:
    def __init__(self, order): ...

    def pay(self): ...

class Cash:
    def pay(self): ...

def refund(): ...
#: file shop/settings.py
INSTALLED_APPS = ["shop"]
ROOT_URLCONF = "shop.urls"
GATEWAY = "shop.gateways.Cash"
#: file shop/tables.py
from importlib import import_module

TABLE: dict[str, tuple[str, type | str]] = {
    "card": ("Card", "shop.gateways.Card"),
    "cash": ("Cash", "shop.gateways.Cash"),
}

def gateway(kind, order):
    label, cls = TABLE[kind]
    if isinstance(cls, str):
        module, name = cls.rsplit(".", maxsplit=1)
        cls = getattr(import_module(module), name)
        TABLE[kind] = (label, cls)
    cls(order)  #: calls gateways.Card.__init__; instantiates gateways.Card; instantiates gateways.Cash
#: file shop/attributes.py
from django.conf import settings
from django.utils.module_loading import import_string

class Checkout:
    gateway_class = "shop.gateways.Cash"
    hooks = ["shop.gateways.refund"]

    def pay(self):
        import_string(self.gateway_class)().pay()  #: instantiates shop.gateways.Cash; calls shop.gateways.Cash.pay

    def run(self):
        for path in self.hooks:
            import_string(path)()  #: calls shop.gateways.refund

def by_setting():
    import_string(settings.GATEWAY)().pay()  #: instantiates shop.gateways.Cash; calls shop.gateways.Cash.pay
#: file shop/arguments.py
import importlib
from shop.gateways import Card

def load(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)

def pay(order):
    load("shop.gateways.Cash")().pay()  #: calls arguments.load; instantiates gateways.Cash; calls gateways.Cash.pay
    load("shop.gateways.Card")(order)  #: calls arguments.load; calls gateways.Card.__init__; instantiates gateways.Card

def said(text="shop.gateways.Card"):
    text.upper()  # only a string
    getattr(Card, text)()  # no name of a module's
