"""Files that change together.

What it notices
    Of the commits that changed a file, most changed another file too, and this change leaves the other alone.

Why it matters
    What has to be kept in step is nowhere written down: a serializer and the documentation of its client, a model and
    the export that lists its columns. Whoever changed one of them before knew, and the history shows it.

Example
    9 of the 10 commits that changed `shop/export.py` changed `shop/columns.py`, and this change does not.

    change_together:shop/export.py: `shop/columns.py` changed in 9 of the 10 commits that changed `shop/export.py` ...

Limits
    Read from git, where there is one; commits of more than 25 files count for nothing. Tests and generated files are
    left out. Mostly a note: that two files changed together does not prove that they must.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Support, Violation
from constraints.past import Coupled
from constraints.subject import Subject
from indexer.graph import Place

LEAST = 5  # commits that changed both
SHARE = 0.75
MOST_NAMED = 2  # files that one file is reminded of


def derive(subject: Subject) -> Iterator[Constraint]:
    """Nothing before there is a change: the past is asked about what changes."""
    return iter(())


def broken(change: Change) -> Iterator[Violation]:
    named: dict[str, int] = {}
    for coupled in change.past.coupled:
        if not _binds(change, coupled) or named.get(coupled.path, 0) >= MOST_NAMED:
            continue
        named[coupled.path] = named.get(coupled.path, 0) + 1
        where = Place(coupled.path, 1)
        yield Violation(
            constraint=f"change_together:{coupled.path}",
            family="implicit",
            severity="note",
            place=where,
            symbol=coupled.path,
            message=f"`{coupled.other}` changed in {Support(coupled.both, coupled.of)} commits that changed"
            f" `{coupled.path}`, and not in this change",
            evidence=(Evidence(Place(coupled.other, 1), f"together last in {coupled.last}"),),
            fix=f"see whether `{coupled.other}` has to follow",
        )


def _binds(change: Change, coupled: Coupled) -> bool:
    """Both stand on both sides, and only one of them differs."""
    if coupled.both < LEAST or coupled.both < SHARE * coupled.of or coupled.other in change.difference.paths:
        return False
    if coupled.path not in change.difference.modified or coupled.other not in change.head.files:
        return False
    return not change.base.is_test(coupled.path) and not change.base.is_test(coupled.other)
