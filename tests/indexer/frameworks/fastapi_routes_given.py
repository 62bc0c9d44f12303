#: file shop/__init__.py
#: file shop/deps.py
from enum import Enum

from fastapi import Depends, HTTPException, Request


class Role(Enum):
    ADMIN = 1


def require_role(role):
    def check(request: Request):
        if request.state.user.role != role:
            raise HTTPException(403)

    return check


class Checker:
    def __init__(self, *permissions):
        self.permissions = permissions

    def __call__(self, request: Request):
        if not request.state.user.may(self.permissions):
            raise HTTPException(403)


class Permission:
    status = 403

    def __init__(self, request: Request):
        if not self.has_permission(request):
            raise HTTPException(status_code=self.status)

    def has_permission(self, request):
        return request.state.user.is_admin


class Permissions:
    def __init__(self, classes):
        self.classes = classes

    def __call__(self, request: Request):
        for each in self.classes:
            each(request)


def current_user(request: Request):
    if not request.state.user:
        raise HTTPException(401)
    return request.state.user
#: file shop/app.py
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Security

from shop.deps import Checker, Permission, Permissions, Role, current_user, require_role

Writer = Annotated[object, Security(current_user, scopes=["write"])]  #: given current_user scopes=['write']
router = APIRouter(dependencies=[Depends(require_role(Role.ADMIN))])  #: given require_role role=Role.ADMIN


@router.get("/a", dependencies=[Depends(Checker("sell", "buy"))])  #: given Checker 'sell', 'buy'
def listed():  #: guarded by require_role, Checker
    pass


@router.post("/a")
def added(user: Writer):  #: guarded by require_role, current_user
    pass


@router.get("/b")
def shown(user=Security(current_user, scopes=["read"])):  #: guarded by require_role, current_user; given current_user scopes=['read']
    pass


alone = APIRouter()


@alone.get("/c", dependencies=[Depends(Permissions([Permission]))])  #: given Permissions [Permission]
def by_classes():  #: guarded by Permissions
    pass


app = FastAPI()
app.include_router(alone)
app.include_router(router)
