#: file shop/__init__.py
#: file shop/guards.py
from http import HTTPStatus

from fastapi import Depends, HTTPException, status
from fastapi.security import APIKeyHeader, HTTPBearer

from shop.errors import NotAllowed

bearer = HTTPBearer(auto_error=False)
key = APIKeyHeader(name="X-Key")
DENIED = HTTPException(status_code=HTTPStatus.FORBIDDEN, detail="no")


def current_user(credentials=Depends(bearer)):
    user = find(credentials)
    if not user:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "log in")
    return user


def find(credentials):
    return None


def perhaps_user(credentials=Depends(bearer)):
    if credentials is None:
        return None
    return current_user(credentials)


def try_user(credentials=Depends(bearer)):
    try:
        return current_user(credentials)
    except HTTPException:
        return None


def owner(user=Depends(current_user)):
    if user.is_owner:
        return user
    raise DENIED


def through_another(credentials=Depends(bearer)):
    return current_user(credentials)


def found(id: int):
    if id > 5:
        raise HTTPException(404)


def verified():
    raise NotAllowed("never")


def switched_on():
    if not SWITCH:
        raise HTTPException(403, "off")


SWITCH = False


class Checker:
    def __init__(self, role):
        self.role = role

    async def __call__(self, credentials=Depends(bearer)):
        self.check(credentials)

    def check(self, credentials):
        error = HTTPException(status_code=403)
        if credentials.role != self.role:
            raise error


def uses_checker(request):
    check = Checker("staff")
    return check(request)


#: file shop/errors.py
class ShopError(Exception):
    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


class NotAllowed(ShopError):
    def __init__(self, message):
        super().__init__(message, 403)


#: file shop/main.py
from fastapi import Depends, FastAPI

from shop import guards

app = FastAPI()


@app.get("/user")
def user(user=Depends(guards.current_user)):  #: guarded by current_user
    pass


@app.get("/optional")
def optional(user=Depends(guards.perhaps_user)):  #: access unknown
    pass


@app.get("/tried")
def tried(user=Depends(guards.try_user)):  #: access unknown
    pass


@app.get("/owner")
def owner(user=Depends(guards.owner)):  #: guarded by current_user, owner
    pass


@app.get("/through")
def through(user=Depends(guards.through_another)):  #: guarded by through_another
    pass


@app.get("/found")
def found(id=Depends(guards.found)):  #: access unknown
    pass


@app.get("/house")
def house(nothing=Depends(guards.verified)):  #: guarded by verified
    pass


@app.get("/switch")
def switch(nothing=Depends(guards.switched_on)):  #: access unknown
    pass


@app.get("/checker", dependencies=[Depends(guards.Checker("x"))])
def checker():  #: guarded by Checker
    pass


@app.get("/uses-checker", dependencies=[Depends(guards.uses_checker)])
def uses_checker():  #: guarded by uses_checker
    pass


@app.get("/key")
def key(key=Depends(guards.key)):  #: guarded by APIKeyHeader
    pass


@app.get("/bearer")
def bearer(key=Depends(guards.bearer)):  #: access unknown
    pass


@app.get("/")
def nothing():  #: access unknown
    pass


#: file shop/sorts.py
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

from shop.guards import bearer
from shop.main import app


class Anonymous:
    pass


class User:
    pass


class Who:
    def __init__(self, allowed):
        self.allowed = allowed

    def __call__(self, credentials=Depends(bearer)):
        if is_anonymous(credentials):
            if Anonymous in self.allowed:
                return None
            raise HTTPException(401)
        return credentials


def is_anonymous(credentials):
    return True


def who(*allowed):
    held = frozenset(allowed)

    class WhoOfThese(Who):
        def __call__(self, credentials=Depends(bearer)):
            return super().__call__(credentials)

    return WhoOfThese(allowed=held)


def reader(required=True):
    def read(credentials=Depends(bearer)):
        if required and not credentials:
            raise HTTPException(status_code=401)

    return read


Known = Annotated[object, Depends(who(User))]
Anybody = Annotated[object, Depends(who(User, Anonymous))]


@app.get("/known")
def known(who: Known):  #: guarded by who
    pass


@app.get("/anybody")
def anybody(who: Anybody):  #: access unknown
    pass


@app.get("/required")
def required(reader=Depends(reader())):  #: guarded by reader
    pass


@app.get("/not-required")
def not_required(reader=Depends(reader(required=False))):  #: access unknown
    pass
