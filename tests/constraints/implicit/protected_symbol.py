#: file chesterton.toml
[[protected]]
symbol = "services.refund"
reason = "accountants rely on the order of the two writes"

[[protected]]
symbol = "services.unused"
reason = "an old client imports it"

[[protected]]
symbol = "services.charge"
reason = "the bank counts the calls"

#: file shop/services.py
from shop.ledger import book, pay


def refund(order):  #: binds protected_symbol accountants; breaks protected_symbol no longer does what it did
    book(order)  #: dropped
    pay(order, -order.total)
    book(order)  #: added
    if order.total:  #: added
        pay(order, 0)  #: added
  #: breaks protected_symbol `services.unused` was removed

def unused():  #: dropped; binds protected_symbol an old client
    return None  #: dropped


def charge(order):  #: binds protected_symbol the bank
    # reformatted, and no more  #: added
    pay(
        order,
        order.total,
    )


#: file shop/ledger.py
def book(order): ...


def pay(order, amount): ...
