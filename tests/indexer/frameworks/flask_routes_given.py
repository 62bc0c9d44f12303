#: file shop/__init__.py
from functools import wraps

from flask import Flask, abort
from flask.views import MethodView
from flask_login import current_user, login_required

SELL = "sell"


class require_all:
    def __init__(self, permissions):
        self.permissions = permissions

    def __call__(self, view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            if not current_user.has_permissions(self.permissions):
                abort(403)
            return view(*args, **kwargs)

        return wrapper


def require(permission):
    return require_all((permission,))


def role(name, *, strict=False):
    def decorate(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            if current_user.role != name:
                abort(403)
            return view(*args, **kwargs)

        return wrapper

    return decorate


app = Flask(__name__)


@app.route("/a")
@require(SELL)  #: given require_all.__call__ (('sell',),)
def through_another():
    pass


@app.route("/b")
@role("admin", strict=True)  #: given role 'admin', strict=True
def by_role():
    pass


@login_required  #: idle login_required above the route
@app.route("/c")
def too_late():
    pass


@login_required  #: idle login_required above the route
@app.route("/d")
@role(unknown())  #: given role unknown()
def both():
    pass


class Listed(MethodView):
    decorators = [role("owner")]  #: given role name='owner', strict=False

    def get(self):
        pass


app.add_url_rule("/e", view_func=Listed.as_view("listed"))
