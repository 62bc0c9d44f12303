#: file shop/__init__.py
# The application is a global that the factory binds and goes on with: made on first access, not on import.
from importlib import import_module

from flask import Flask

PARTS = ["orders", "parcels"]


def load(app):
    for name in PARTS:
        app.register_blueprint(import_module(f"shop.{name}").blueprint)


def create_app():
    global app
    app = Flask(__name__)
    load(app)
    return app


def __getattr__(name):
    if name == "app":
        return create_app()
    raise AttributeError(name)
#: file shop/routes.py
def add_routes(blueprint, routes, decorators=None):
    """One view for each resource, however many paths it has."""
    views = {}
    for path, resource in routes:
        view = views.get(resource)
        if view is None:
            view = resource.as_view(resource.__name__)
            for decorator in decorators or []:
                view = decorator(view)
            views[resource] = view
        blueprint.add_url_rule(path, view_func=view)
    return blueprint
#: file shop/orders.py
from flask import Blueprint
from flask.views import MethodView

from shop.routes import add_routes


class Orders(MethodView):
    def get(self):  #: endpoint GET /orders; endpoint GET /all/orders
        ...

    def post(self):  #: endpoint POST /orders; endpoint POST /all/orders
        ...


blueprint = Blueprint("orders", "orders")
add_routes(blueprint, [("/orders", Orders), ("/all/orders", Orders)])
#: file shop/parcels.py
from flask import Blueprint
from flask.views import MethodView

from shop.routes import add_routes


class Parcel(MethodView):
    def delete(self, parcel_id):  #: endpoint DELETE /parcels/<parcel_id>
        ...


blueprint = Blueprint("parcels", "parcels")
add_routes(blueprint, [("/parcels/<parcel_id>", Parcel)])
