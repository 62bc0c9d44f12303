"""Declared as a protocol, known as what implements it; what a framework injects."""
#: file shop/senders.py
from abc import ABC, abstractmethod
from typing import Protocol

class Sender(Protocol):
    def send(self): ...

class Mail:
    def send(self): ...

class Parcel(ABC):
    @abstractmethod
    def weigh(self): ...

class Letter(Parcel):
    def weigh(self): ...

def deliver(sender: Sender):
    sender.send()  #: calls shop.senders.Sender.send; calls shop.senders.Mail.send

deliver(Mail())  #: calls shop.senders.deliver

def make() -> Parcel:
    return Letter()

class Desk:
    def __init__(self):
        self.sender: Sender = Mail()

    def work(self):
        self.sender.send()  #: calls shop.senders.Sender.send; calls shop.senders.Mail.send
#: file shop/api.py
from fastapi import Depends

class Session:
    def close(self): ...

def session():
    yield Session()

def user():
    return Session()

def handler(opened=Depends(session), other=Depends(user), made=Depends(Session)):
    opened.close()  #: calls shop.api.Session.close
    other.close()  #: calls shop.api.Session.close
    made.close()  #: calls shop.api.Session.close
