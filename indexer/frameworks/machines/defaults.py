"""The state that a new row has: the default of a field that tells one, where that is a constant."""

from indexer.frameworks.findings import FieldFound, Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import START, TELLS_STATE, state
from indexer.resolve.entities import Class
from indexer.resolve.evaluate.values import Const, EnumMember, Made, Site, Value
from indexer.resolve.program import Program

GIVEN = ("default", "server_default", "insert_default")


def recognise(program: Program, findings: Findings) -> None:
    told = {(found.owner, found.field) for found in findings.transitions if found.source == START}
    for model in findings.models.values():
        for field in model.fields.values():
            owner = field.declared_in if field.declared_in in findings.models else model.cls
            if (owner, field.name) in told or not _tells_state(field):
                continue
            told.add((owner, field.name))
            value = _default(program, field.declared_in, field.name)
            if value is not None:
                findings.transitions.append(
                    TransitionFound(
                        owner=owner,
                        field=field.name,
                        source=START,
                        target=value,
                        by="default",
                        site=Site(field.declared_in.path, field.line),
                    )
                )


def _tells_state(field: FieldFound) -> bool:
    return field.kind == "column" and (field.choices is not None or bool(TELLS_STATE.search(field.name)))


def _default(program: Program, cls: Class, name: str) -> str | None:
    value: Value | None = program.evaluator.class_attribute(cls, name)
    if isinstance(value, Const | EnumMember):  # `status: Status = Status.NEW`
        return state(value)
    if not isinstance(value, Made):
        return None
    given = [value.arguments.get(keyword) for keyword in GIVEN]
    return next(filter(None, map(state, given)), None)


FRAMEWORK = Framework("defaults of states", (), recognise)
