"""An index that is brought forward is the one that a build gives: row by row, for edits in bodies of functions."""

import re
import sqlite3
from pathlib import Path
from random import Random

import pytest

from indexer.build import build
from indexer.cache import Cache
from indexer.graph.open import SCHEMA
from indexer.graph.patch import LINED
from indexer.refresh import Reason, refresh
from tests.bench.editing import copied, edits, load, write
from tests.bench.tables import differences, named_rows
from tests.conftest import WriteTree

APPS = Path(__file__).parent.parent / "apps"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.mark.parametrize("app", ["shop", "shop_api"])
def test_brought_forward_equals_built_anew(app: str, tmp_path: Path, cache: Cache) -> None:
    root = copied(APPS / app, tmp_path)
    index, anew = tmp_path / "index.db", tmp_path / "anew.db"
    build(root, index, cache=cache)
    forward = 0
    for edit in edits(load(root), Random(app), 25, inside_bodies=True):
        write(root, edit.changed)
        build(root, anew, cache=cache)
        try:
            refresh(root, index, index, cache=cache)
        except Reason:
            anew.replace(index)
            continue
        forward += 1
        assert not list(differences(named_rows(index), named_rows(anew))), edit.what
    assert forward >= 5


SHOP = """
class Card:
    def pay(self): ...

class Cash:
    def pay(self): ...

def charge(how):
    # money changes hands here, once and for all
    how.pay()

def by_card():
    print("card")
    charge(Card())

def by_cash():
    print("cash")
    charge(Cash())

def receipt(total):
    if total < 0:
        raise ValueError
    return Card()

def again():
    return again() or receipt(1)

def settle(card, state):
    card.state = state

def settled():
    settle(Card(), "paid")

def late():
    seen = [Card()]
    return seen

def shown():
    for one in late():
        one.pay()
"""

# What is changed in it; whether the index can be brought forward.
EDITS = {
    "a comment": ("    # money changes hands here, once", "    # money changes hands here, just once", True),
    "a line more": ("def receipt(total):\n", "\n\ndef receipt(total):\n", True),
    "a test": ("if total < 0:", "if total <= 0:", True),
    "a call that says nothing": ("    charge(Card())", "    print(1)\n    charge(Card())", True),
    "a docstring": ("def by_cash():\n", 'def by_cash():\n    """Coins and notes."""\n', True),
    "long enough to be compared now": ("    return again() or", '    print("again")\n    return again() or', True),
    "too short to be compared now": ('    print("card")\n', "", True),
    "what others are given goes": ("charge(Cash())", "print(Cash())", False),
    "what others are given comes": ("charge(Cash())", "charge(Cash())\n    charge(receipt)", False),
    "what is returned": ("    return Card()\n\ndef again", "    return Cash()\n\ndef again", False),
    "what only a circle gives back": ("return again() or receipt(1)", "return again()", False),
    "what is in a list that others hold": ("seen = [Card()]", "seen = [Cash()]", False),
    "what is in it, said otherwise": ("seen = [Card()]", "one = Card()\n    seen = [one]", True),
    "what gives a state what it is called with": ("card.state = state", "card.stage = state", False),
    "a header": ("def receipt(total):", "def receipt(total, tax=0):", False),
    "a definition": ("def by_card():", "def by_cheque(): ...\n\ndef by_card():", False),
}


@pytest.mark.parametrize("what", EDITS)
def test_edits_of_a_body(what: str, write_tree: WriteTree, tmp_path: Path, cache: Cache) -> None:
    old, new, forward = EDITS[what]
    root = write_tree({"shop/__init__.py": "", "shop/pay.py": SHOP}) / "shop"
    index, anew = tmp_path / "index.db", tmp_path / "anew.db"
    build(root, index, cache=cache)
    assert old in SHOP
    (root / "pay.py").write_text(SHOP.replace(old, new, 1))
    if not forward:
        with pytest.raises(Reason):
            refresh(root, index, index, cache=cache)
        return
    report = refresh(root, index, index, cache=cache)
    assert report.refreshed == 1
    build(root, anew, cache=cache)
    assert not list(differences(named_rows(index), named_rows(anew)))


