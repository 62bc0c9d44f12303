"""Stars, fallbacks and conditions at imports."""
#: file shop/__init__.py
#: file shop/fast.py
def dump(order): ...
#: file shop/slow.py
def dump(order): ...
def _hidden(order): ...
def open(path): ...
#: file shop/listed.py
__all__ = ["shown"]
def shown(): ...
def not_shown(): ...
#: file shop/use_stars.py
from shop.slow import *
from shop.listed import *

def use(order):
    dump(order)  #: calls shop.slow.dump
    _hidden(order)
    open("x")  #: calls shop.slow.open
    shown()  #: calls shop.listed.shown
    not_shown()
#: file shop/use_fallback.py
try:
    from fastlib import dump
except ImportError:
    from shop.slow import dump

def use(order):
    dump(order)
#: file shop/use_lazy.py
def use(order):
    from shop.fast import dump
    dump(order)  #: calls shop.fast.dump

def other(order):
    dump(order)
#: file shop/use_type_checking.py
from __future__ import annotations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.boxes import Box

def use(box: Box):
    box.open()  #: calls shop.boxes.Box.open
#: file shop/boxes.py
class Box:
    def open(self): ...
