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
    TABLE[action]()  #: calls possibly shop.tables.create; calls possibly shop.tables.update

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
