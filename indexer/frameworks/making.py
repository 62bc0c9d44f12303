"""What a repository's own code makes: every module body runs, then the factories that nobody was seen calling.

An application factory is called by a server or a command that no file shows. The outermost ones run first: what they
call counts as called. Tests make applications of their own; those are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Await, Call, Evaluate, Expression, Return, Statement, With
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.values import Arguments, Made, Site
from indexer.resolve.program import Program


@dataclass(slots=True, frozen=True)
class Objects:
    """Objects of some classes, in the order in which they are made."""

    at_import: list[Made]
    by_factories: list[Made]  # that nobody was seen calling

    @property
    def all(self) -> list[Made]:
        return self.at_import + self.by_factories


MOST_STEPS = 5_000  # of one module: what it does beyond making and registering is no concern here
Calls = dict[str, list[tuple[Function, Call]]]


def objects(program: Program, classes: frozenset[str]) -> Objects:
    """What is made of these classes (dotted names) and of their subclasses."""
    evaluator = program.evaluator
    usual, evaluator.most_steps = evaluator.most_steps, MOST_STEPS
    for module in program.modules:
        if not is_test(module.file_path):
            evaluator.module(module)
    evaluator.most_steps = usual
    imported = _of(program, evaluator.made, classes)
    made = len(evaluator.made)
    for factory in _outermost_first(_factories(program, classes, _calls(program))):
        if factory not in evaluator.followed:
            evaluator.run(factory)
    return Objects(imported, _of(program, evaluator.made[made:], classes))


def _of(program: Program, made: list[Made], classes: frozenset[str]) -> list[Made]:
    return [m for m in made if is_object(program, m, classes) and not is_test(m.site.path)]


def is_object(program: Program, made: Made, classes: frozenset[str]) -> bool:
    return isinstance(made.callee, Class | External) and _is_one(program, made.callee, classes)


def _is_one(program: Program, cls: Class | External, classes: frozenset[str]) -> bool:
    return program.classes.is_a(cls, classes) if isinstance(cls, Class) else cls.name in classes


def _factories(program: Program, classes: frozenset[str], calls: Calls) -> dict[Function, set[Function]]:
    """Functions that make such an object, or call one that does → those of them that they call."""
    found: dict[Function, set[Function]] = {}
    leaves = {name.rpartition(".")[2] for name in classes}
    leaves |= {cls.scope.name for cls in program.subclasses_of(*classes)}
    while leaves:
        new: set[Function] = set()
        for function, call in (c for leaf in leaves for c in calls.get(leaf, ())):
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
    found: Calls = {}
    for function in program.functions:
        if function.scope.kind == "function" and not is_test(function.path):
            for statement in function.scope.statements:
                for value in _values(statement):
                    call = value.value if type(value) is Await else value
                    if type(call) is Call:
                        found.setdefault(last_name(call), []).append((function, call))
    return found


def _values(statement: Statement) -> Iterator[Expression]:
    if type(statement) is Assign or type(statement) is Return or type(statement) is Evaluate:
        if statement.value is not None:
            yield statement.value
    elif type(statement) is With:
        yield from (value for value, _ in statement.items)


def _outermost_first(factories: dict[Function, set[Function]]) -> list[Function]:
    called = {inner for inside in factories.values() for inner in inside}
    return [f for f in factories if f not in called] + [f for f in factories if f in called]


def stand_ins(program: Program, classes: frozenset[str], *, named: frozenset[str] = frozenset()) -> list[Made]:
    """What functions that nobody was seen calling do to an application they are given: for each such parameter (annotated
    with one of the classes, or of one of the names) an object that stands for the application."""
    given = {f: p for f in program.functions for p in _given(program, f, classes, named)}
    found: list[Made] = []
    for function in _outermost_first(_calling_each_other(program, given)):
        if function not in program.evaluator.followed:
            made = Made(External(min(classes)), Arguments(), Site(function.path, function.line))
            program.evaluator.follow(function, Arguments((), ((given[function], made),), complete=False))
            if made.effects:
                found.append(made)
    return found


def _given(program: Program, function: Function, classes: frozenset[str], named: frozenset[str]) -> Iterator[str]:
    if function.scope.kind == "function" and not is_test(function.path) and function not in program.evaluator.followed:
        for parameter in function.definition.parameters:
            if parameter.annotation is None and parameter.name in named:
                yield parameter.name
            elif parameter.annotation is not None:
                annotated = program.names.resolve(parameter.annotation, function)
                if isinstance(annotated, Class | External) and _is_one(program, annotated, classes):
                    yield parameter.name


def _calling_each_other(program: Program, functions: dict[Function, str]) -> dict[Function, set[Function]]:
    found: dict[Function, set[Function]] = {}
    calls = _calls(program)
    for function, call in (c for leaf in {f.scope.name for f in functions} for c in calls.get(leaf, ())):
        target = program.names.resolve(call.function, function)
        if isinstance(target, Function) and target in functions and target is not function:
            found.setdefault(function, set()).add(target)
    return {function: found.get(function, set()) for function in functions}
