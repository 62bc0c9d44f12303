"""Which of the constraints bind one symbol."""

from collections.abc import Iterable

from constraints.constraint import Constraint


def binding(constraints: Iterable[Constraint], symbols: tuple[str, ...]) -> tuple[Constraint, ...]:
    """Those about one of `symbols`, or whose scope names one."""
    return tuple(found for found in constraints if found.symbol in symbols or set(symbols) & set(found.scope.symbols))
