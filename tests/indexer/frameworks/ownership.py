#: file shop/__init__.py
from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy import Column, Integer, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()
app = FastAPI()


class Item(Base):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer)


def current_user(request: Request):
    if not request.session.get("user_id"):
        raise HTTPException(401)
    return request.session["user_id"]


def own_item(id, session, user=Depends(current_user)):
    return session.scalars(select(Item).where(Item.id == id, Item.owner_id == user.id)).one()  #: owned Item by Item.owner_id user.id


def items_of(session, org):
    return session.query(Item).filter(Item.owner_id == org.id)


@app.get("/a")
def listed(session, user=Depends(current_user)):  #: guarded by current_user, listed
    return session.query(Item).filter_by(owner_id=user.id).all()  #: owned Item by owner_id user.id


@app.get("/b")
def shown(item=Depends(own_item)):  #: guarded by current_user, own_item
    return item


@app.get("/c")
def ours(session, request: Request):  #: guarded by ours
    return items_of(session, request.state.org)  #: owned items_of by Item.owner_id request.state.org


@app.get("/d")
def open_to_all(session):  #: access unknown
    item = session.query(Item).filter_by(id=1).one_or_none()
    if item is None:
        raise HTTPException(404)
    return item


@app.get("/e")
def checked(session, request: Request):  #: guarded by checked
    item = session.get(Item, 1)
    if item.owner_id != request.state.user.id:
        raise HTTPException(404)
    return item
