"""What a human let pass: exceptions in `chesterton.toml` and trailers of commits, both in the diff that is reviewed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from constraints.constraint import Violation
from constraints.declared import Declared, Exemption


@dataclass(frozen=True, slots=True)
class Trailer:
    """`Chesterton-Accept: ID reason` at the end of a commit message."""

    constraint: str
    reason: str
    commit: str  # its id


@dataclass(frozen=True, slots=True)
class Accepted:
    violation: Violation
    reason: str
    by: str  # `chesterton.toml`, or a commit
    is_new: bool  # by this change itself: whoever reviews it accepts that too


def accept(
    violations: Iterable[Violation],
    before: Declared,
    after: Declared,
    trailers: Sequence[Trailer],
    today: date | None,
) -> tuple[list[Violation], list[Accepted]]:
    """Those that stand, and those that were let pass: not by an exception that was taken away or has expired."""
    left: list[Violation] = []
    accepted: list[Accepted] = []
    for violation in violations:
        exemption = next((e for e in after.exemptions if covers(e, violation, today)), None)
        trailer = next((t for t in trailers if fnmatchcase(violation.constraint, t.constraint)), None)
        if exemption is not None:
            is_new = exemption not in before.exemptions
            accepted.append(Accepted(violation, exemption.reason, "chesterton.toml", is_new))
        elif trailer is not None:
            accepted.append(Accepted(violation, trailer.reason, f"commit {trailer.commit[:9]}", True))
        else:
            left.append(violation)
    return left, accepted


def covers(exemption: Exemption, violation: Violation, today: date | None) -> bool:
    if exemption.until is not None and today is not None and today > exemption.until:
        return False
    return fnmatchcase(violation.constraint, exemption.constraint) and fnmatchcase(
        violation.place.path, exemption.scope
    )
