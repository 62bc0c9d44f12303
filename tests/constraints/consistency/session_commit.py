#: file shop/database.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    status = Column(String)


#: file shop/services.py
from sqlalchemy.orm import Session

from shop.database import Order
from shop.storage import note, store


def place(session: Session, order: Order):  #: breaks session_commit `services.place` no longer commits what it writes
    session.add(order)
    session.commit()  #: dropped


def handed_on(session: Session, order: Order):
    session.add(order)
    session.commit()  #: dropped
    finish(session)  #: added


def finish(session: Session):  #: added
    session.commit()  #: added


def through(session: Session, order: Order):  #: breaks session_commit `services.through` no longer commits
    try:
        note(session, order)
    finally:
        session.commit()  #: dropped
        pass  #: added


def read(session: Session, order: Order):
    session.add(order)  #: dropped
    session.commit()  #: dropped
    return order.status


def twice(session: Session, order: Order, other: Order):
    session.add(order)
    session.commit()  #: added; breaks session_commit `services.twice` commits before `session.add(other)`
    session.add(other)
    session.commit()


def once(session: Session, order: Order, other: Order):
    session.add(order)
    session.commit()  #: dropped
    session.add(other)
    session.commit()


def begun(session: Session, order: Order):
    with session.begin():  #: added
        session.add(order)  #: added
    session.add(order)  #: dropped
    session.commit()  #: dropped


def first(session: Session, order: Order):
    store(session, order)
    session.add(order)
    session.commit()


def second(session: Session, order: Order):
    store(session, order)
    note(session, order)
    session.commit()


#: file shop/storage.py
from sqlalchemy.orm import Session

from shop.database import Order


def store(session: Session, order: Order):
    session.add(order)
    session.commit()  #: added; breaks session_commit commits itself now: all 2 that call it commit
    return order


def note(session: Session, order: Order):
    session.add(order)
    session.flush()  #: added


#: file shop/repositories.py
from git import Repo


def publish(repo: Repo):
    repo.index.add(["a"])
    repo.index.commit("a")  #: dropped


#: file shop/accounts.py
from sqlalchemy import delete
from sqlalchemy.orm import Session

from shop.database import Order


def leave(session: Session, order: Order):
    order.status = "left"
    session.commit()  #: added; breaks session_commit `accounts.leave` commits before
    session.execute(delete(Order).where(Order.id == order.id))
    session.commit()