MOVED_APART = {("symbols", "line"), ("symbols", "end_line"), ("comments", "line")}
OF_NO_EDIT = {("problems", "line")}  # a file that cannot be read whole is built anew


def test_every_line_of_the_schema_follows_an_edit() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    held = {
        (table, column)
        for table in tables
        for _, column, *_ in database.execute(f'PRAGMA table_info("{table}")')
        if re.fullmatch(r"(\w+_)?line", column)
    }
    moved = {(table, column) for table, _, columns in LINED for column in columns}
    assert held - moved == MOVED_APART | OF_NO_EDIT


def test_the_graph_of_another_folder_is_brought_forward(write_tree: WriteTree, tmp_path: Path, cache: Cache) -> None:
    root = write_tree({"before/pay.py": SHOP, "after/pay.py": SHOP.replace("< 0", "< 1")})
    build(root / "before", tmp_path / "before.db", cache=cache)
    kept = (tmp_path / "before.db").read_bytes()
    refresh(root / "after", tmp_path / "before.db", tmp_path / "after.db", cache=cache)
    build(root / "after", tmp_path / "anew.db", cache=cache)
    assert not list(differences(named_rows(tmp_path / "after.db"), named_rows(tmp_path / "anew.db")))
    assert (tmp_path / "before.db").read_bytes() == kept


def test_nothing_is_left_where_it_cannot_be_done(write_tree: WriteTree, tmp_path: Path, cache: Cache) -> None:
    root = write_tree({"shop/pay.py": SHOP}) / "shop"
    index = tmp_path / "index.db"
    build(root, index, cache=cache)
    (root / "more.py").write_text("x = 1\n")
    with pytest.raises(Reason, match="files came"):
        refresh(root, index, index, cache=cache)
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".new")] == []


NOTES = {
    "notes/__init__.py": "",
    "notes/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
    "notes/settings.py": 'ROOT_URLCONF = "urls"\nINSTALLED_APPS = ["notes"]\n',
    "notes/urls.py": """
from django.urls import path
from views import edit, listed

urlpatterns = [path("notes/", listed, name="listed"), path("notes/<pk>/", edit, name="edit")]
""",
    "notes/models.py": """
from django.db import models

class Note(models.Model):
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    text = models.TextField()
""",
    "notes/views.py": """
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from models import Note

def may_edit(user):
    if not user.is_staff:
        raise PermissionDenied

def owned(user):
    return Note.objects.filter(owner=user)

def listed(request):
    notes = Note.objects.filter(owner=request.user)
    return HttpResponse(str(notes))

def edit(request, pk):
    if not request.user.is_authenticated:
        raise PermissionDenied
    may_edit(request.user)
    with transaction.atomic():
        Note.objects.filter(pk=pk).update(text=request.POST["text"])
    return HttpResponse(str(owned(request.user)))
""",
    "notes/tests.py": """
from django.test import TestCase

class NotesTests(TestCase):
    def setUp(self):
        self.url = "/notes/1/"

    def test_stranger(self):
        answer = self.client.post(self.url, {"text": "new"})
        self.assertEqual(answer.status_code, 403)

    def test_list(self):
        self.assertEqual(self.client.get("/notes/").status_code, 200)
""",
}

