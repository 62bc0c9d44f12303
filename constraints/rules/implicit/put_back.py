"""Code that was taken away once and had to be put back.

What it notices
    Lines that a change removes, that an earlier commit removed too, and that a later one restored. And lines that a
    commit wrote to mend something, when they go and nothing comes in their place.

Why it matters
    It has been tried. Whoever restored the lines had a reason that the code does not show, and that most likely holds.

Example
    if order.is_frozen:                     # removed in 2023, restored two weeks later
        raise Frozen(order)

    put_back:shop.services.refund: this was removed once by 1a2b3c4d5 and put back by 5d4c3b2a1 ("Revert ...")

Limits
    Read from git, along first parents, from the versions of the same file. Lines that moved to another changed file, or
    that others replace, are not missed.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Violation
from constraints.past import Event, Removed
from constraints.phrases import ending, quote
from constraints.subject import Subject
from indexer.graph.names import SymbolView, outline

RESTORES = re.compile(
    r"\b(?:revert(?:s|ed)?|restor\w+|re-?(?:add|appl|introduc|instat|enabl)\w*|put\s+back|bring\s+back)\b", re.I
)
MENDS = re.compile(
    r"\b(?:fix(?:e[sd])?|hotfix|bug|regression|security|vulnerab\w+|CVE-\d+|leak\w*|race|dead-?lock|crash\w*|prevent\w*)\b",
    re.IGNORECASE,
)
GUARDS = re.compile(r"^(?:if|elif|raise|assert|except|with|return|@|abort\(|async\s+with)\b|^@|\.(?:filter|exclude)\(")
LONGEST = 120


def derive(subject: Subject) -> Iterator[Constraint]:
    """Nothing before there is a change: the past is asked about what it removes."""
    return iter(())


def broken(change: Change) -> Iterator[Violation]:
    told: set[tuple[str, str]] = set()
    for removed in change.past.removed:
        path = removed.place.path
        if change.base.is_test(path) or path not in change.difference.modified:
            continue
        by = removed.written_by
        symbol = _symbol(change, removed)
        if (symbol.name, by.id) in told:
            continue
        if removed.removed_by is not None:
            if RESTORES.search(by.subject) or GUARDS.search(removed.text):
                told.add((symbol.name, by.id))
                yield _again(change, removed, removed.removed_by, symbol)
        elif MENDS.search(by.subject) and GUARDS.search(removed.text) and change.stands(symbol.name) is not None:
            told.add((symbol.name, by.id))
            yield _mended(change, removed, symbol)


def _again(change: Change, removed: Removed, before: Event, symbol: SymbolView) -> Violation:
    by = removed.written_by
    return Violation(
        constraint=f"put_back:{symbol.name}",
        family="implicit",
        severity="suspicion" if RESTORES.search(by.subject) or MENDS.search(by.subject) else "note",
        place=change.place(symbol.name, removed.place),
        symbol=change.now(symbol.name),
        message=f"{quote(removed.text, LONGEST)} of `{ending(symbol.name, 2)}` goes again: {before.id} ({before.date})"
        f" removed it, and {by.id} ({by.date}) put it back",
        evidence=(Evidence(removed.place, f"put back by {by}"), Evidence(removed.place, f"removed by {before}")),
        fix="read why it was put back, and keep it, or write down what has changed since",
    )


def _mended(change: Change, removed: Removed, symbol: SymbolView) -> Violation:
    return Violation(
        constraint=f"put_back:{symbol.name}",
        family="implicit",
        severity="note",
        place=change.place(symbol.name, removed.place),
        symbol=change.now(symbol.name),
        message=f"{quote(removed.text, LONGEST)} of `{ending(symbol.name, 2)}` goes, and {removed.written_by.id}"
        " wrote it to mend something",
        evidence=(Evidence(removed.place, f"written by {removed.written_by}"),),
        fix="see that what it mended stays mended",
    )


def _symbol(change: Change, removed: Removed) -> SymbolView:
    """The innermost one around the lines in the base."""
    module = change.base.files[removed.place.path].module
    around = [
        symbol
        for symbol in outline(change.base.graph, removed.place.path)
        if symbol.kind in ("class", "function", "method") and symbol.place.line <= removed.place.line <= symbol.end_line
    ]
    if around:
        return max(around, key=lambda symbol: symbol.place.line)
    found = change.base.symbol(module)
    assert found is not None  # every file has its module
    return found
