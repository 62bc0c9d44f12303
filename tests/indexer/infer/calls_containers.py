"""Lists, tuples and dictionaries of functions and objects."""
#: file shop/tables.py
def create(): ...
def update(): ...

TABLE = {"create": create}
TABLE["update"] = update

def by_key():
    TABLE["create"]()  #: calls shop.tables.create
    TABLE.get("update")()  #: calls shop.tables.update

def by_any(action):
    TABLE[action]()  #: calls shop.tables.create; calls shop.tables.update

def all_of_them():
    for step in [create, update]:
        step()  #: calls shop.tables.create; calls shop.tables.update
    for _, step in {"a": create}.items():
        step()  #: calls shop.tables.create
    return [step() for step in (update, create)]  #: calls shop.tables.update; calls shop.tables.create

def unpacked():
    a, (b, *c) = create, (update, create)
    a()  #: calls shop.tables.create
    b()  #: calls shop.tables.update
    c[0]()  #: calls shop.tables.create

def grown():
    steps = []
    steps.append(create)
    steps[0]()  #: calls shop.tables.create
    later = {}
    later.update({"x": update})
    later["x"]()  #: calls shop.tables.update

class Task:
    def run(self): ...

def tasks():
    return [Task() for _ in range(3)]

for task in tasks():  #: calls shop.tables.tasks
    task.run()  #: calls shop.tables.Task.run
tasks()[0].run()  #: calls shop.tables.tasks; calls shop.tables.Task.run
first, *others = tasks()  #: calls shop.tables.tasks
first.run()  #: calls shop.tables.Task.run
#: file shop/many.py
def a(): ...
def b(): ...
def c(): ...
def d(): ...
def e(): ...
def f(): ...
def g(): ...
def h(): ...
def i(): ...

ALL = {"1": a, "2": b, "3": c, "4": d, "5": e, "6": f, "7": g, "8": h, "9": i}

def by_name(name):
    ALL[name]()  #: calls a; calls b; calls c; calls d; calls e; calls f; calls g; calls h; calls i
#: file shop/copies.py
from copy import copy

def real(): ...
def fake(): ...
def other(): ...

READERS = {"csv": real}
STEPS = [real]

def patched():
    readers = READERS.copy()
    readers["xml"] = fake
    again = copy(readers)
    again["csv"] = other
    steps = list(STEPS)
    steps.append(fake)
    steps[0]()  #: calls copies.real; calls copies.fake
    readers["xml"]()  #: calls copies.fake

def read():
    READERS["csv"]()  #: calls copies.real
    STEPS[0]()  #: calls copies.real
