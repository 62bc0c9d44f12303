"""fastapi-users: what `current_user(...)` of its object is, and what it depends on in the repository.

Source: "Get current user" and "Dependency callables" of fastapi-users, "Create a backend" for strategies.
"""

from collections.abc import Iterator

from indexer.resolve.evaluate.values import Const, Made, Member, Value, name_of
from indexer.resolve.program import Program

CURRENT_USER = "current_user"


def refuses(made: Made) -> bool:
    """Unless `optional=True`."""
    is_one = name_of(made.callee).endswith(f").{CURRENT_USER}")
    return is_one and made.arguments.get("optional") in (None, Const(False))


def depends_on(program: Program, made: Made) -> Iterator[Value]:
    """The manager of users, and the strategy of each backend: `FastAPIUsers(get_user_manager, [backend])`."""
    callee = made.callee
    users = callee.of if isinstance(callee, Member) and callee.name == CURRENT_USER else None
    if not isinstance(users, Made):
        return
    manager = users.arguments.get("get_user_manager", 0)
    if manager is not None:
        yield manager
    for backend in program.evaluator.iterate(users.arguments.get("auth_backends", 1)) or ():
        strategy = backend.arguments.get("get_strategy", 2) if isinstance(backend, Made) else None
        if strategy is not None:
            yield strategy
