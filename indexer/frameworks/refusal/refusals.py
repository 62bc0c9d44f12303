"""Functions that turn an unknown caller away.

What a function always calls counts as well. A refusal that only those can meet who show who they are (`if token: ...`)
lets everybody else pass; one that is about something else (a CSRF token, a host name) says nothing about the caller.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from indexer.expressions import calls_in, dotted, expressions_of, last_name, paths_in
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Collection,
    Expression,
    For,
    If,
    Name,
    Operation,
    Raise,
    Return,
    Statement,
)
from indexer.flow import Condition, Flow
from indexer.frameworks.refusal.callers import (
    SOMETHING_ELSE,
    is_about_caller,
    is_about_something_else,
    is_setting,
    names_caller,
    shows_who,
)
from indexer.frameworks.refusal.demands import demanded
from indexer.frameworks.refusal.requests import Asked, asks_which, outcome
from indexer.frameworks.refusal.statuses import is_refusal, leads_to_login, status
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.operators import truth
from indexer.resolve.evaluate.values import Arguments, Closure, Made, Site, Value
from indexer.resolve.looked import asked, reads
from indexer.resolve.program import Program

Answer = Literal["401", "403", "404", "login", "refused"]
ANSWERS: Mapping[int, Answer] = {401: "401", 403: "403", 404: "404"}
DEEPEST = 3  # calls of calls
ASKING = frozenset({"isinstance", "hasattr", "getattr", "callable", "bool", "len", "any", "all"})
MOST_STEPS = 60  # to know what a test comes to: `if self.optional`, a property, a short predicate
Environment = Mapping[str, Value | None]
NOTHING: Environment = {}
Met = tuple[Condition, Function]  # a test on the endpoint, and where it stands


class Refusals:
    """Asked of many functions; each is read once. `answers`: what a function returns is the answer; that of a
    dependency is handed to the handler, which turns nobody away."""

    def __init__(self, program: Program, *, answers: bool = True) -> None:
        self.program = program
        self.answers = answers
        self._known: dict[Function, tuple[int, bool]] = {}  # as found when asked to look so deep
        self._hooks: dict[tuple[Function, int], list[list[Met]]] = {}
        self._flows: dict[Function, Flow] = {}
        self._tested: dict[int, bool | None] = {}  # of the function being read, by identity

    def by_function(self, function: Function, seen: Environment = NOTHING, depth: int = DEEPEST) -> bool:
        """By itself, or by a function that it calls whoever asks. `seen`: what is known where it is nested or bound, so
        that `authenticator(optional=True)` is told from another."""
        if seen:
            return self._refuses(function, seen, depth)
        known = self._known.get(function)
        if known is not None and (known[0] <= depth if known[1] else known[0] >= depth):
            depth, found = known
            return asked(self.program, self._question, function, lambda: found, (depth,), compared=True)
        return asked(
            self.program, self._question, function, lambda: self._found(function, depth), (depth,), compared=True
        )

    @property
    def _question(self) -> str:
        return "refuses" if self.answers else "refuses by raising"

    def _found(self, function: Function, depth: int) -> bool:
        """What is found when looking so deep is there for who looks deeper: never does it matter who asked before."""
        known = self._known.get(function)
        self._known[function] = depth, False  # one that calls itself refuses by something else, or not at all
        found = self._refuses(function, NOTHING, depth)
        if found or depth == DEEPEST:
            self._known[function] = depth, found
        elif known is not None:
            self._known[function] = known
        else:
            del self._known[function]
        return found

    def within(self, function: Function) -> bool:
        """By it or by one written in it: a decorator refuses in the wrapper that it returns."""
        inner = (child for child in function.children.values() if isinstance(child, Function))
        return self.by_function(function) or any(self.within(child) for child in inner)

    def by_object(self, made: Made, cls: Class) -> bool:
        """By an object of the class when it is called."""
        method = self._method(cls, "__call__")
        first = next(method.parameters, None) if method is not None else None
        return method is not None and self.by_function(method, {first: made} if first else NOTHING)

    def by_hook(self, function: Function, asked: Asked) -> bool:
        """By a function that runs before every handler: only where a test names the caller, since it may be there for
        anything (maintenance, a first setup), and where it is known to be meant for this endpoint."""
        return any(all(self._is_met(c, f, asked) for c, f in met) for met in self._of_hook(function))

    def _of_hook(self, function: Function, depth: int = DEEPEST) -> list[list[Met]]:
        """On which tests on the endpoint each refusal of an unknown caller depends, its own and those of functions that
        it calls."""
        found = self._hooks.get((function, depth))
        reads(self.program, function)
        if found is None:
            found = self._hooks[function, depth] = []
            for index in self.own(function):
                conditions = self.conditions(index, function)
                if self._is_about_caller(index, function, conditions) and not any(map(_is_beside, conditions)):
                    found.append([(c, function) for c in conditions if asks_which(c.test)])
            for index, call, target, _ in self._calls(function) if depth else ():
                conditions = self.conditions(index, function, call)
                if not any(map(_is_beside, conditions)):
                    here = [(c, function) for c in conditions if asks_which(c.test)]
                    found += [[*here, *further] for further in self._of_hook(target, depth - 1)]
        return found

    def _is_about_caller(self, index: int, function: Function, conditions: list[Condition]) -> bool:
        """Does a test before it, or the error itself, name who asks?"""
        statement = function.scope.statements[index]
        if isinstance(statement, Raise) and statement.value is not None and is_about_caller(statement.value):
            return True
        demands = demanded(self.program, statement, function) is not None
        return demands or any(is_about_caller(c.test) for c in conditions)

    def _is_met(self, condition: Condition, function: Function, asked: Asked) -> bool:
        return outcome(self.program, condition.test, function, asked) == condition.holds

    def _refuses(self, function: Function, seen: Environment, depth: int) -> bool:
        if SOMETHING_ELSE.search(function.scope.name):
            return False
        outer, self._tested = self._tested, {}
        try:
            return any(True for _ in self.own(function, seen)) or (
                depth > 0 and any(self.by_function(f, s, depth - 1) for _, f, s in self.always_called(function, seen))
            )
        finally:
            self._tested = outer

    def own(self, function: Function, seen: Environment = NOTHING) -> Iterator[int]:
        """Statements that refuse, and that a caller who shows nothing can come to."""
        for index, statement in enumerate(function.scope.statements):
            if self._refuses_or_demands(statement, function) and not self._is_swallowed(index, function):
                conditions = self.conditions(index, function)
                if conditions and is_about_something_else(conditions[-1].test):
                    continue
                said = (*(c.test for c in conditions), *expressions_of(statement))
                if not names_caller(function) and not any(map(is_about_caller, said)):
                    continue  # a feature is off, a plan does not include it
                if not any(self._leaves_out(c, function, seen) for c in conditions):
                    yield index

    def _refuses_or_demands(self, statement: Statement, function: Function) -> bool:
        if type(statement) is Return and not self.answers:
            return False
        return is_refusal(self.program, statement, function) or demanded(self.program, statement, function) is not None

    def demands(self, function: Function) -> Iterator[Call]:
        """Calls of installed packages that demand to know who asks, whoever that is."""
        for index in self.own(function):
            call = demanded(self.program, function.scope.statements[index], function)
            if call is not None:
                yield call

    def _leaves_out(self, condition: Condition, function: Function, seen: Environment) -> bool:
        """Does a caller who shows nothing never get past this test?"""
        if shows_who(condition.test, condition.holds):
            return True
        if not seen:
            return False
        known = self._known_to_hold(condition.test, function, seen)
        return known is not None and known != condition.holds

    def _known_to_hold(self, test: Expression, function: Function, seen: Environment) -> bool | None:
        """Every statement after an early exit depends on its test: it is evaluated once, and only where it is told from
        what was given. What the functions say that it calls takes long to find out, and is seldom known."""
        if any(last_name(call) not in ASKING for call in calls_in(test)):
            return None
        if seen.keys().isdisjoint(path.partition(".")[0] for path in paths_in(test)):
            return None
        if id(test) not in self._tested:
            value = self.program.evaluator.value(test, function, dict(seen), most_steps=MOST_STEPS)
            self._tested[id(test)] = truth(value)
        return self._tested[id(test)]

    def _is_swallowed(self, index: int, function: Function) -> bool:
        """Does it stand in a `try` whose handler goes on as if nothing had been refused?"""
        scope, flow = function.scope, self._flow(function)
        block = scope.statements[index].block
        while block > 0:
            around = scope.blocks[block]
            if around.role == "try":
                handlers = [b for b in flow.opened[around.owner] if scope.blocks[b].role == "handler"]
                catching = [b for b in handlers if _catches_refusals(scope.blocks[b].test)]
                if any(not self._goes_on_refusing(b, function) for b in catching):
                    return True
            block = around.parent
        return False

    def _goes_on_refusing(self, block: int, function: Function) -> bool:
        statements = [function.scope.statements[i] for i in self._flow(function).inside[block]]
        return any(type(s) is Raise or is_refusal(self.program, s, function) for s in statements)

    def conditions(self, index: int, function: Function, within: Expression | None = None) -> list[Condition]:
        """The tests that let pass who fails them: not those whose other way ends in an error or a refusal."""
        found = self._flow(function).dominating(index, within)
        return [c for c in found if c.by != "assert" and (c.by != "early exit" or not self._ends(function, c))]

    def _ends(self, function: Function, condition: Condition) -> bool:
        """Does the other way of a test end in an error or a refusal?"""
        scope, flow = function.scope, self._flow(function)
        for index, statement in enumerate(scope.statements):
            if type(statement) is If and statement.line == condition.line:
                left = "else" if condition.holds else "then"
                for number in flow.opened.get(index, ()):
                    inside = flow.inside[number]
                    if scope.blocks[number].role == left and inside:
                        last = scope.statements[inside[-1]]
                        return type(last) is Raise or is_refusal(self.program, last, function)
        return False

    def _flow(self, function: Function) -> Flow:
        reads(self.program, function)
        found = self._flows.get(function)
        if found is None:
            found = self._flows[function] = Flow(function.scope)
        return found

    def answer(self, index: int, function: Function) -> Answer | None:
        """What the statement refuses with, whoever can come to it; None where it does not."""
        statement = function.scope.statements[index]
        if isinstance(statement, Return) and not self.answers:
            return None
        if leads_to_login(statement, function):
            return "login"
        known = ANSWERS.get(status(self.program, statement, function) or 0)
        return known if known is not None and not self._is_swallowed(index, function) else None

    def called(self, call: Call, function: Function) -> Function | None:
        """The function of the repository that a call runs."""
        return self._target(call.function, function, NOTHING)[0]

    def is_met(self, index: int, function: Function, within: Expression) -> bool:
        """Is an expression of a statement evaluated for callers who show nothing, too?"""
        return not any(self._leaves_out(c, function, NOTHING) for c in self.conditions(index, function, within))

    def always_called(
        self, function: Function, seen: Environment = NOTHING
    ) -> Iterator[tuple[Call, Function, Environment]]:
        """Calls for whoever asks, with the function and what is known of the object that it is bound to."""
        return ((call, target, known) for _, call, target, known in self._calls(function, seen))

    def _calls(
        self, function: Function, seen: Environment = NOTHING
    ) -> Iterator[tuple[int, Call, Function, Environment]]:
        for index, statement in enumerate(function.scope.statements):
            for expression in expressions_of(statement) if not self._is_swallowed(index, function) else ():
                for call in calls_in(expression):
                    targets = [t for t in self._targets(call.function, function, seen) if t[0] is not function]
                    if targets:
                        conditions = self.conditions(index, function, call)
                        if not any(self._leaves_out(c, function, seen) for c in conditions):
                            yield from ((index, call, t, known or _handed(call, t, seen)) for t, known in targets)

    def _targets(
        self, expression: Expression, function: Function, seen: Environment
    ) -> Iterator[tuple[Function, Environment]]:
        """What is called, with what is known of the object that it is bound to: several where a loop goes over them."""
        target, known = self._target(expression, function, seen)
        if target is not None:
            yield target, known
            return
        named = expression.value if type(expression) is Attribute else expression
        method = expression.name if type(expression) is Attribute else ""
        loops = (s for s in function.scope.statements if type(s) is For and s.target == named) if seen else ()
        for loop in loops if type(named) is Name else ():
            for item in (
                self.program.evaluator.iterate(self.program.evaluator.value(loop.iterable, function, dict(seen))) or ()
            ):
                target, known = self._of_item(item, method)
                if target is not None:
                    yield target, known

    def _of_item(self, item: Value | None, method: str) -> tuple[Function | None, Environment]:
        """`check(request)`, `check.allows(request)` and `Check(request)` for an item of a list."""
        if isinstance(item, Function) and not method:
            return item, NOTHING
        if isinstance(item, Closure) and not method:
            return item.function, item.environment
        if isinstance(item, Class):
            return self._bound(Made(item, Arguments(), Site(item.path, item.line)), method or "__init__")
        return self._bound(item, method or "__call__")

    def _target(
        self, expression: Expression, function: Function, seen: Environment
    ) -> tuple[Function | None, Environment]:
        """The function that is called, with what is known of the object that it is bound to."""
        found = self.program.names.resolve(expression, function)
        if isinstance(found, Function):
            return found, NOTHING
        if type(expression) is Name:
            return self._of_object(expression, "__call__", function, seen)
        if type(expression) is Attribute:
            if type(expression.value) is Call and dotted(expression.value.function) == "super":
                return self._of_super(expression.name, function, seen)
            return self._of_object(expression.value, expression.name, function, seen)
        if type(expression) is Call:  # `requires("x")(request)`
            made = self.program.evaluator.value(expression, function, dict(seen))
            if type(made) is Closure:
                return made.function, made.environment
            return self._bound(made, "__call__")
        return None, NOTHING

    def _of_object(
        self, expression: Expression, name: str, function: Function, seen: Environment
    ) -> tuple[Function | None, Environment]:
        """A method of `self`, of a local that one call of a class makes, or of an object of a class that was seen where
        the function is nested: `view().dispatch()`."""
        if type(expression) is Call and type(expression.function) is Name:
            cls = seen.get(expression.function.id)
            return self._of_item(cls, name) if isinstance(cls, Class) else (None, NOTHING)
        if type(expression) is not Name:
            return None, NOTHING
        if expression.id in seen:
            return self._bound(seen[expression.id], name)
        if function.owner is not None and expression.id == next(function.parameters, None):
            return self._method(function.owner, name), NOTHING
        named = self.program.names.resolve(expression, function)
        if isinstance(named, Class):  # `Base.dispatch(self)`, where the base inherits it
            return self._method(named, name), NOTHING
        made = [s.value for s in function.scope.statements if type(s) is Assign and expression in s.targets]
        if len(made) != 1 or made[0] is None:
            return None, NOTHING
        return self._bound(self.program.evaluator.value(made[0], function, dict(seen)), name)

    def _bound(self, value: Value | None, name: str) -> tuple[Function | None, Environment]:
        cls = self.program.evaluator.class_of(value) if isinstance(value, Made) else None
        method = self._method(cls, name) if cls is not None else None
        first = next(method.parameters, None) if method is not None else None
        return method, ({first: value} if first else NOTHING)

    def _of_super(self, name: str, function: Function, seen: Environment) -> tuple[Function | None, Environment]:
        """Where the object is not known, only as long as no class with several bases can put another one between."""
        me = seen.get(next(function.parameters, ""))
        cls = self.program.evaluator.class_of(me) if isinstance(me, Made) else None
        if cls is None and function.owner not in self.program.mixed:
            cls, me = function.owner, None
        if cls is None or function.owner is None:
            return None, NOTHING
        found = self.program.classes.member(cls, name, after=function.owner)
        if found is None or not isinstance(found[1], Function):
            return None, NOTHING
        first = next(found[1].parameters, None)
        return found[1], ({first: me} if first and me is not None else NOTHING)

    def _method(self, cls: Class, name: str) -> Function | None:
        found = self.program.classes.member(cls, name)
        return found[1] if found is not None and isinstance(found[1], Function) else None


def by_raising(program: Program) -> Refusals:
    return Refusals(program, answers=False)


def _handed(call: Call, target: Function, seen: Environment) -> Environment:
    """`Base.dispatch(self)`: a method that is told whose it is."""
    me = seen.get(call.arguments[0].id) if seen and call.arguments and type(call.arguments[0]) is Name else None
    first = next(target.parameters, None)
    return {first: me} if me is not None and first is not None and target.owner is not None else NOTHING


def _is_beside(condition: Condition) -> bool:
    """Does it narrow a hook to some requests of which endpoint and caller tell nothing: those of one kind or method,
    those that come while a row of the database says so?"""
    test, holds = condition.test, condition.holds
    while type(test) is Operation and test.operator == "not":
        test, holds = test.operands[0], not holds
    told = asks_which(test) or is_about_caller(test) or is_setting(test)
    return condition.by == "branch" and holds and not told


def _catches_refusals(caught: Expression | None) -> bool:
    if caught is None:
        return True
    named = caught.items if type(caught) is Collection else [caught]
    return any(last_name(name) in ("Exception", "BaseException", "HTTPException") for name in named)
