#: file shop/__init__.py
from flask import Flask, request
from flask_login import login_required

from shop.guards import admins_only, audited, log, marked, only
from shop.orders import orders

app = Flask(__name__)
app.register_blueprint(orders)


@app.before_request
def load_user():
    pass


app.before_request(log)


@login_required
@app.route("/order")
@admins_only
@marked
@only("staff")
def order():  #: before shop.load_user; before shop.guards.log; before shop.orders.count; before shop.guards.admins_only; before shop.guards.only
    pass


def wrapped():  #: before shop.load_user; before shop.guards.log; before shop.orders.count; before shop.guards.audited.__call__; before flask_login.login_required
    pass


app.add_url_rule("/wrapped", view_func=audited()(login_required(wrapped)))


#: file shop/guards.py
from functools import wraps

from flask import abort


def log():
    pass


def marked(view):
    view.marked = True
    return view


def admins_only(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapper


def only(role):
    def decorator(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            return view(*args, **kwargs)

        return wrapper

    return decorator


class audited:
    def __call__(self, view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            return view(*args, **kwargs)

        return wrapper


#: file shop/orders.py
from flask import Blueprint
from flask.views import MethodView
from flask_jwt_extended import jwt_required

from shop.guards import admins_only, only

orders = Blueprint("orders", __name__)


@orders.before_request
def of_orders():
    pass


@orders.before_app_request
def count():
    pass


class Protected(MethodView):
    decorators = [admins_only]


class Orders(Protected):
    @only("clerk")
    def get(self):  #: before shop.load_user; before shop.guards.log; before shop.orders.count; before shop.orders.of_orders; before shop.guards.admins_only; before shop.guards.only
        pass


class Invoices(Protected):
    decorators = [only("x"), jwt_required()]

    def get(self):  #: before shop.load_user; before shop.guards.log; before shop.orders.count; before shop.orders.of_orders; before flask_jwt_extended.jwt_required; before shop.guards.only
        pass


orders.add_url_rule("/", view_func=Orders.as_view("orders"))
orders.add_url_rule("/invoices", view_func=Invoices.as_view("invoices"))
