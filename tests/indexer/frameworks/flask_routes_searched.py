#: file shop/__init__.py
import pkgutil
from importlib import import_module

from flask import Flask


def find_blueprints():
    found = set()
    for _, name, _ in pkgutil.walk_packages(["shop"]):
        found.add(getattr(import_module(name), "blueprint", None))
    return found


def create_app():
    app = Flask(__name__)
    for blueprint in find_blueprints():
        app.register_blueprint(blueprint)
    return app
#: file shop/views.py
import inspect
from functools import wraps


def logged(view):
    @wraps(view)
    def wrapper(**given):
        return view(**given)

    return wrapper


def as_view_function(view):
    if inspect.isclass(view):

        def wrapper(**given):
            return view().process(**given)

        wrapper.__name__ = view.__name__
        return wrapper
    return view


class Refund:  #: endpoint GET,POST /orders/<number>/refund
    def process(self, number):
        ...


def order_list():  #: endpoint GET /orders/
    ...


def page(title):
    def show():  #: endpoint GET /orders/imprint; endpoint GET /orders/terms
        return title

    return show
#: file shop/orders.py
from flask import Blueprint

from shop.views import Refund, as_view_function, logged, order_list, page

blueprint = Blueprint("orders", __name__, url_prefix="/orders")
blueprint.add_url_rule("/", "list", logged(order_list))
blueprint.add_url_rule("/<number>/refund", "refund", as_view_function(Refund), methods=["GET", "POST"])
blueprint.add_url_rule("/imprint", "imprint", page("Imprint"))
blueprint.add_url_rule("/terms", "terms", page("Terms"))
#: file shop/pages.py
from flask import abort, request

from shop.orders import blueprint


def for_staff(view):
    def wrapper():
        if not request.authorization:
            abort(401)
        return view()

    return wrapper


def add_page(name, staff_only=False):
    def show():  #: endpoint GET /orders/{}
        return name

    if staff_only:
        show = for_staff(show)
    blueprint.add_url_rule("/" + name, name, show)


def add_all(names):
    for name in names:
        add_page(name, name.startswith("_"))


add_all(open("pages.txt"))
