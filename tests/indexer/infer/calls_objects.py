"""Objects: constructors, attributes set anywhere, properties, super, class and static methods, narrowing."""
#: file shop/boxes.py
from functools import cached_property

class Lid:
    def lift(self): ...

class Box:
    shared = Lid()

    def __init__(self, owner):
        self.lid = Lid()
        self.owner = owner
        self.on_open = self.close

    def open(self):
        self.lid.lift()  #: calls shop.boxes.Lid.lift
        self.shared.lift()  #: calls shop.boxes.Lid.lift
        self.owner.tell()  #: calls shop.boxes.Owner.tell
        self.on_open()  #: calls shop.boxes.Box.close; calls possibly shop.boxes.Special.close
        self.late.lift()  #: calls shop.boxes.Lid.lift

    def close(self):
        self.late = Lid()

    @property
    def top(self):
        return self.lid

    @cached_property
    def under(self):
        return self.lid

    @classmethod
    def make(cls):
        return cls(Owner())  #: calls shop.boxes.Box.__init__

    @staticmethod
    def check(): ...

    def again(self):
        return self

class Owner:
    def tell(self): ...

class Special(Box):
    def close(self):
        super().close()  #: calls shop.boxes.Box.close

    def only_special(self): ...
#: file shop/use.py
from shop.boxes import Box, Lid, Owner, Special

box = Box(Owner())  #: calls shop.boxes.Box.__init__
box.top.lift()  #: calls shop.boxes.Box.top; calls shop.boxes.Lid.lift
box.under.lift()  #: calls shop.boxes.Box.under; calls shop.boxes.Lid.lift
Box.check()  #: calls shop.boxes.Box.check
Special.make().only_special()  #: calls shop.boxes.Box.make; calls shop.boxes.Special.only_special
box.again().open()  #: calls shop.boxes.Box.again; calls shop.boxes.Box.open

def narrowed(thing):
    if isinstance(thing, Lid):
        thing.lift()  #: calls shop.boxes.Lid.lift
    thing.lift()

def left_early(thing):
    if not isinstance(thing, Lid):
        return
    thing.lift()  #: calls shop.boxes.Lid.lift

def named(lid: Lid):
    getattr(lid, "lift")()  #: calls shop.boxes.Lid.lift
    if found := lid:
        found.lift()  #: calls shop.boxes.Lid.lift

def optional(lid: "Lid | None" = None):
    lid.lift()  #: calls shop.boxes.Lid.lift

def raising():
    raise Problem  #: calls shop.use.Problem.__init__

class Problem(Exception):
    def __init__(self): ...
    def tell(self): ...

def caught():
    try:
        raising()  #: calls shop.use.raising
    except Problem as problem:
        problem.tell()  #: calls shop.use.Problem.tell
