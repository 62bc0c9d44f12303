"""Protocols, abstract methods, mixins, dataclasses, enumerations."""
#: file shop/payments.py
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

class Gateway(ABC):
    @abstractmethod
    def charge(self): ...

    def pay(self):
        self.charge()  #: calls shop.payments.Gateway.charge; calls shop.payments.Card.charge

class Card(Gateway):
    def charge(self): ...

class Sender(Protocol):
    def send(self): ...

class Mail:
    def send(self): ...

def deliver(sender: Sender):
    sender.send()  #: calls shop.payments.Sender.send

class Base:
    def step(self): ...

    def run(self):
        self.step()  #: calls payments.Base.step; calls possibly payments.Left.step; calls possibly payments.Right.step

class Left(Base):
    def step(self): ...

class Right(Base):
    def step(self): ...

class Mixin:
    def go(self):
        self.brought()  #: calls shop.payments.Whole.brought

class Whole(Mixin):
    def brought(self): ...

@dataclass
class Order:
    gateway: Card

    def pay(self):
        self.gateway.charge()  #: calls shop.payments.Card.charge

class State(Enum):
    OPEN = "open"

    def label(self): ...

State.OPEN.label()  #: calls shop.payments.State.label
