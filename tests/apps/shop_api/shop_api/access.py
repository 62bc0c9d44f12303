"""Who is asking, and what their role lets them do."""

from typing import Annotated

from fastapi import Depends, Header, HTTPException, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.database import get_session
from shop_api.models import Role, User

Database = Annotated[Session, Depends(get_session)]


def current_user(session: Database, authorization: Annotated[str, Header()]) -> User:
    user = session.scalar(select(User).where(User.token == authorization.removeprefix("Bearer ")))
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "no such token")
    return user


class RequireRole:
    """`Depends(RequireRole(Role.MANAGER))`: the role is the permission."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, user: Annotated[User, Depends(current_user)]) -> User:
        if user.role is not self.role:
            raise HTTPException(status.HTTP_403_FORBIDDEN, f"only for the role {self.role.value}")
        return user


CurrentUser = Annotated[User, Depends(current_user)]
Manager = Annotated[User, Depends(RequireRole(Role.MANAGER))]
