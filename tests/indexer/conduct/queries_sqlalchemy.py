#: file shop/__init__.py

#: file shop/models.py
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Integer, String

db = SQLAlchemy()


class Org(db.Model):
    id = Column(Integer, primary_key=True)


class Order(db.Model):
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("org.id"))
    status = Column(String)


#: file shop/first.py
from flask_login import current_user

from shop.models import Order, db


def flask(pk):
    Order.query.filter_by(id=pk, org_id=current_user.org_id).first_or_404()  #: asks Order query filter_by first_or_404 ends:first; narrows id Order.id exact pk by:filter_by; narrows org_id Order.org_id exact current_user.org_id by:filter_by
    Order.query.get(pk)  #: asks Order query get ends:get; narrows pk Order.id exact pk by:get
    Order.query.get_or_404(pk)  #: asks Order query get_or_404 ends:get; narrows pk Order.id exact pk by:get_or_404
    db.session.query(Order).filter(Order.org_id == pk, Order.status != "new").with_for_update().one()  #: asks Order query filter with_for_update one locks ends:one; narrows Order.org_id exact pk by:filter; narrows Order.status exact 'new' not by:filter
    db.session.query(Order.id).filter(Order.status.in_(["new"])).all()  #: asks Order query filter all ends:all; narrows Order.status in ['new'] by:filter
    db.session.execute("UPDATE orders SET status = 'new'")  #: asks execute raw orders
    {}.get("a")


#: file shop/second.py
from sqlalchemy import and_, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from shop.models import Order


async def routes(session: Session, org, pk):
    session.scalars(select(Order).where(Order.org_id == org.id)).all()  #: asks Order select where scalars all ends:all; narrows Order.org_id exact org.id by:where
    (await session.execute(select(Order).where(Order.id == pk))).scalar_one_or_none()  #: asks Order select where execute scalar_one_or_none; narrows Order.id exact pk by:where
    session.get(Order, pk)  #: asks Order get ends:get; narrows pk Order.id exact pk by:get
    session.execute(update(Order).where(Order.id == pk).values(status="paid"))  #: asks Order update where values execute ends:update; narrows Order.id exact pk by:where
    session.execute(delete(Order).where(or_(Order.id == pk, and_(Order.status == "a", Order.org_id.is_(None)))))  #: asks Order delete where execute ends:delete; narrows Order.id exact pk or by:where; narrows Order.status exact 'a' or by:where; narrows Order.org_id is None or by:where
    session.execute(text("SELECT 1 FROM orders"))  #: asks execute raw orders
    session.scalar(select(func.count(Order.id)))  #: asks Order select scalar ends:scalar


def in_steps(session: Session, org, status):
    statement = select(Order).where(Order.org_id == org.id)  #: asks Order select where; narrows Order.org_id exact org.id by:where
    if status:
        statement = statement.where(Order.status == status)  #: asks Order where; narrows Order.status exact status by:where; narrows Order.org_id exact org.id by:where inherited
    return session.scalars(statement).first()  #: asks Order scalars first ends:first; narrows Order.org_id exact org.id by:where inherited


def gathered(session: Session, org, status):
    conditions = [Order.org_id == org.id]
    conditions.append(Order.status == status)
    return session.query(Order).filter(*conditions).all()  #: asks Order query filter all; narrows Order.org_id exact org.id by:filter; narrows Order.status exact status by:filter


def by_name(session: Session, kind, text):
    searches = {"order": session.query(Order).search, "none": None}  #: asks Order query ends:
    return searches[kind](text)  #: asks Order ends:; narrows text by:
