"""Decorators of Flask's extensions that turn an unknown caller away."""

import re

from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const

GUARDS = {
    "flask_login": {"login_required", "fresh_login_required"},
    "flask_jwt_extended": {"jwt_required", "fresh_jwt_required", "jwt_refresh_token_required"},
    "flask_jwt": {"jwt_required"},
    "flask_security": {
        "login_required",
        "auth_required",
        "auth_token_required",
        "http_auth_required",
        "roles_required",
        "roles_accepted",
        "permissions_required",
        "permissions_accepted",
    },
    "flask_httpauth": {"login_required"},
    "flask_praetorian": {"auth_required", "roles_required", "roles_accepted"},
    "flask_principal": {"require"},
    "flask_user": {"login_required", "roles_required", "roles_accepted"},
    "flask_appbuilder": {"has_access", "has_access_api", "protect"},
    "flask_oidc": {"require_login", "accept_token"},
    "flask_allows": {"requires"},
    "flask_allows2": {"requires"},
    "apifairy": {"authenticate"},
    "authlib": {"acquire_token"},
}

SAYS_SO = re.compile(  # of packages that are not known here: their names tell
    r"(.*_)?(login|auth|authentication|token|jwt|permissions?|roles?|admin|scopes?|oauth)_required$"
    r"|requires?_(login|auth\w*|permissions?|roles?|scopes?|token|admin)$"
)


def is_guard(name: str, arguments: Arguments) -> bool:
    """`name`: dotted, `flask_login.login_required`, `flask_httpauth.HTTPBasicAuth().login_required`."""
    package, _, rest = name.partition(".")
    leaf = rest.rpartition(".")[2] or package
    return (leaf in GUARDS.get(package, ()) or bool(SAYS_SO.match(leaf))) and not _is_optional(arguments)


def _is_optional(arguments: Arguments) -> bool:
    """`@jwt_required(optional=True)`: who shows nothing passes."""
    return plain(arguments.get("optional")) not in (None, Const(False))
