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
        self.charge()  #: calls possibly Gateway.charge; calls shop.payments.Card.charge

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
#: file shop/export.py
from abc import ABC, abstractmethod

class Writer(ABC):
    @property
    @abstractmethod
    def suffix(self): ...

    @abstractmethod
    def write(self, rows): ...

    def close(self): ...

class Csv(Writer):
    suffix = "csv"

    def write(self, rows): ...

class Xml(Writer):
    @property
    def suffix(self): ...

    def write(self, rows): ...

    def close(self): ...

class Pretty(Xml):
    def write(self, rows): ...

def export(writer: Writer, rows):
    writer.write(rows)  #: calls possibly Writer.write; calls Csv.write; calls Xml.write; calls Pretty.write
    writer.close()  #: calls export.Writer.close; calls possibly export.Xml.close
    return writer.suffix  #: calls possibly Writer.suffix; calls export.Xml.suffix
#: file tests/test_export.py
from shop.export import Writer, export

class Fake(Writer):  # the code itself does not meet it
    def write(self, rows): ...

def test_export():
    export(Fake(), [])  #: calls shop.export.export; instantiates Fake
#: file shop/parsers.py
from abc import ABC, abstractmethod
from typing import Protocol

class Parser(Protocol):
    def parse(self, text): ...

    def close(self): ...

class Plain:  # never says that it is a Parser
    def __init__(self): ...

    def parse(self, text): ...

    def close(self): ...

class Half:
    def parse(self, text): ...

def read(parser: Parser, made: type[Parser]):
    parser.parse("")  #: calls possibly Parser.parse; calls Plain.parse
    made()  # a protocol is never made

class Step(ABC):
    @abstractmethod
    def work(self): ...

    def run(self):
        self.work()  #: calls possibly Step.work; calls Short.work; calls possibly Own.work

class Short(Step):
    def work(self): ...

class Own(Step):
    def run(self): ...  # what Step.run calls is not reached from here

    def work(self): ...

class Later(Step):
    @abstractmethod
    def work(self): ...

def start(kind: type[Step]):
    kind().run()  #: calls Step.run; calls possibly Own.run; instantiates Short; instantiates Own
#: file shop/runners.py
class Runner:
    def run(self):
        raise NotImplementedError

    def check(self):
        self.run()  #: calls Runner.run; calls runners.Sql.run; calls runners.Http.run

    def count(self):
        self.run()  #: calls Runner.run; calls runners.Sql.run; calls possibly runners.Http.run

class Sql(Runner):
    def run(self): ...

    def tables(self):
        return self.count()  #: calls Runner.count

class Http(Runner):  # nobody asks it to count
    def run(self): ...
