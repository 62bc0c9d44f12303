#: file shop/__init__.py

#: file shop/models.py
from sqlmodel import Field, Relationship, SQLModel


class User(SQLModel, table=True):
    id: int = Field(primary_key=True)
    email: str
    items: list["Item"] = Relationship(back_populates="owner")


class Item(SQLModel, table=True):
    id: int = Field(primary_key=True)
    title: str
    owner_id: int = Field(foreign_key="user.id")
    owner: User | None = Relationship(back_populates="items")


#: file shop/deps.py
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, select

from shop.models import User


def get_session():
    with Session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_current_user(session: SessionDep) -> User:
    return session.exec(select(User).where(User.email == "")).first()  #: filters User.email


CurrentUser = Annotated[User, Depends(get_current_user)]


#: file shop/routes.py
from fastapi import APIRouter
from sqlmodel import func, select

from shop.deps import CurrentUser, SessionDep
from shop.models import Item

router = APIRouter()


@router.get("/{number}")
def read(session: SessionDep, user: CurrentUser, number: int):
    item = session.get(Item, number)
    if item.owner_id != user.id:  #: reads Item.owner_id; reads User.id
        return None
    return item.owner.email  #: reads Item.owner; reads User.email


@router.put("/")
def write(session: SessionDep, user: CurrentUser):
    for item in session.exec(select(Item).order_by(Item.title)).all():  #: orders Item.title
        item.title = user.email  #: writes Item.title; reads User.email
    return [item.title for item in user.items]  #: reads User.items; reads Item.title
