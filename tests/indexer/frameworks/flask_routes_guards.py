#: file shop/__init__.py
from functools import wraps

from flask import Flask, abort, jsonify, redirect, request, session, url_for
from flask_httpauth import HTTPTokenAuth
from flask_jwt_extended import jwt_required
from flask_login import current_user, login_required
from flask_restful import Resource

from shop.office import office

app = Flask(__name__)
app.register_blueprint(office)
auth = HTTPTokenAuth()


@app.before_request
def maintenance():
    if is_closed():
        return "closed", 403


@app.before_request
def csrf():
    if session["nonce"] != request.form["nonce"]:
        abort(403)


@app.before_request
def stale_token():
    token = request.headers.get("Authorization")
    if token:
        if is_stale(token):
            abort(401)


def is_closed():
    return False


def is_stale(token):
    return False


def admins_only(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if current_user.is_admin:
            return view(*args, **kwargs)
        return redirect(url_for("auth.login"))

    return wrapper


def verified(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if current_user.is_authenticated:
            if not current_user.verified:
                abort(403)
        return view(*args, **kwargs)

    return wrapper


def staff(view):
    return role("staff")(view)


def role(name):
    return HasRole(name)


class HasRole:
    def __init__(self, name):
        self.name = name

    def __call__(self, view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            if not current_user.has_role(self.name):
                return jsonify(error="no"), 403
            return view(*args, **kwargs)

        return wrapper


@app.route("/")
def start():  #: access unknown
    pass


@app.route("/login-required")
@login_required
def with_login():  #: guarded by login_required
    pass


@login_required
@app.route("/above")
def decorated_above_the_route():  #: access unknown
    pass


@app.route("/admin")
@admins_only
def admin():  #: guarded by admins_only
    pass


@app.route("/verified")
@verified
def verified_or_unknown():  #: access unknown
    pass


@app.route("/staff")
@staff
def for_staff():  #: guarded by HasRole.__call__
    pass


@app.route("/token")
@auth.login_required(role="x")
def with_token():  #: guarded by HTTPTokenAuth().login_required
    pass


@app.route("/optional")
@jwt_required(optional=True)
def optional():  #: access unknown
    pass


#: file shop/office.py
from flask import Blueprint, abort, g, request

office = Blueprint("office", __name__, url_prefix="/office")


@office.before_request
def only_known():
    if request.endpoint == "office.hello":
        return
    if not g.user:
        abort(401)


@office.route("/desk")
def desk():  #: guarded by only_known
    pass


@office.route("/hello")
def hello():  #: access unknown
    pass
