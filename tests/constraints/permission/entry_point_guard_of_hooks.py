#: file shop/app.py
from flask import Blueprint, Flask, session

from shop.orders import orders

app = Flask(__name__)
app.register_blueprint(orders)
app.before_request(measured)


def measured():
    session.permanent = True


#: file shop/orders.py
from flask import Blueprint, session

orders = Blueprint("orders", __name__, url_prefix="/orders")


@orders.before_request  #: dropped
def limited():  #: breaks entry_point_guard `limited` no longer runs before GET /orders/one and 1 more, and before nothing else
    session.permanent = True


@orders.route("/one")
def one():
    return "one"


@orders.route("/two")
def two():
    return "two"
