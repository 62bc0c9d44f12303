"""What can be worked out with nothing started first."""

import pytest

from indexer.discover import SourceFile
from indexer.extract import extract
from indexer.facts import Raise, Return
from indexer.resolve.entities import Function
from indexer.resolve.plain import Plain
from indexer.resolve.program import Program

CODE = """
from enum import Enum
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from elsewhere import house

class Status(Enum):
    PAID = "paid"
    OPEN = "open", _("open")

class Limits:
    MOST = 3
    IN_ALL = MOST * 2

class Chosen:
    MOST = settings.MOST

class Counted:
    MOST = house()

class Failed(Exception):
    status_code = 403
    def __init__(self, message, *, detail=None):
        super().__init__(message)
        self.detail = detail

class Logged(Exception):
    def __init__(self, message):
        house(message)

def house(): ...
def paid(order): return Status.PAID
def most(): return Limits.IN_ALL
def local(order): return order
def error(order): raise ValidationError(_("no"), code=order)
def own(order): raise Failed("no", detail=order)
def by_settings(): return settings.MOST
def of_settings(): return Chosen.MOST
def by_running(): return Counted.MOST
def of_an_object(order): return order.total
def by_a_call(): return house()
def logged(): raise Logged("no")
"""
FILE = SourceFile("shop.py", "shop", "", is_package=False, size=0, mtime_ns=0, inode=0, ctime_ns=0)
PLAIN = {"paid", "most", "local", "error", "own"}


@pytest.mark.parametrize(
    "name", [*PLAIN, "by_settings", "of_settings", "by_running", "of_an_object", "by_a_call", "logged"]
)
def test_what_is_plain(name: str) -> None:
    program = Program([(FILE, extract(CODE.encode()))])
    module = program.by_path["shop.py"]
    function = next(f for f in module.children.values() if isinstance(f, Function) and f.scope.name == name)
    statement = function.scope.statements[0]
    assert isinstance(statement, Return | Raise)
    assert Plain(program).expression(statement.value, function) == (name in PLAIN)
