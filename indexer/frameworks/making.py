"""What a repository's own code makes: every module body runs, then the factories that nobody was seen calling.

An application factory is called by a server or a command that no file shows. The outermost ones run first: what they
call counts as called. Tests make applications of their own; those are left out.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from indexer.discover import is_test
from indexer.expressions import dotted, last_name
from indexer.facts import Assign, Await, Call, Evaluate, Expression, Import, Return, Statement, With
from indexer.resolve.entities import Class, Entity, External, Function
from indexer.resolve.evaluate.settings import CONFIG
from indexer.resolve.evaluate.values import Arguments, Effect, Made, Site
from indexer.resolve.looked import scanned, scanned_at
from indexer.resolve.program import Program

MOST_STEPS = 5_000  # of one module: what it does beyond making and registering is no concern here


class Calls(dict[str, list[tuple[Function, Call]]]):
    """By the last name called. Which names are looked up is noted: an edit is asked whether it calls one of them."""

    def __init__(self, called_for: set[str]) -> None:
        super().__init__()
        self._called_for = called_for

    def under(self, name: str) -> list[tuple[Function, Call]]:
        self._called_for.add(name)
        return self.get(name, [])


class Objects(Struct, frozen=True):
    """Objects of some classes, in the order in which they are made."""

    at_import: list[Made]
    by_factories: list[Made]  # that nobody was seen calling
    stand_ins: list[Made]  # for the application that functions which nobody was seen calling are given

    @property
    def all(self) -> list[Made]:
        return self.at_import + self.by_factories


def objects(
    program: Program,
    classes: frozenset[str],
    *,
    applications: frozenset[str],
    named: frozenset[str] = frozenset(),
    registers: frozenset[str] = frozenset(),
    start: Callable[[Made], None] = lambda application: None,
) -> Objects:
    """What is made of these classes (dotted names; `applications` are among them) and of their subclasses.

    `named`: what a parameter that takes an application is called where it has no annotation; `registers`: methods by
    which one gets its parts; `start`: runs what an application runs when it starts.
    """
    evaluator = program.evaluator
    usual, evaluator.most_steps = evaluator.most_steps, MOST_STEPS
    for module in program.modules:
        if not is_test(module.file_path):
            evaluator.module(module)
    evaluator.most_steps = usual
    at_import = _of(program, evaluator.made, classes)
    made, calls = len(evaluator.made), _calls(program)
    _run_factories(program, applications, calls)
    given = _given_one(program, applications, named)
    _run_registering(program, registers, calls, given)
    started = _of(program, evaluator.made, applications)
    for application in started:
        start(application)
    configured = started[0].effects if len({m.site for m in started}) == 1 else []
    given = _given_one(program, applications, named) if given else {}
    stand_ins = list(_stand_ins(program, given, min(applications), configured, calls))
    if not started and not stand_ins:
        _run_factories(program, classes, calls)
    return Objects(at_import, _of(program, evaluator.made[made:], classes), stand_ins)


def _run_factories(program: Program, classes: frozenset[str], calls: Calls) -> None:
    for factory in _outermost_first(_factories(program, classes, calls)):
        if factory not in program.evaluator.followed:
            program.evaluator.run(factory)


def _run_registering(program: Program, methods: frozenset[str], calls: Calls, given: Iterable[Function]) -> None:
    """What gives its parts to an application that is made elsewhere, in a function that a command calls: `def main():
    app = create_app(); app.register_blueprint(orders)`. Those that are `given` the application have a stand-in."""
    found: dict[Function, set[Function]] = {}
    for function, call in (c for method in methods for c in calls.under(method)):
        if function.owner is None and function not in given and dotted(call.function) is not None:
            found[function] = set()
    for function in _outermost_first(_calling_each_other(program, found, calls)):
        if function not in program.evaluator.followed:
            program.evaluator.run(function)


def _of(program: Program, made: list[Made], classes: frozenset[str]) -> list[Made]:
    return [m for m in made if is_object(program, m, classes) and not is_test(m.site.path)]


def is_object(program: Program, made: Made, classes: frozenset[str]) -> bool:
    return (type(made.callee) is Class or type(made.callee) is External) and _is_one(program, made.callee, classes)


def _is_one(program: Program, cls: Class | External, classes: frozenset[str]) -> bool:
    return program.classes.is_a(cls, classes) if isinstance(cls, Class) else cls.name in classes


def _factories(program: Program, classes: frozenset[str], calls: Calls) -> dict[Function, set[Function]]:
    """Functions that make such an object, or call one that does → those of them that they call."""
    found: dict[Function, set[Function]] = {}
    leaves = {name.rpartition(".")[2] for name in classes}
    leaves |= {cls.scope.name for cls in program.subclasses_of(*classes)}
    while leaves:
        new: set[Function] = set()
        for function, call in (c for leaf in leaves for c in calls.under(leaf)):
            target = program.names.resolve(call.function, function)
            calls_one = isinstance(target, Function) and target in found and target is not function
            if calls_one or (isinstance(target, Class | External) and _is_one(program, target, classes)):
                if function not in found:
                    new.add(function)
                called = found.setdefault(function, set())
                if isinstance(target, Function):
                    called.add(target)
        leaves = {function.scope.name for function in new}
    return found


def _calls(program: Program) -> Calls:
    """Calls that are a whole statement's value, with the function that they stand in, by the last name called."""
    found = Calls(program.called_for)
    for function in program.functions:
        if function.scope.kind == "function" and not is_test(function.path):
            for name, call in calls_in(function):
                found.setdefault(name, []).append((function, call))
    return found


