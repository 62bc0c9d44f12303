"""What the language calls: iteration, contexts, generators, calling an object."""
#: file shop/flows.py
from contextlib import contextmanager

class Line:
    def price(self): ...

class Lines:
    def __iter__(self):
        return self

    def __next__(self):
        return Line()

    def __enter__(self):
        return Line()

    def __exit__(self, *problem): ...

    def __call__(self):
        return Line()

for line in Lines():  #: calls shop.flows.Lines.__iter__; calls shop.flows.Lines.__next__
    line.price()  #: calls shop.flows.Line.price

with Lines() as line:  #: calls shop.flows.Lines.__enter__; calls shop.flows.Lines.__exit__
    line.price()  #: calls shop.flows.Line.price

Lines()().price()  #: calls shop.flows.Lines.__call__; calls shop.flows.Line.price

def generated():
    yield Line()
    yield from more()  #: calls shop.flows.more

def more():
    yield Line()

for each in generated():  #: calls shop.flows.generated
    each.price()  #: calls shop.flows.Line.price
next(more()).price()  #: calls shop.flows.more; calls shop.flows.Line.price

@contextmanager
def opened():
    yield Line()

with opened() as line:  #: calls shop.flows.opened
    line.price()  #: calls shop.flows.Line.price

async def fetched():
    return Line()

async def used():
    (await fetched()).price()  #: calls shop.flows.fetched; calls shop.flows.Line.price
