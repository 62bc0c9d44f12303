"""viewflow.fsm: `state = State(ReviewState, default=...)` in a class, and methods under `@state.transition(...)`.

Source: "Finite state machine" in the documentation of Viewflow.
"""

from collections.abc import Iterator

from indexer.expressions import dotted
from indexer.facts import Attribute, Call, Name
from indexer.frameworks.findings import Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import ANY, ASKED, START, conditions, state, states, written
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Const, Made, Site
from indexer.resolve.program import Program

STATES = frozenset({"viewflow.fsm.State", "viewflow.fsm.base.State", "viewflow.this_object.State"})
EVERY = "State.ANY"


def recognise(program: Program, findings: Findings) -> None:
    for cls in program.classes_in_order:
        machines = {
            name: value
            for name, value in program.evaluator.class_body(cls).items()
            if isinstance(value, Made) and value.name in STATES
        }
        for name, made in machines.items():
            initial = state(made.arguments.get("default", 1))
            if initial is not None:
                findings.transitions.append(
                    TransitionFound(
                        owner=cls, field=name, source=START, target=initial, by="viewflow.fsm", site=made.site
                    )
                )
        for method in cls.children.values() if machines else ():
            if isinstance(method, Function) and method.scope.definition is not None:
                findings.transitions.extend(_declared(program, cls, method, set(machines)))


def _declared(program: Program, cls: Class, method: Function, names: set[str]) -> Iterator[TransitionFound]:
    definition = method.definition
    for decorator, line in zip(definition.decorators, definition.decorator_lines, strict=True):
        called = decorator.function if type(decorator) is Call else None
        if type(called) is not Attribute or called.name != "transition" or type(called.value) is not Name:
            continue
        if type(decorator) is not Call or called.value.id not in names:
            continue
        given = {name: value for name, value in decorator.keywords if name}
        values = {name: program.evaluator.value(value, cls) for name, value in given.items()}
        source = given.get("source")
        every = source is None or (dotted(source) or "").endswith(EVERY)
        sources = [ANY] if every else states(program, values.get("source")) or [ASKED]
        permission = written(given["permission"]) if "permission" in given else ""
        guards = [*conditions(program, values.get("conditions"))] if "conditions" in given else []
        for one in sources:
            target = state(values.get("target"))
            if target is None:
                target = one if "target" not in given or values["target"] == Const(None) else ASKED
            yield TransitionFound(
                owner=cls,
                field=called.value.id,
                source=one,
                target=target,
                trigger=method.scope.name,
                function=method,
                guards=[*guards, *([f"permission {permission}"] if permission else [])],
                by="viewflow.fsm",
                site=Site(cls.path, line),
            )


FRAMEWORK = Framework("viewflow.fsm", ("viewflow",), recognise)
