#: file shop/orders/tests/test_orders.py
from http import HTTPStatus

import pytest
from django.test import TestCase
from rest_framework import status

DENIED = 403


class OrderTest(TestCase):
    def test_it_works(self):  #: test happy
        r = self.client.get("/orders/")
        self.assertEqual(r.status_code, 200)  #: asserts status 200
        assert r.status_code == 200  #: asserts status 200
        self.assertEqual(self.order.status, "paid")  #: asserts field status
        assert self.order.total == 12  #: asserts field total
        self.assertTrue(self.order.open)  #: asserts field open
        self.assertEqual(len(r.data), 2)

    def test_not_for_others(self):  #: test boundary
        self.assertContains(self.client.get("/orders/"), "x")  #: asserts status 200

    def test_teller(self):  #: test boundary
        r = self.client.get("/orders/")
        self.assertEqual(DENIED, r.status_code)  #: asserts status 403
        self.assertHttpStatus(r, status.HTTP_404_NOT_FOUND)  #: asserts status 404
        self.assert_409(r)  #: asserts status 409
        self.assertRedirects(r, "/login/")  #: asserts status 302
        self.assertContains(r, "x", status_code=400)  #: asserts status 400

    def test_refund(self):  #: test regression 4711
        """A refund twice was possible, see #4711."""
        self.mock.assert_called_once_with(1)


def test_paying_twice(order):  #: test boundary
    with pytest.raises(ValueError):  #: asserts exception ValueError
        order.pay()


def test_codes(client):  #: test boundary
    r = client.get("/orders/")
    assert r.status_code in (HTTPStatus.OK, 500)  #: asserts status 200; asserts status 500


def test_issue_123_stays_fixed():  #: test regression 123
    assert 1 + 1 == 2


def helper():
    assert 1 + 1 == 2
