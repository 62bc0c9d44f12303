"""Functions as values: arguments, returns, closures, lambdas, partials."""
#: file shop/steps.py
from functools import partial, reduce

def send(): ...
def notify(): ...
def log(): ...

def run(step):
    step()  #: calls shop.steps.send; calls shop.steps.log

run(send)  #: calls shop.steps.run
run(step=log)  #: calls shop.steps.run

def run_first(steps):
    steps[0]()  #: calls shop.steps.notify

run_first([notify, send])  #: calls shop.steps.run_first

def same(step):
    return step

same(send)()  #: calls shop.steps.same; calls shop.steps.send
same(log)()  #: calls shop.steps.same; calls shop.steps.log

def choose():
    return notify

choose()()  #: calls shop.steps.choose; calls shop.steps.notify

def maker(step):
    def made():
        return step()  #: calls shop.steps.send
    return made

made = maker(send)  #: calls shop.steps.maker
made()  #: calls shop.steps.maker.<locals>.made

def default(step=notify):
    step()  #: calls shop.steps.notify

default()  #: calls shop.steps.default

later = partial(run_first, [notify])
later()  #: calls shop.steps.run_first

def key(order): ...
def name(order): ...
def each(order): ...

def ordered(orders):
    sorted(orders, key=key)  #: calls shop.steps.key
    max(orders, key=name)  #: calls shop.steps.name
    list(map(each, orders))  #: calls shop.steps.each
    call = lambda: log()  #: calls shop.steps.log
    call()

def spread(*steps, **named):
    for step in steps:
        step()  #: calls shop.steps.send; calls shop.steps.notify
    named["last"]()  #: calls shop.steps.log

spread(send, notify, last=log)  #: calls shop.steps.spread

current = None

def set_up():
    global current
    current = send

def go():
    current()  #: calls shop.steps.send
