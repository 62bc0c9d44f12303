#: file shop/__init__.py
#: file shop/orders.py
def refund(order, user):
    return user.manager


def cancel(order):  #: dropped
    return order  #: dropped


def ship(order):
    return order
#: file tests/test_orders.py
import pytest  #: breaks tests_kept test_refund_requires_manager

from shop.orders import refund, ship
from shop.orders import cancel  #: dropped


def test_refund_requires_manager(order, clerk):  #: dropped
    assert not refund(order, clerk)  #: dropped


def test_cancel_only_once(order):  #: dropped
    assert cancel(order)  #: dropped


@pytest.mark.skip("flaky")  #: added
def test_ship_is_forbidden_twice(order):  #: breaks tests_kept no longer runs
    assert ship(order)


def test_ship_without_order(order):  #: breaks tests_kept lost 1 of its 2 assertions
    ship(order)
    assert order.is_sent  #: dropped
    assert order


def test_ship_as_other(order):
    ship(order)
    assert order.count == 1  #: dropped
    assert order.total == 2  #: dropped
    assert (order.count, order.total) == (1, 2)  #: added


def test_ship_says_nothing(order):  #: breaks tests_kept lost 1 of its 1 assertions and gained nothing suspicion
    ship(order)
    assert order.is_sent  #: dropped
    assert True  #: added


def test_ship_empty(order):  #: breaks tests_kept lost 1 of its 1 assertions and gained nothing suspicion
    ship(order)  #: dropped
    assert order.is_sent  #: dropped
    pass  #: added


def test_ship_forbidden_for_clerks(client):  #: breaks tests_kept no longer expects `403`, but `200` suspicion
    response = client.post("/ship/")
    assert response.status_code == 403  #: dropped
    assert response.status_code == 200  #: added


def test_ship_hides_others(client):
    response = client.post("/ship/")
    assert response.status_code == 403  #: dropped
    assert response.status_code == 404  #: added


def test_ship_never_frozen(order):  #: breaks tests_kept no longer expects `Frozen` suspicion
    with pytest.raises(Frozen):  #: dropped
        ship(order)  #: dropped
    assert ship(order).count == 1  #: added
#: file tests/test_moved.py
from shop.orders import ship


class TestShip:
    def test_never_ships_twice(self, order):  #: dropped
        ship(order)  #: dropped
        assert order.count == 1  #: dropped

    @pytest.mark.parametrize("count", [1, 2])  #: added
    def test_ships(self, order, count):  #: added
        ship(order)  #: added
        assert order.count == 1  #: added
