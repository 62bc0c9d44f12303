#: file shop/__init__.py
#: file shop/app.py
from functools import wraps
from http import HTTPStatus

from flask import Blueprint, Flask, jsonify, redirect, request, session, url_for
from flask_jwt_extended import verify_jwt_in_request
from werkzeug.exceptions import HTTPException

from shop.users import user_of


class NotLoggedIn(Exception):
    pass


app = Flask(__name__)
api = Blueprint("api", __name__, url_prefix="/api")


@app.errorhandler(NotLoggedIn)
def to_login(error):
    return redirect(url_for("login"))


@api.before_request
def demand_token():
    if request.endpoint != "api.version":
        verify_jwt_in_request()


def with_token(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        verify_jwt_in_request(fresh=True)
        return view(*args, **kwargs)

    return wrapper


def with_token_if_any(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        verify_jwt_in_request(optional=True)
        return view(*args, **kwargs)

    return wrapper


def refuse(status, text):
    error = HTTPException(response=jsonify(error=text))
    error.code = status
    raise error


def member():
    if "user_id" not in session:
        raise NotLoggedIn()
    return session["user_id"]


@app.route("/orders")
@with_token
def orders():  #: guarded by with_token
    return jsonify([])


@app.route("/prices")
@with_token_if_any
def prices():  #: access unknown
    return jsonify([])


@app.route("/me")
def me():  #: guarded by member
    return jsonify(member())


@app.route("/feed")
def feed():  #: guarded by feed
    user = user_of(request.args["token"])
    if user is None:
        refuse(401, "no such token")
    return jsonify([])


@app.route("/bills")
def bills():  #: guarded by bills
    if not session.get("admin"):
        refuse(HTTPStatus.FORBIDDEN, "for admins")
    return jsonify([])


@api.route("/stock")
def stock():  #: guarded by demand_token
    return jsonify([])


@api.route("/version")
def version():  #: access unknown
    return jsonify("1")


app.register_blueprint(api)

internal = Blueprint("internal", __name__, url_prefix="/internal")


class NoAccess(Exception):
    def __init__(self, text, code):
        self.text, self.code = text, code


def token_of(request):
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer "):
        raise NoAccess("no token", 401)
    return header[7:]


def demand_client(client):
    if token_of(request) != client:
        raise NoAccess("not for you", 403)


@internal.before_request
def from_office():
    demand_client("office")


@internal.route("/clients")
def clients():  #: guarded by from_office
    return jsonify([])


app.register_blueprint(internal)
#: file shop/users.py
def user_of(token):
    return None