def calls_in(function: Function) -> Iterator[tuple[str, Call]]:
    """With the last name of what is called, as it is called where it is imported from."""
    for statement in scanned(function.scope):
        for call in values_of(statement):
            if type(call) is Call:
                name = last_name(call)
                yield _imported_as(function, name) or _imported_as(function.module, name) or name, call


def _imported_as(scope: Entity, name: str) -> str | None:
    """`make` for `app`, where it was imported by `from server import make as app`."""
    for binding in scope.bindings.get(name, ()):
        statement = scanned_at(scope.scope, binding.statement) if binding.kind == "import" else None
        if type(statement) is Import:
            return next((original for original, alias in statement.names if alias == name), None)
    return None


def values_of(statement: Statement) -> Iterator[Expression]:
    """The expressions that are a whole statement, or its value, awaited or not."""
    values: list[Expression | None] = []
    if type(statement) is Assign or type(statement) is Return or type(statement) is Evaluate:
        values = [statement.value]
    elif type(statement) is With:
        values = [value for value, _ in statement.items]
    for value in values:
        if value is not None:
            yield value.value if type(value) is Await else value


def _outermost_first(factories: dict[Function, set[Function]]) -> list[Function]:
    called = {inner for inside in factories.values() for inner in inside}
    return [f for f in factories if f not in called] + [f for f in factories if f in called]


def _stand_ins(
    program: Program, given: dict[Function, str], application: str, configured: list[Effect], calls: Calls
) -> Iterator[Made]:
    """An object that stands for the application, for each function that is given one (by which parameter) and that
    nobody was seen calling; configured as the only one there is."""
    before = [effect for effect in configured if effect.method.startswith(CONFIG)]
    for function in _outermost_first(_calling_each_other(program, given, calls)):
        if function not in program.evaluator.followed:
            made = Made(External(application), Arguments(), Site(function.path, function.line), list(before))
            program.evaluator.follow(function, Arguments((), ((given[function], made),), complete=False))
            if len(made.effects) > len(before):
                yield made


def _given_one(program: Program, classes: frozenset[str], named: frozenset[str]) -> dict[Function, str]:
    """Functions that nobody was seen calling → the parameter that has one of the classes as its annotation, or without
    an annotation one of the names."""
    found: dict[Function, str] = {}
    for function in program.functions:
        if function.scope.kind != "function" or is_test(function.path) or function in program.evaluator.followed:
            continue
        for parameter in function.definition.parameters:
            if parameter.annotation is None and parameter.name in named:
                found[function] = parameter.name
            elif parameter.annotation is not None:
                annotated = program.names.resolve(parameter.annotation, function)
                if isinstance(annotated, Class | External) and _is_one(program, annotated, classes):
                    found[function] = parameter.name
    return found


def _calling_each_other(program: Program, functions: Iterable[Function], calls: Calls) -> dict[Function, set[Function]]:
    found: dict[Function, set[Function]] = {function: set() for function in functions}
    for function, call in (c for leaf in {f.scope.name for f in found} for c in calls.under(leaf)):
        target = program.names.resolve(call.function, function)
        if isinstance(target, Function) and target in found and target is not function and function in found:
            found[function].add(target)
    return found
