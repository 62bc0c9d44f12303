#: file shop/__init__.py
#: file shop/users.py
# What fastapi-users asks for on the way to `current_user` stands in the repository: the manager, and each strategy.
from fastapi import Depends
from fastapi_users import FastAPIUsers
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, DatabaseStrategy


def get_session():
    yield None


def get_user_manager(session=Depends(get_session)):
    yield None


def get_strategy():
    return DatabaseStrategy(None)


backend = AuthenticationBackend(name="db", transport=BearerTransport("/login"), get_strategy=get_strategy)
users = FastAPIUsers[object, int](get_user_manager, [backend])
current_user = users.current_user(active=True)
anyone = users.current_user(optional=True)
#: file shop/app.py
from fastapi import Depends, FastAPI

from shop.users import anyone, current_user

app = FastAPI()


@app.get("/me")  #: endpoint GET /me
def me(user=Depends(current_user)):
    return user


@app.get("/all")  #: endpoint GET /all
def everybody(user=Depends(anyone)):
    return user
