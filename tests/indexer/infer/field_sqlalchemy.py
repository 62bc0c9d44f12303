#: file shop/__init__.py

#: file shop/models.py
from sqlalchemy import ForeignKey, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Found:
    """Mixed into models."""

    @classmethod
    def by_number(cls, session, number):
        return cls.query.filter_by(number=number).one()


class Customer(Found, Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    total: Mapped[int]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer: Mapped[Customer] = relationship(back_populates="orders")

    @hybrid_property
    def is_paid(self):
        return self.status == "paid"  #: reads Order.status


class Line(Base):
    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order = relationship("Order", backref=backref("lines"))


#: file shop/services.py
from sqlalchemy import and_, delete, func, select, update

from shop.models import Customer, Line, Order


def made(session, customer):
    order = Order(status="new", customer=customer)  #: writes Order.status; writes Order.customer
    session.add(order)
    customer.orders.append(order)
    return order.is_paid


def one(session, number):
    order = session.get(Order, number)
    order.status = "paid"  #: writes Order.status
    order.total += 1  #: writes Order.total; reads Order.total
    return order.customer.email  #: reads Order.customer; reads Customer.email


def many(session):
    for order in session.scalars(select(Order).where(Order.status == "new")):  #: filters Order.status
        print(order.customer_id)  #: reads Order.customer_id
    for order in session.execute(select(Order)).scalars().all():
        for line in order.lines:  #: reads Order.lines
            print(line.price)  #: reads Line.price
    customer = session.query(Customer).filter_by(email="").first()  #: filters Customer.email
    return [order.total for order in customer.orders]  #: reads Customer.orders; reads Order.total


def columns(session):
    session.execute(select(Order.id, func.sum(Order.total)))  #: reads Order.id; reads Order.total
    session.query(Order).filter(and_(Order.status.in_(["new"]), Order.total > 1))  #: filters Order.status; filters Order.total
    session.query(Order).order_by(Order.total.desc(), Order.id)  #: orders Order.total; orders Order.id
    session.query(Line).join(Order, Line.order_id == Order.id)  #: filters Line.order_id; filters Order.id


def writes(session):
    session.execute(update(Order).where(Order.id == 1).values(status="paid"))  #: filters Order.id; writes Order.status
    session.query(Order).filter(Order.total == 0).update({Order.status: "free"})  #: filters Order.total; writes Order.status
    session.query(Order).update({"total": 0})  #: writes Order.total
    session.execute(delete(Order).where(Order.id.is_(None)))  #: filters Order.id


def or_none(find, *arguments):
    found = find(*arguments)
    if found is None:
        raise ValueError
    return found


def through_helpers(session, number):
    print(or_none(Customer.by_number, session, number).email)  #: reads Customer.email
    return or_none(first_order, session).total  #: reads Order.total


def first_order(session):
    return session.query(Order).first()


def mentioned(register):
    register(Order.status)  #: reads possibly Order.status


def other(values):
    values.update({"total": 0})
    values.get("total")
