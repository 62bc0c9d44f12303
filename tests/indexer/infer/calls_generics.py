"""Generic classes and functions: what type variables stand for."""
#: file shop/models.py
class User:
    def greet(self): ...

class Order:
    def pay(self): ...
#: file shop/repositories.py
from typing import Generic, TypeVar
from shop.models import Order, User

T = TypeVar("T")
K = TypeVar("K", bound=str)

class Repo(Generic[K, T]):
    def get(self, key: K) -> T: ...

    def find(self) -> T | None: ...

    def all(self) -> list[T]: ...

    def twice(self):
        return self.find()  #: calls Repo.find

class Named(Repo[str, T]):
    def named(self) -> "T": ...

class Users(Named[User]):
    def first(self):
        self.named().greet()  #: calls Named.named; calls User.greet

def uses(users: Users, orders: Named[Order], unknown: Repo):
    users.get("1").greet()  #: calls Repo.get; calls User.greet
    users.find().greet()  #: calls Repo.find; calls User.greet
    for order in orders.all():  #: calls Repo.all
        order.pay()  #: calls Order.pay
    orders.named().pay()  #: calls Named.named; calls Order.pay
    unknown.find().pay()  #: calls Repo.find

def one(model: type[T], key: str) -> T: ...

def first(items: list[T]) -> T: ...

def functions():
    one(Order, "1").pay()  #: calls shop.repositories.one; calls Order.pay
    first([User()]).greet()  #: calls shop.repositories.first; calls User.greet
#: file shop/newer.py
from shop.models import Order, User

class Box[T]:
    def open(self) -> T: ...

def last[T](items: list[T]) -> T: ...

def uses(box: Box[User]):
    box.open().greet()  #: calls Box.open; calls User.greet
    last([Order()]).pay()  #: calls shop.newer.last; calls Order.pay
