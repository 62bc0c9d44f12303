#: file shop/__init__.py
from functools import wraps

from flask import Blueprint, Flask, abort, jsonify
from flask_allows import Allows
from flask_httpauth import HTTPBasicAuth
from flask_login import current_user

auth = HTTPBasicAuth()
allows = Allows()
api = Blueprint("api", __name__)
site = Blueprint("site", __name__)


def forbidden(message):
    response = jsonify({"error": message})
    response.status_code = 403
    return response


def permission_required(permission):
    def decorate(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            if not current_user.can(permission):
                return forbidden("no")
            return view(*args, **kwargs)

        return wrapper

    return decorate


@api.before_request
@auth.login_required
def authenticated():
    pass


@api.route("/a")
def by_hook():  #: guarded by login_required
    pass


@site.route("/b")
@permission_required("sell")
def by_answer():  #: guarded by permission_required
    pass


@site.route("/c")
def itself():  #: guarded by itself
    if not current_user.can("sell"):
        return forbidden("no")
    return "yes"


def deny(message="no"):
    abort(403, message)


def closing(message):
    if message:
        abort(403, message)


@site.route("/c/denied")
def denied():  #: guarded by denied
    if not current_user.can("sell"):
        deny()
    return "yes"


@site.route("/c/perhaps")
def perhaps_denied():  #: access unknown
    if not current_user.can("sell"):
        closing("")
    return "yes"


@site.route("/d")
@allows.requires("seller")
def by_library():  #: guarded by requires
    pass


@site.route("/e")
def open_to_all():  #: access unknown
    return forbidden("closed")


app = Flask(__name__)
app.register_blueprint(api)
app.register_blueprint(site)
