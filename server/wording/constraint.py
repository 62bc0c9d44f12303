"""One constraint in words: what it says, how it is known, where it shows."""

import re

from constraints.constraint import Constraint
from indexer.graph import Place
from server.wording.quoting import as_said, identified, shortened

LONGEST = 200
SUBJECT = re.compile(r"`[^`]+`(?= )")


def one_line(constraint: Constraint, near: Place, *, others: int = 0) -> str:
    """Evidence next to what was asked about goes first. `others`: things of which the same is said."""
    places = sorted(
        {evidence.place for evidence in constraint.evidence},
        key=lambda place: (place.path != near.path, abs(place.line - near.line), place),
    )
    shown = f" {places[0]}" if places else ""
    more = f" +{len(places) - 1}" if len(places) > 1 else ""
    subject, rest = parted(constraint.statement)
    alike = f" and {others} more:" if others else ""
    return f"{shortened(f'{subject}{alike}{rest}', LONGEST)} ({origin(constraint)}){shown}{more}"


def parted(statement: str) -> tuple[str, str]:
    """What a statement is about, where it begins with a name, and what it says of it."""
    found = SUBJECT.match(statement)
    return (found[0], statement[found.end() :]) if found else (statement, "")


def in_full(constraint: Constraint) -> list[str]:
    """The constraint with its id, all its evidence and its exceptions."""
    lines = [
        f"{shortened(constraint.statement, LONGEST)} ({origin(constraint)}, {constraint.severity} when dropped)",
        f"  id {identified(constraint.id)}",
    ]
    lines += [f"  {evidence.place} {as_said(evidence.says)}" for evidence in constraint.evidence]
    lines += [f"  exception: {evidence.place} {as_said(evidence.says)}" for evidence in constraint.exceptions]
    return lines


def origin(constraint: Constraint) -> str:
    """With its support, where the statement does not name it already."""
    support = str(constraint.support) if constraint.support else ""
    return f"{constraint.origin} {support}" if support and support not in constraint.statement else constraint.origin
