"""Code that somebody answers for by name.

What it notices
    Lines of CODEOWNERS that match files of this repository.

Why it matters
    They decide who has to look at a change. Without the line nobody is asked, and nothing turns red.

Example
    /shop/payments/ @shop/payments-team           taken out of CODEOWNERS

    owned_code:/shop/payments/: `CODEOWNERS` no longer says who answers for `/shop/payments/`: ...

Limits
    GitHub's and GitLab's places and patterns; who a team is, is not known. Other owners in the same place are no loss.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.owners import Owned, Owners
from constraints.phrases import listing, quote
from constraints.subject import Subject
from indexer.graph import Place

WILD = frozenset("*?[")


def derive(subject: Subject) -> Iterator[Constraint]:
    by_line: dict[Owned, list[str]] = {}
    for path in subject.files if subject.paths is None else subject.paths:
        for line in subject.declared.written.owners.of(path):
            if line.owners:
                by_line.setdefault(line, []).append(path)
    for line, paths in by_line.items():
        yield Constraint(
            id=f"owned_code:{line.pattern}",
            family="implicit",
            statement=f"{listing(line.owners, most=3)} answers for {quote(line.pattern, 60)}",
            scope=Scope((), tuple(paths)),
            origin="declared",
            severity="note",
            evidence=(Evidence(line.place, quote(f"{line.pattern} {' '.join(line.owners)}", 120)),),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A line is gone, and what it matched is nobody's now, or falls to a line that stood there all the while."""
    before, after = change.base.declared.written.owners, change.head.declared.written.owners
    if before == after:
        return
    gone = [pattern for pattern in before.patterns if pattern not in after.patterns]
    files = [path for path in change.base.files if path in change.head.files]
    for pattern in gone:
        line, lost = _lost(pattern, before, after, files)
        if line is not None:
            yield Violation(
                constraint=f"owned_code:{pattern}",
                family="implicit",
                severity="violation",
                place=Place(before.file, line.place.line),
                symbol=before.file,
                message=f"`{before.file}` no longer says who answers for {quote(pattern, 60)}: {listing(lost, most=3)}"
                f" belonged to {listing(line.owners, most=3)}",
                evidence=(Evidence(line.place, quote(f"{pattern} {' '.join(line.owners)}", 120)),),
                fix="name who answers for it now, in a change that the owners see",
            )


def _lost(pattern: str, before: Owners, after: Owners, files: list[str]) -> tuple[Owned | None, list[str]]:
    """The line of the base, and the files that nobody was named for in its stead."""
    found: Owned | None = None
    lost: list[str] = []
    named = [path for path in files if any(line.pattern == pattern for line in before.of(path))]
    if not named and not WILD.intersection(pattern):  # no Python in it: a workflow, a template
        named = [pattern.strip("/") + ("/any" if pattern.endswith("/") else "")]
    for path in named:
        line = next((line for line in before.of(path) if line.pattern == pattern), None)
        now = [one for one in after.of(path) if one.owners]
        if line is not None and all(one.pattern in before.patterns for one in now):
            found = found or line
            lost.append(path)
    return found, lost
