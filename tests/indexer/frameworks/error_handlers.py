#: file shop/__init__.py
#: file shop/errors.py
class NotLoggedIn(Exception):
    pass


class NotPaid(Exception):
    pass


class Gone(Exception):
    pass
#: file shop/main.py
import functools

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi_jwt_auth import AuthJWT
from starlette.authentication import has_required_scope

from shop.errors import Gone, NotLoggedIn, NotPaid


def gone(request, error):
    return JSONResponse({}, status_code=410)


app = FastAPI(exception_handlers={Gone: gone})


@app.exception_handler(NotLoggedIn)
async def to_login(request: Request, error: NotLoggedIn):
    return RedirectResponse(request.url_for("login"))


def refused(request, error):
    return JSONResponse({"detail": str(error)}, status_code=403)


app.add_exception_handler(NotPaid, refused)


def logged_in(request: Request):
    if "user" not in request.session:
        raise NotLoggedIn
    return request.session["user"]


def paying(request: Request):
    if not request.state.user.paid:
        raise NotPaid("no plan")


def still_there(request: Request):
    if not request.state.user.active:
        raise Gone()


def sent_away(request: Request):
    if request.session.get("user") is None:
        raise HTTPException(status_code=303, headers={"Location": "/auth/login"})


def handed_on(request: Request):
    """What a dependency returns is given to the handler, which runs all the same."""
    if request.session.get("user") is None:
        return JSONResponse({"detail": "who are you"}, status_code=401)


@app.get("/orders", dependencies=[Depends(logged_in)])
def orders():  #: guarded by logged_in
    return []


@app.get("/plans", dependencies=[Depends(paying)])
def plans():  #: guarded by paying
    return []


@app.get("/stock", dependencies=[Depends(still_there)])
def stock():  #: access unknown
    return []


@app.get("/office", dependencies=[Depends(sent_away)])
def office():  #: guarded by sent_away
    return []


@app.get("/prices", dependencies=[Depends(handed_on)])
def prices():  #: access unknown
    return []


@app.get("/me")
def me(authorize: AuthJWT = Depends()):  #: guarded by me
    authorize.jwt_required()
    return authorize.get_jwt_subject()


@app.get("/greeting")
def greeting(authorize: AuthJWT = Depends()):  #: access unknown
    authorize.jwt_required(optional=True)
    return authorize.get_jwt_subject()


def requires(scopes):
    def decorator(view):
        @functools.wraps(view)
        async def wrapper(*args, **kwargs):
            request = kwargs["request"]
            if not has_required_scope(request, scopes):
                raise HTTPException(status_code=403)
            return await view(*args, **kwargs)

        return wrapper

    return decorator


def scoped(method, path, scopes):
    """Registers the view behind a wrapper of the house."""

    def decorator(view):
        return method(path, status_code=200)(requires(scopes)(view))

    return decorator


@scoped(app.get, "/bills", ["bills.read"])
async def bills(request: Request):  #: guarded by shop.main.requires
    return []
