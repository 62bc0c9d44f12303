"""Which steps of a state are allowed: by tables and machines in the code, and by what the team wrote down."""

from dataclasses import dataclass

from constraints.declared import StateTable, ends
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.data import FieldView
from indexer.graph.states import ANY, ASKED, DEFAULT, START, DeclaredTransition, StateMachine, machine_of

TABLE = "table"


@dataclass(frozen=True, slots=True)
class Allowed:
    """One table, or one machine of a library, of one field."""

    steps: frozenset[tuple[str, str]]
    by: str  # as people call it: `ALLOWED`, django-fsm, chesterton.toml
    place: Place | None  # None: chesterton.toml
    reason: str = ""

    @property
    def states(self) -> frozenset[str]:
        return frozenset(value for step in self.steps for value in step) - {ANY, ASKED, START}

    @property
    def is_open(self) -> bool:
        """Something in it is only known as it runs."""
        return any(ASKED in step for step in self.steps)

    def allows(self, source: str, target: str) -> bool:
        return source == target or not self.steps.isdisjoint({(source, target), (ANY, target), (source, ANY)})

    def reaches(self, target: str) -> bool:
        return any(to in (target, ANY) for _, to in self.steps)


def machine(subject: Subject, field: FieldView) -> StateMachine:
    key = "machine", field.model, field.name
    found = subject.shared.get(key)
    if not isinstance(found, StateMachine):
        found = subject.shared[key] = machine_of(subject.graph, field)
    return found


def allowed(subject: Subject, field: FieldView) -> list[Allowed]:
    """Each table stands for itself: a step has to be allowed by all of them."""
    found: dict[tuple[str, str], list[DeclaredTransition]] = {}
    for step in machine(subject, field).declared:
        if step.by != DEFAULT:
            found.setdefault((step.by, step.event if step.by == TABLE else ""), []).append(step)
    tables = [
        Allowed(frozenset((s.source, s.target) for s in steps), event or by, steps[0].place)
        for (by, event), steps in found.items()
    ]
    written = [table for table in subject.declared.state if is_of(table, field)]
    return tables + [Allowed(_steps(table), "chesterton.toml", None, table.reason) for table in written]


def is_of(table: StateTable, field: FieldView) -> bool:
    return ends(f"{field.model}.{field.name}", table.field) or ends(field.declared, table.field)


def _steps(table: StateTable) -> frozenset[tuple[str, str]]:
    """A new object may be in the first state; where nothing leads to a state, it is one to begin in."""
    led_to = {target for targets in table.transitions.values() for target in targets}
    begins = [source for source in table.transitions if source not in led_to] or list(table.transitions)[:1]
    steps = [(source, target) for source, targets in table.transitions.items() for target in targets]
    return frozenset(steps + [(START, source) for source in begins])
