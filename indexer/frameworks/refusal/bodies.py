"""Checks that a handler makes itself, or by a function that it calls whoever asks.

A test on who asks whose body refuses, a query that leaves out what others own, and a function that does either. What is
only done for callers who show who they are says nothing about the others.
"""

from collections.abc import Callable, Iterator

from indexer.expressions import calls_in, last_name
from indexer.facts import Call, Return
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.refusal.denials import denied
from indexer.frameworks.refusal.narrowing import Narrowed, Narrowing
from indexer.frameworks.refusal.refusals import Refusals
from indexer.frameworks.refusal.statuses import whoever_asks
from indexer.frameworks.spelled import shortened
from indexer.resolve.entities import Function
from indexer.resolve.evaluate.values import Site
from indexer.resolve.looked import Key, asked, unit
from indexer.resolve.program import Program
from indexer.shown import show

LOGS_IN = frozenset(  # who asks is only found out there: what such a function refuses are wrong credentials
    {
        "login",
        "auth_login",
        "django_login",
        "login_user",
        "perform_login",
        "create_access_token",
        "create_refresh_token",
    }
)
CREDENTIALS = LOGS_IN | {"authenticate", "check_password", "verify_password", "check_password_hash"}
FETCHES = frozenset({"get", "aget", "get_object_or_404", "aget_object_or_404", "get_list_or_404", "first_or_404"})
DEEPEST = 2  # functions that call one that checks


class Bodies:
    """Asked of many functions; each is read once. `of_framework`: who asks, so that it can be asked again;
    `is_decorated`: by something that guards it."""

    def __init__(
        self, program: Program, refusals: Refusals, of_framework: str, is_decorated: Callable[[Function], bool]
    ) -> None:
        self.program = program
        self.of_framework = of_framework
        self.refusals = refusals
        self.is_decorated = is_decorated
        self.narrowing = program.shared(Narrowing)
        self._known: dict[Function, list[BeforeFound]] = {}
        self._checks: dict[tuple[Function, int], bool] = {}

    def of(self, function: Function) -> list[BeforeFound]:
        return asked(self.program, "checks in", function, lambda: self._remembered(function), (self.of_framework,))

    def last(self, function: Function) -> list[BeforeFound]:
        """What comes last before the endpoints that it answers."""
        kind, _, further = self.question(function)
        return unit(self.program, kind, function, lambda: self.of(function), further)

    def question(self, function: Function) -> Key:
        """By which `last` can be asked again."""
        return "checks", function, (self.of_framework,)

    def _remembered(self, function: Function) -> list[BeforeFound]:
        found = self._known.get(function)
        if found is None:
            found = self._known[function] = list(self._of(function))
        return found

    def _of(self, function: Function) -> Iterator[BeforeFound]:
        for test, line in self._denied(function):
            yield _found(function, test, function, line)
        for call in self.refusals.demands(function):
            yield _found(function, show(call), function, call.line)
        for narrowed in self._narrowed(function):
            name = f"{narrowed.path}={narrowed.actor.text}" if narrowed.path else show(narrowed.expression)
            yield _found(function, name, function, narrowed.line)
        for call, target in self._called(function):
            if self.checks(target, DEEPEST):
                given = [show(a) for a in call.arguments] + [f"{k}={show(a)}" for k, a in call.keywords]
                yield _found(target, shortened(", ".join(given)), function, call.line)

    def _denied(self, function: Function) -> Iterator[tuple[str, int]]:
        """Tests under which it refuses by itself, with the line."""
        own = set(self.refusals.own(function))
        logs_in = self._calls_any(function, CREDENTIALS)
        for denial in denied(self.refusals, function):
            if (denial.statement in own or denial.answer in ("404", "refused")) and not logs_in:
                yield denial.test, denial.line

    def _narrowed(self, function: Function) -> Iterator[Narrowed]:
        """Queries that who asks narrows, whoever asks."""
        for narrowed in self.narrowing.of(function):
            if self.refusals.is_met(narrowed.statement, function, narrowed.expression):
                yield narrowed

    def _called(self, function: Function) -> Iterator[tuple[Call, Function]]:
        for call, target, _ in self.refusals.always_called(function):
            if last_name(call) not in CREDENTIALS and whoever_asks(self.program, target) is None:
                yield call, target

    def _calls_any(self, function: Function, names: frozenset[str]) -> bool:
        return any(last_name(call) in names for _, call in self.narrowing.calls(function))

    def checks(self, function: Function, depth: int = DEEPEST) -> bool:
        """Does it come back normally only for callers who may, or with what is theirs?"""
        further = self.of_framework, depth
        answer = lambda: self._checked(function, depth)  # noqa: E731
        return asked(self.program, "checks it", function, answer, further, compared=True)

    def _checked(self, function: Function, depth: int) -> bool:
        key = function, depth
        if key not in self._checks:
            self._checks[key] = False
            self._checks[key] = not self._calls_any(function, CREDENTIALS) and (
                self.is_decorated(function)
                or self.refusals.by_function(function)
                or any(True for _ in self._denied(function))
                or any(self._gives(n, function) for n in self._narrowed(function))
                or (depth > 0 and any(self.checks(target, depth - 1) for _, target in self._called(function)))
            )
        return self._checks[key]

    def _gives(self, narrowed: Narrowed, function: Function) -> bool:
        """Is it there to be handed out, or does it fail where nothing is left? A count of own things is neither."""
        if narrowed.call in FETCHES:
            return True
        returned = [s.value for s in function.scope.statements if type(s) is Return and s.value is not None]
        return any(narrowed.expression in calls_in(value) for value in returned)


def _found(guard: Function, arguments: str, at: Function, line: int) -> BeforeFound:
    return BeforeFound(
        name=guard.name, entity=guard, guards=True, origin="body", arguments=arguments, site=Site(at.path, line)
    )