SEEN_BY_ADAPTERS = {
    "a filter by owner goes": ("views.py", "Note.objects.filter(owner=request.user)", "Note.objects.all()", True),
    "a check goes": (
        "views.py",
        "    if not request.user.is_authenticated:\n        raise PermissionDenied\n",
        "",
        True,
    ),
    "a check comes": ("views.py", "def listed(request):\n", "def listed(request):\n    may_edit(request.user)\n", True),
    "a check that others call says the same": ("views.py", "not user.is_staff", "not user.is_superuser", True),
    "a check that others call goes": (
        "views.py",
        "staff:\n        raise PermissionDenied",
        "staff:\n        return",
        True,
    ),
    "what alone gives another its argument": ("views.py", "    may_edit(request.user)\n", "", False),
    "what others narrow by goes": ("views.py", "filter(owner=user)", "all()", True),
    "a transaction goes": ("views.py", "with transaction.atomic():", "if pk:", True),
    "a transaction comes": (
        "views.py",
        "    notes = Note",
        "    with transaction.atomic():\n        notes = Note",
        True,
    ),
    "a test asks for something else": ("tests.py", 'get("/notes/")', 'get("/notes/2/")', True),
    "what all tests ask for": ("tests.py", '"/notes/1/"', '"/notes/"', True),
    "a test expects something else": ("tests.py", "403", "401", True),
    "what starts it all": ("manage.py", '"settings"', '"other"', False),
}


@pytest.mark.parametrize("what", SEEN_BY_ADAPTERS)
def test_edits_that_adapters_see(what: str, write_tree: WriteTree, tmp_path: Path, cache: Cache) -> None:
    name, old, new, forward = SEEN_BY_ADAPTERS[what]
    root = write_tree(NOTES) / "notes"
    index, anew = tmp_path / "index.db", tmp_path / "anew.db"
    build(root, index, cache=cache)
    before = NOTES[f"notes/{name}"]
    assert old in before
    for text in (before.replace(old, new, 1), before):  # there and back again: what is kept has to follow
        (root / name).write_text(text)
        if not forward:
            with pytest.raises(Reason):
                refresh(root, index, index, cache=cache)
            return
        refresh(root, index, index, cache=cache)
        build(root, anew, cache=cache)
        assert not list(differences(named_rows(index), named_rows(anew)))


IMPORTING = {
    "orders/__init__.py": "",
    "orders/models.py": "from django.db import models\n\nclass Order(models.Model):\n    paid = models.BooleanField()",
    "orders/text.py": "def shown(order):\n    return str(order)\n",
    "orders/services.py": (
        "from orders.models import Order\n\ndef paid():\n    return Order.objects.filter(paid=True)\n\n"
        "def named(order):\n    return order\n"
    ),
    "orders/lines.py": "def cut(line):\n    return line\n",
}

# What is imported in a function of which file; whether the index can be brought forward.
IMPORTS = {
    "of the house": ("orders/services.py", "from orders.text import shown", True),
    "of what comes with Python": ("orders/lines.py", "from json import dumps as written", True),
    "of a package in use": ("orders/services.py", "import django.conf", False),  # by this module it was not
    "of a package that nobody has imported": ("orders/services.py", "import requests", False),
    "that makes a service of it": ("orders/lines.py", "from orders.models import Order", False),
}


@pytest.mark.parametrize("what", IMPORTS)
def test_imports_of_a_function(what: str, write_tree: WriteTree, tmp_path: Path, cache: Cache) -> None:
    path, statement, forward = IMPORTS[what]
    root = write_tree(IMPORTING)
    before, index, anew = tmp_path / "before.db", tmp_path / "index.db", tmp_path / "anew.db"
    build(root, before, cache=cache)
    lines = IMPORTING[path].splitlines(keepends=True)
    changed = "".join([*lines[:-1], f"    {statement}\n", lines[-1]])
    for text, start in ((changed, before), (IMPORTING[path], anew)):  # the edit, and the edit taken back
        (root / path).write_text(text)
        if not forward:
            with pytest.raises(Reason):
                refresh(root, start, index, cache=cache)
            return
        refresh(root, start, index, cache=cache)
        build(root, anew, cache=cache)
        assert not list(differences(named_rows(index), named_rows(anew)))
