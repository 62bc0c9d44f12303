"""Tests that put something else in the place of what they test."""
#: file shop/mail.py
def send(order): ...

class Gateway:
    def charge(self, order): ...
#: file tests/test_mail.py
from unittest import mock
from unittest.mock import MagicMock, patch

from shop.mail import Gateway, send

def test_patched():
    with mock.patch("shop.mail.send") as send:
        send.assert_called_once()
        send(1)

def test_argument(mocker):
    gateway = MagicMock(spec=Gateway)
    gateway.charge(1)
    gateway.charge.assert_called()

@patch("shop.mail.Gateway")
def test_decorated(gateway):
    gateway.charge(1)

def test_real():
    Gateway().charge(1)  #: calls shop.mail.Gateway.charge
    send(1)  #: calls shop.mail.send

class FakeGateway:
    def charge(self, order): ...

def test_fake():
    FakeGateway().charge(1)  #: calls tests.test_mail.FakeGateway.charge
