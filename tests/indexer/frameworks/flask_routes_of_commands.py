#: file shop/__init__.py
from flask import Flask

app = Flask(__name__)


def create_app():
    app.config["SHOP_OPEN"] = True
    return app


#: file shop/main.py
from shop import create_app


def main():
    app = create_app()
    from shop.orders import orders

    app.register_blueprint(orders)
    app.run()


#: file shop/orders.py
from functools import wraps

from flask import Blueprint, current_app, jsonify, request
from flask_login import current_user

orders = Blueprint("orders", __name__, url_prefix="/orders")


def permission(scope=None):
    def decorated(view):
        @wraps(view)
        def wrapped(*args, **kwargs):
            token = request.headers.get("Authorization")
            if token:
                return view(*args, **kwargs)
            if not current_app.config["AUTH_REQUIRED"]:
                return view(*args, **kwargs)
            raise Refused("no token", 401)

        return wrapped

    return decorated


def basic(view):
    @wraps(view)
    def wrapped(*args, **kwargs):
        status = None
        if current_user in (False, None):
            status = 401
        if status:
            return jsonify({}), status
        return view(*args, **kwargs)

    return wrapped


class Refused(Exception):
    code = 500

    def __init__(self, message, code=None):
        self.message = message
        self.code = code


@orders.route("/")
@permission("orders")
def order_list():  #: endpoint GET /orders/; guarded by permission
    pass


@orders.route("/feed")
@basic
def feed():  #: endpoint GET /orders/feed; guarded by basic
    pass


@orders.route("/open")
def opened():  #: endpoint GET /orders/open; access unknown
    pass


#: file run.py
from shop.main import main

if __name__ == "__main__":
    main()
