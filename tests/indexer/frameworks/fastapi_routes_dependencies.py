#: file shop/__init__.py
#: file shop/deps.py
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import OAuth2PasswordBearer

token = OAuth2PasswordBearer(tokenUrl="/token")


def get_pool():
    pass


def get_session(pool=Depends(get_pool)):
    yield pool


Session = Annotated[object, Depends(get_session)]
Token = Annotated[str, Depends(token)]


def current_user(session: Session, token: Token):
    pass


def audit():
    pass


User = Annotated[object, Security(current_user, scopes=["shop"])]


def has_role(role):
    def check(user: User):
        pass

    return check


def plain_or_strict(strict=True):
    return strictly if strict else plainly


def strictly():
    pass


def plainly():
    pass


class Permission:
    def __init__(self, name):
        self.name = name

    def __call__(self, user: User):
        pass


class Service:
    def __init__(self, session: Session):
        self.session = session

    @classmethod
    def of_user(cls, user: User):
        return cls(None)


@dataclass
class Paging:
    session: Session
    size: int = 10


#: file shop/main.py
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI

from shop.deps import Paging, Permission, Service, Session, User, audit, has_role, plain_or_strict
from shop.orders import nested, router

app = FastAPI(dependencies=[Depends(audit)])
app.include_router(router, dependencies=[Depends(has_role("staff"))])


@app.get("/plain")
def plain():  #: before shop.deps.audit
    pass


@app.get("/objects", dependencies=[Depends(Permission("see"))])
def objects(service: Annotated[Service, Depends()], strict=Depends(plain_or_strict())):  #: before shop.deps.audit; before shop.deps.get_pool; before shop.deps.get_session; before fastapi.security.OAuth2PasswordBearer; before shop.deps.current_user; before shop.deps.Permission; before shop.deps.Service; before shop.deps.strictly
    pass


@app.get("/methods")
def methods(service=Depends(Service.of_user), paging: Paging = Depends()):  #: before shop.deps.audit; before shop.deps.get_pool; before shop.deps.get_session; before fastapi.security.OAuth2PasswordBearer; before shop.deps.current_user; before shop.deps.Service.of_user; before shop.deps.Paging
    pass


#: file shop/orders.py
import functools

from fastapi import APIRouter, Depends
from fastapi_utils.cbv import cbv

from shop.deps import Session, audit, get_pool, token

router = APIRouter()
nested = APIRouter(dependencies=[Depends(token)])


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def marked(function):
    function.marked = True
    return function


class Controller:
    session: Session
    name: str = "x"


@cbv(nested)
class Orders(Controller):
    pool: object = Depends(get_pool)

    @timed
    @nested.get("/orders")
    @timed
    @marked
    def listed(self):  #: before shop.deps.audit; before shop.deps.get_pool; before shop.deps.get_session; before fastapi.security.OAuth2PasswordBearer; before shop.deps.current_user; before shop.deps.has_role; before shop.orders.Orders; before shop.orders.timed
        pass


router.include_router(nested)
