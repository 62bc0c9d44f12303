import pytest

from shop_api.models import Order, Status
from shop_api.orders.services import NotAllowed, cancel

ORDERS = "/api/v1/orders"


def drafted(client, clerk):
    response = client.post(f"{ORDERS}/", headers=clerk, json={"number": "A-1", "lines": []})
    assert response.status_code == 201
    return response.json()["id"]


def test_a_clerk_places_an_order(client, clerk):
    response = client.post(f"{ORDERS}/{drafted(client, clerk)}/place", headers=clerk)
    assert response.status_code == 200
    assert response.json()["status"] == "placed"


def test_a_clerk_may_not_ship(client, clerk):
    response = client.post(f"{ORDERS}/{drafted(client, clerk)}/ship", headers=clerk)
    assert response.status_code == 403


def test_orders_of_others_are_not_found(client, manager):
    assert client.get(f"{ORDERS}/999", headers=manager).status_code == 404


def test_nobody_lists_orders_without_a_token(client):
    assert client.get(f"{ORDERS}/").status_code == 401


def test_cancelling_a_draft_puts_nothing_back(session, stock):
    """Cancelling a draft used to make stock out of nothing (#212)."""
    order = Order(organisation_id=1, number="A-2", status=Status.DRAFT)
    cancel(session, order)
    assert order.status is Status.CANCELLED
    assert stock.available == 3


def test_what_is_shipped_cannot_be_cancelled(session):
    with pytest.raises(NotAllowed):
        cancel(session, Order(organisation_id=1, number="A-3", status=Status.SHIPPED))
