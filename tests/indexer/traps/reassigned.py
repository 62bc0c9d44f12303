"""Names that are bound again: what reaches the call is what is called."""
#: file shop/steps.py
def first(): ...
def second(): ...

def straight():
    step = first
    step()  #: calls shop.steps.first
    step = second
    step()  #: calls shop.steps.second

def unknown_at_last(load):
    step = first
    step = load()
    step()

def branched(urgent):
    if urgent:
        step = first
    else:
        step = second
    step()  #: calls shop.steps.first; calls shop.steps.second

def deleted():
    step = first
    del step
    step()

def again(): ...
again()  #: calls shop.steps.again
def again(other): ...

class Box:
    def open(self): ...

class Other: ...

def replaced():
    box = Box()
    box = Other()
    box.open()
