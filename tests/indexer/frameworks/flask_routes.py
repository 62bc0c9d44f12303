#: file shop/__init__.py
from flask import Blueprint, Flask

from shop.extensions import api, login


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_object("shop.config.Config")
    register(app)
    login.init_app(app)

    @app.route("/health")
    def health():  #: endpoint GET /health
        return "ok"

    return app


def register(app):
    from shop.admin import admin
    from shop.orders import orders

    app.register_blueprint(orders)
    app.register_blueprint(admin, url_prefix=app.config.get("OFFICE"))
    api.init_app(app)


def never_called(app):
    plugins = Blueprint("plugins", __name__)
    plugins.add_url_rule("/plugin", view_func=plugin, methods=["POST", "put"])
    app.register_blueprint(plugins, url_prefix=app.config["PLUGIN_PREFIX"])


def plugin():  #: endpoint POST,PUT /plugins/plugin
    pass


#: file shop/config.py
class Base:
    PLUGIN_PREFIX = "/plugins"
    OFFICE = "/office"


class Config(Base):
    DEBUG = True


#: file shop/extensions.py
import os

from flask_login import LoginManager
from flask_restful import Api

ORGANISATIONS = os.environ.get("ORGANISATIONS", "no") == "yes"
login = LoginManager()


def scoped(rule):
    if ORGANISATIONS:
        return "/<org>{}".format(rule)
    return rule


class ShopApi(Api):
    def add_scoped(self, resource, *urls, **kwargs):
        return self.add_resource(resource, *[scoped(url) for url in urls], **kwargs)


api = ShopApi(prefix="/api")


#: file shop/orders.py
from flask import Blueprint
from flask.views import MethodView, View

orders = Blueprint("orders", __name__, url_prefix="/orders")


@orders.route("/", methods=("GET", "POST"))
@orders.get("/all")
def listed():  #: endpoint GET,POST /orders/; endpoint GET /orders/all
    pass


@orders.route("")
def bare():  #: endpoint GET /orders
    pass


class Base(MethodView):
    def delete(self, id):
        pass


class Order(Base):  #: endpoint DELETE /orders/<int:id>
    def get(self, id):  #: endpoint GET /orders/<int:id>
        pass


class Report(View):
    methods = ["GET", "POST"]

    def dispatch_request(self):  #: endpoint GET,POST /orders/report
        pass


def add(view, name, rule):
    orders.add_url_rule(rule, view_func=view.as_view(name))


add(Order, "order", "/<int:id>")
orders.add_url_rule("/report", "report", Report.as_view("report"))


#: file shop/admin/__init__.py
from flask import Blueprint

from shop.admin import users
from shop.admin.users import people

admin = Blueprint("admin", __name__, url_prefix="/admin")
admin.register_blueprint(people, url_prefix="/people")


#: file shop/admin/users.py
from flask import Blueprint
from flask_restful import Resource

from shop.extensions import api

people = Blueprint("people", __name__)


@people.delete("/<name>")
def remove(name):  #: endpoint DELETE /office/people/<name>
    pass


class User(Resource):
    def get(self, name):  #: endpoint GET /api/<org>/users/<name>; endpoint GET /api/<org>/people/<name>
        pass


@api.resource("/ping")
class Ping(Resource):
    def get(self):  #: endpoint GET /api/ping
        pass


api.add_scoped(User, "/users/<name>", "/people/<name>", endpoint="user")


#: file tests/test_shop.py
from flask import Flask

app = Flask(__name__)


@app.route("/only-in-tests")
def only_in_tests():
    pass
