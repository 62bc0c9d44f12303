#: file shop/__init__.py
#: file shop/orders.py
def refund(order, user):
    return user.manager
#: file tests/test_orders.py
from shop.orders import refund


def test_refund_requires_manager(order, clerk):  #: binds tests_kept refund requires manager
    assert not refund(order, clerk)


# the bug that paid twice, #4711
def test_paid(order, clerk):  #: binds tests_kept
    assert not refund(order, clerk)


def test_refund(order, manager):
    assert refund(order, manager)
