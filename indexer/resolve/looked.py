"""Which bodies of functions somebody looks into to understand others, so that an edit of one is known to concern nobody
else, or only those who can be asked again.

While it is noted, the statements of every function are a list that tells when they are read. What is asked about a
function or a class under a name (`asked`) may be asked once more when a body that the answer was read from has changed:
an answer of plain values that comes out as it was concerns nobody. What is read outside of all questions cannot be
asked again. An adapter that goes over all functions for one kind of statement reads them `scanned`: what it looks for
is then asked of an edit itself.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field

from indexer.facts import Scope, Statement

if TYPE_CHECKING:
    from indexer.resolve.entities import Class, Function
    from indexer.resolve.program import Program

T = TypeVar("T")

Seen = set[tuple[int, int]]  # numbers of a module and of a scope in it
Further = tuple[str | int, ...]
Key = tuple[str, "Class | Function", Further]  # what is asked, of whom, and what more belongs to the question


class Question(Struct, eq=False):
    """`by`: the questions whose answers rest on this one, and None for somebody who cannot be asked again."""

    key: Key
    answer: Any = None  # where it can be compared
    is_compared: bool = False
    is_unit: bool = False
    by: set[Key | None] = field(default_factory=set)


class Looked:
    """What is read of bodies meanwhile."""

    def __init__(self) -> None:
        self.places: dict[int, tuple[int, int]] = {}  # of bodies, by identity of the scope
        self.questions: dict[Key, Question] = {}
        self.read: dict[tuple[int, int], set[Key | None]] = {}  # by whom each body is read
        self._open: list[Key] = []
        self._own: list[tuple[int, int] | None] = []  # of open questions that are units: the body that they are about

    def note(self, place: tuple[int, int]) -> None:
        by = self._open[-1] if self._open else None
        if by is not None and self._own[-1] == place:
            return  # what is found of a function is found again when it changes
        known = self.read.get(place)
        if known is None:
            self.read[place] = {by}
        else:
            known.add(by)

    def ask(self, key: Key, answer: Callable[[], T], *, compared: bool, is_unit: bool) -> T:
        question = self.questions.get(key)
        if question is None:
            question = self.questions[key] = Question(key, is_unit=is_unit)
        if not is_unit:
            question.by.add(self._open[-1] if self._open else None)
        self._open.append(key)
        self._own.append(self.places.get(id(key[1].scope)) if is_unit else None)
        try:
            found = answer()
        finally:
            self._open.pop()
            self._own.pop()
        if compared:
            question.answer, question.is_compared = found, True
        return found


def asked(
    program: "Program",
    kind: str,
    of: "Class | Function",
    answer: Callable[[], T],
    further: Further = (),
    *,
    compared: bool = False,
) -> T:
    """What `answer` gives. `compared`: it is a plain value, and one that comes out as it was concerns nobody."""
    looked = program.looked
    if looked is None:
        return answer()
    return looked.ask((kind, of, further), answer, compared=compared, is_unit=False)


def unit(program: "Program", kind: str, of: "Class | Function", answer: Callable[[], T], further: Further = ()) -> T:
    """Something that is found of one function or class, and can be found again for it alone: its rows are replaced."""
    looked = program.looked
    return answer() if looked is None else looked.ask((kind, of, further), answer, compared=False, is_unit=True)


def reads(program: "Program", function: "Function") -> None:
    """Says that what is known of a body by now is read once more."""
    place = program.looked.places.get(id(function.scope)) if program.looked is not None else None
    if place is not None and program.looked is not None:
        program.looked.note(place)


class _Statements(list[Statement]):
    """Statements that note who is read."""

    __slots__ = ("key", "looked")

    def __init__(self, statements: list[Statement], key: tuple[int, int], looked: Looked) -> None:
        super().__init__(statements)
        self.key, self.looked = key, looked

    def __iter__(self) -> Iterator[Statement]:
        self.looked.note(self.key)
        return super().__iter__()

    def __reversed__(self) -> Iterator[Statement]:
        self.looked.note(self.key)
        return super().__reversed__()

    def __contains__(self, statement: object) -> bool:
        self.looked.note(self.key)
        return super().__contains__(statement)

    def __getitem__(self, at: Any) -> Any:
        self.looked.note(self.key)
        return super().__getitem__(at)


@contextmanager
def noting(program: "Program") -> Iterator[Looked]:
    """All bodies that are read meanwhile, but by `scanned`; what is `asked` afterwards is noted too, until somebody
    takes `program.looked` away."""
    looked = program.looked = Looked()
    plain: list[tuple[Scope, list[Statement]]] = []
    for place, module in enumerate(program.modules):
        for scope, statements in watch(looked, place, module.facts.scopes):
            plain.append((scope, statements))
    try:
        yield looked
    finally:
        for scope, statements in plain:
            scope.statements = statements


def watch(looked: Looked, place: int, scopes: Iterable[Scope]) -> Iterator[tuple[Scope, list[Statement]]]:
    """From now on the bodies of a module say when they are read; each with the statements that it had."""
    for number, scope in enumerate(scopes):
        if scope.kind == "function" or scope.kind == "lambda":
            yield scope, scope.statements
            looked.places[id(scope)] = place, number
            scope.statements = _Statements(scope.statements, (place, number), looked)


def scanned(scope: Scope) -> Iterator[Statement]:
    """Every statement, for somebody who looks at all functions for the same."""
    return list.__iter__(scope.statements)


def scanned_at(scope: Scope, index: int) -> Statement:
    """One statement, for somebody of whom an edit of it is asked."""
    return list.__getitem__(scope.statements, index)
