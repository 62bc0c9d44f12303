#: file shop/__init__.py
#: file shop/models.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Stamped:  #: breaks still_used `Stamped.made_by` is gone and `reports.makers` still filters by it
    made_by = Column(String)  #: dropped
    maker = Column(String)  #: added


class Order(Stamped, Base):  #: breaks still_used `Order.total_due` is gone and `reports.monthly` still reads it; breaks still_used `Order.overdue` is gone and `reports.late` still reads it; breaks migrated_model; breaks migrated_model
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    total_due = Column(Integer)  #: dropped
    amount_due = Column(Integer)  #: added
    note = Column(String)  #: dropped
    number = Column(Integer)

    @property  #: dropped
    def overdue(self):  #: dropped
        return self.number > 3  #: dropped

    def paid(self):
        return self.number == 0


#: file shop/prices.py
"""Prices."""  #: breaks still_used `prices.rounded` is gone and `shop.reports` still imports it, and 1 more

def rounded(price):  #: dropped
    return round(price)  #: dropped


def doubled(price):  #: dropped
    return price * 2  #: dropped


from shop.more import doubled  #: added


def halved(price):
    return price / 2


#: added file shop/more.py
def doubled(price):
    return price * 2


#: file shop/reports.py
from shop.models import Order
from shop.prices import doubled, halved, rounded


def monthly(order: Order):
    return halved(doubled(rounded(order.total_due)))


def makers(session, name):
    return session.query(Order).filter(Order.made_by == name).all()


def late(order: Order):
    return order.overdue


def settled(order: Order):
    return order.paid()
