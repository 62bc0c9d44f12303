"""django-fsm and django-fsm-2: methods decorated with `@transition(field=status, source="new", target="paid")`.

Source: the README of django-fsm-2, "Usage".
"""

from collections.abc import Iterator

from indexer.facts import Call, Expression
from indexer.frameworks.findings import Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import ANY, ASKED, START, conditions, field_named, state, states, written
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Const, Items, Made, Site, Value
from indexer.resolve.program import Program

TRANSITIONS = frozenset({"django_fsm.transition", "django_fsm_2.transition"})
DECIDED = frozenset({"RETURN_VALUE", "GET_STATE"})  # targets that are known when the method has run
OTHERS = "+"  # any state but the target
POSITIONS = ("field", "source", "target", "on_error", "conditions", "permission", "custom")


def recognise(program: Program, findings: Findings) -> None:
    fields: dict[tuple[Class, str], Site] = {}
    for function in program.functions:
        owner = function.owner
        if owner is None or function.scope.definition is None:
            continue
        definition = function.definition
        for decorator, line in zip(definition.decorators, definition.decorator_lines, strict=True):
            if type(decorator) is Call and program.target(decorator.function, owner) in TRANSITIONS:
                for found in _declared(program, owner, function, decorator, line):
                    findings.transitions.append(found)
                    fields.setdefault((owner, found.field), found.site)
    for (owner, field), site in fields.items():
        default = _default(program, owner, field)
        if default is not None:
            findings.transitions.append(
                TransitionFound(owner=owner, field=field, source=START, target=default, by="django-fsm", site=site)
            )


def _declared(program: Program, owner: Class, function: Function, call: Call, line: int) -> Iterator[TransitionFound]:
    given: dict[str, Expression] = dict(zip(POSITIONS, call.arguments, strict=False))
    given |= {name: value for name, value in call.keywords if name}
    values = {name: program.evaluator.value(value, owner) for name, value in given.items()}
    targets = _targets(program, given, values)
    sources = states(program, values.get("source")) if "source" in given else [ANY]
    guards = [*conditions(program, values.get("conditions"))] if "conditions" in given else []
    permission = state(values.get("permission")) or (written(given["permission"]) if "permission" in given else "")
    for source in sources if sources is not None else [ASKED]:
        for target in targets:
            yield TransitionFound(
                owner=owner,
                field=field_named(given.get("field")),
                source=ANY if source == OTHERS else source,
                target=source if target is None else target,
                trigger=function.scope.name,
                function=function,
                guards=[*guards, *([f"permission {permission}"] if permission else [])],
                by="django-fsm",
                site=Site(owner.path, line),
            )


def _targets(program: Program, given: dict[str, Expression], values: dict[str, Value | None]) -> list[str | None]:
    """None: it stays what it is."""
    target = values.get("target")
    if "target" not in given or target == Const(None):
        return [None]
    if isinstance(target, Made) and target.name.rpartition(".")[2] in DECIDED:
        said = target.arguments
        listed = said.get("states", 1) if target.name.endswith("GET_STATE") else Items("tuple", [*said.positional])
        found = states(program, listed)
        return list(found) if found else [ASKED]
    one = state(target)
    return [one if one is not None else ASKED]


def _default(program: Program, owner: Class, field: str) -> str | None:
    value = program.evaluator.class_attribute(owner, field)
    return state(value.arguments.get("default")) if isinstance(value, Made) else None


FRAMEWORK = Framework("django-fsm", ("django_fsm", "django_fsm_2"), recognise)
