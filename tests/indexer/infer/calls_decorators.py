"""Decorators: plain ones, wrappers, factories, classes."""
#: file shop/guards.py
from functools import wraps

def plain(view):
    return view

def wrapped(view):
    @wraps(view)
    def wrapper(*args):
        return view(*args)  #: calls shop.views.show; calls shop.views.Page.open
    return wrapper

def factory(role):
    def decorator(view):
        def wrapper():
            return view()  #: calls shop.views.edit
        return wrapper
    return decorator

class Registered:
    def __init__(self, view):
        self.view = view

    def __call__(self):
        return self.view()  #: calls shop.views.listed
#: file shop/views.py
from shop.guards import Registered, factory, plain, wrapped

@plain  #: calls shop.guards.plain
def index(): ...

@wrapped  #: calls shop.guards.wrapped
def show(): ...

@factory("staff")  #: calls shop.guards.factory; calls shop.guards.factory.<locals>.decorator
def edit(): ...

@Registered  #: calls shop.guards.Registered.__init__
def listed(): ...

class Page:
    @wrapped
    def open(self): ...

index()  #: calls shop.views.index
show()  #: calls shop.views.show; calls shop.guards.wrapped.<locals>.wrapper
edit()  #: calls shop.views.edit; calls shop.guards.factory.<locals>.decorator.<locals>.wrapper
listed()  #: calls shop.views.listed; calls shop.guards.Registered.__call__
