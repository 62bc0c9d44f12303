"""Tests that pin what once broke, or who may not.

What it notices
    Tests whose name, docstring or comment speaks of a regression, a ticket, a refusal or another thing that must not
    happen; and any test that a change deletes, keeps from running, strips of its assertions, or lets accept what it
    refused. An assertion that holds whatever happens (`assert True`) is none.

Why it matters
    Such a test is the written memory of a failure. It is in the way just when the behaviour that it pins is about to be
    lost again, and a suite without it stays green.

Example
    def test_refund_requires_manager(client): ...

    tests_kept:tests.test_refunds.test_refund_requires_manager: a test pins this: “refund requires manager”

Limits
    Tests are known by their names, assertions by those of their calls. A test that goes together with what it calls, or
    whose statements another test takes over, is not missed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing, quote
from constraints.subject import Subject
from indexer.graph.comments import comments
from indexer.graph.statements import TestFunction, asserted_in, prints_in
from indexer.graph.tests import assertions_of

PINS = re.compile(
    r"regress|(?<![a-z])(bug|issue|ticket|gh|cve|fix(es|ed)?)(?![a-z])|#\d{2,}|\b[A-Z]{2,10}-\d+\b"
    r"|permission|authori[sz]|forbid|denie[sd]|deny|refuse|reject|not_?allowed|disallow|(?<![a-z])access|(?<!\d)40[13](?!\d)"
    r"|can_?not|must_?not|does_?not|doesnt|should_?not|(?<![a-z])(requires?|only|never|other|cross|without|leaks?)(?![a-z])"
    r"|owner|tenant|anonymous|read_?only|race|concurren|twice|idempoten|rollback|roll_back|backwards?|compat|legacy"
    r"|injection|xss|csrf|traversal|escap",
    re.IGNORECASE,
)
REFUSALS = frozenset({"401", "403", "404", "409", "423", "429"})
COVERED = 0.5  # share of a test's statements that others take over, for it to have moved
GENERIC = frozenset(
    "test tests it works view views api handles get post case testcase base no is the and of to a in with".split()  # noqa: SIM905
)


def derive(subject: Subject) -> Iterator[Constraint]:
    paths = _test_files(subject)
    said = _comments(subject, paths)
    for test in asserted_in(subject.graph, paths) if paths else ():
        if _pins(test, said):
            yield Constraint(
                id=f"tests_kept:{test.name}",
                family="implicit",
                statement=f"a test pins this: {quote(_words_of(test))}",
                scope=Scope(symbols=(test.name,), paths=(test.place.path,)),
                origin="enforced",
                severity="suspicion",
                evidence=(Evidence(test.place, test.summary or ending(test.name)),),
            )


def broken(change: Change) -> Iterator[Violation]:
    before = [path for path in change.difference.paths if change.base.is_test(path)]
    if not before:
        return
    after = [path for path in change.difference.paths if change.head.is_test(path)]
    said = _comments(change.base, before)
    were, are = (
        asserted_in(change.base.graph, before),
        {test.name: test for test in asserted_in(change.head.graph, after)},
    )
    known = {change.now(test.name) for test in were}
    prints = _Prints(change, before, after, standing={test.name for test in were if change.now(test.name) in are})
    gone: dict[str, list[TestFunction]] = defaultdict(list)
    for test in were:
        now = are.get(change.now(test.name))
        if now is None:
            if not prints.covered(test) and not _subject_gone(change, test):
                gone[test.name.rpartition(".")[0]].append(test)
        elif now.skipped and not test.skipped:
            yield _violation(change, test, now, f"no longer runs: `{now.skipped}`")
        elif prints.stripped(test, now):
            yield _violation(change, test, now, _fewer(test, now), grave=_pins(test, said) or not now.assertions)
        elif Counter(test.assertions) - Counter(now.assertions) and (what := _accepts(change, test, now)):
            yield _violation(change, test, now, what, grave=bool(PINS.search(ending(now.name))))
    added = Counter(test.place.path for name, test in are.items() if name not in known)
    for owner, tests in sorted(gone.items()):
        if added[tests[0].place.path] < len(tests):
            yield _deleted(change, owner, tests, said)


def _deleted(change: Change, owner: str, tests: list[TestFunction], said: dict[str, str]) -> Violation:
    """What goes from one class or module is said once."""
    first = next((test for test in tests if _pins(test, said)), tests[0])
    names = listing([ending(test.name) for test in tests], most=3)
    what = "it tests" if len(tests) == 1 else "they test"
    return Violation(
        constraint=f"tests_kept:{first.name}",
        family="implicit",
        severity="suspicion",
        place=change.place(owner, first.place),
        symbol=first.name,
        message=f"{names} of `{ending(owner)}` deleted, and what {what} stands",
        evidence=tuple(Evidence(test.place, test.summary or _words_of(test)) for test in tests[:3]),
        fix="keep the test, or replace it by one that pins the same",
    )


def _violation(change: Change, was: TestFunction, now: TestFunction, what: str, *, grave: bool = True) -> Violation:
    return Violation(
        constraint=f"tests_kept:{now.name}",
        family="implicit",
        severity="suspicion" if grave else "note",
        place=now.place,
        symbol=now.name,
        message=f"`{ending(now.name, 2)}` {what}",
        evidence=(Evidence(was.place, was.summary or _words_of(was)),),
        fix="let it run as it did, or say in a comment why what it pinned no longer holds",
    )


def _fewer(was: TestFunction, now: TestFunction) -> str:
    lost = len(was.assertions) - len(now.assertions)
    return f"lost {lost} of its {len(was.assertions)} assertions and gained nothing"


def _accepts(change: Change, was: TestFunction, now: TestFunction) -> str:
    """What it expected to be refused, and no longer does; '' where it still expects some refusal."""
    before = [(one.kind, one.value) for one in assertions_of(change.base.graph, was.name)]
    after = [(one.kind, one.value) for one in assertions_of(change.head.graph, now.name)]
    if any(_refuses(*one) for one in after):
        return ""
    refused = list(dict.fromkeys(value for kind, value in before if _refuses(kind, value)))
    expects = listing([value for kind, value in after if kind == "status"], most=2)
    return f"no longer expects {listing(refused, most=2)}{f', but {expects}' if expects else ''}" if refused else ""


def _refuses(kind: str, value: str) -> bool:
    return kind == "exception" or (kind == "status" and value in REFUSALS)


class _Prints:
    """Statements of tests on both sides; what stands in tests that stay covers nothing else."""

    def __init__(self, change: Change, before: list[str], after: list[str], *, standing: set[str]) -> None:
        self.base, self.head = prints_in(change.base.graph, before), prints_in(change.head.graph, after)
        self.spare = Counter(one for prints in self.head.values() for one in prints)
        for name in self.base:
            if name in standing:
                self.spare.subtract(self.base[name])

    def covered(self, test: TestFunction) -> bool:
        own = [one for one in self.base.get(test.name, ()) if one]
        return bool(own) and sum(self.spare[one] > 0 for one in own) >= COVERED * len(own)

    def stripped(self, was: TestFunction, now: TestFunction) -> bool:
        """Assertions went and nothing came: neither in the test nor in a helper."""
        if len(now.assertions) >= len(was.assertions):
            return False
        gained = Counter(self.head.get(now.name, ())) - Counter(self.base.get(was.name, ()))
        lost = Counter(was.assertions) - Counter(now.assertions)
        return not gained and not any(self.spare[one] > 0 for one in lost)


def _subject_gone(change: Change, test: TestFunction) -> bool:
    """What it calls was removed, or what goes by words of its name."""
    if any(change.stands(name) is None for name in test.calls):
        return True
    removed = change.derived("words of what is gone", lambda: _removed_words(change))
    return bool(removed & (_words(test.name) | _words(test.place.path)))


def _removed_words(change: Change) -> frozenset[str]:
    """Of the functions, classes and modules of the application that the change removes."""
    found: set[str] = set()
    paths = [path for path in change.difference.paths if path in change.base.files and not change.base.is_test(path)]
    for name in prints_in(change.base.graph, paths):
        if change.stands(name) is None:
            found |= _words(ending(name))
    return frozenset(found)


def _pins(test: TestFunction, said: dict[str, str]) -> bool:
    return bool(PINS.search(" ".join((ending(test.name, 2), test.summary, said.get(test.name, "")))))


def _comments(subject: Subject, paths: Iterable[str]) -> dict[str, str]:
    return {one.subject: one.text for path in paths for one in comments(subject.graph, path=path) if one.subject}


def _test_files(subject: Subject) -> list[str]:
    return [path for path in (subject.files if subject.paths is None else subject.paths) if subject.is_test(path)]


def _words_of(test: TestFunction) -> str:
    return test.summary or " ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", ending(test.name).removeprefix("test")))


def _words(name: str) -> set[str]:
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)
    return {part.lower() for part in parts if len(part) > 2} - GENERIC
