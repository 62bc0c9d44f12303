"""State machines: which value of a field may follow which, as code declares it and as code does it."""

import json
from collections.abc import Collection

from msgspec import Struct

from indexer.graph.conduct import AssignmentView, assignments_in
from indexer.graph.conduct_nodes import SETTER
from indexer.graph.data import FieldView
from indexer.graph.open import Graph
from indexer.graph.place import Place

ANY = "*"
START = ""  # where an object that is new comes from
ASKED = "?"  # decided while the code runs


DEFAULT = "default"  # what declares the state that a new row has
MAKES = frozenset({"constructor", "create", "acreate", "bulk_create", "abulk_create", "insert", "get_or_create",
                   "aget_or_create"})  # fmt: skip


class Transition(Struct, frozen=True):
    """A step that code makes: what a field is given at one place, and what it was there before."""

    sources: tuple[str, ...]  # * where that is not known
    targets: tuple[str, ...]  # ? where that is decided as it runs
    function: str  # dotted
    place: Place
    given: tuple[str, ...]  # tests that held
    value: str  # as written
    by_call: bool = False  # what the function calls gives the value that it hands over


class StateMachine(Struct, frozen=True):
    """All steps of one field: those that are allowed, where something says so, and those that code makes."""

    declared: "tuple[DeclaredTransition, ...]"
    made: tuple[Transition, ...]
    values: tuple[str, ...]  # that it is said to take, or seen to

    @property
    def initial(self) -> tuple[str, ...]:
        found = [step.target for step in self.declared if step.source == START]
        found += [target for step in self.made if START in step.sources for target in step.targets if target != ASKED]
        return tuple(dict.fromkeys(found))

    @property
    def terminal(self) -> tuple[str, ...]:
        """Values that nothing leaves; said only where all that leaves one is known."""
        allowed = [step for step in self.declared if step.by != DEFAULT]
        sources = {step.source for step in allowed} or {source for step in self.made for source in step.sources}
        if not sources or sources & {ANY, ASKED}:
            return ()
        return tuple(value for value in self.values if value not in sources)


class DeclaredTransition(Struct, frozen=True):
    """One step that a library or a table of one's own allows."""

    owner: str  # dotted: model, class of a machine, or variable that holds the table
    field: str  # dotted: of the model; '' where there is none or it is not known
    source: str
    target: str
    event: str  # method or event, or the table that allows it
    function: str  # dotted, '' where there is none
    guards: tuple[str, ...]
    by: str  # library, or table
    place: Place


def declared_transitions(graph: Graph, owners: Collection[str] | None = None) -> list[DeclaredTransition]:
    """All, or those of some models, machines and tables by dotted name, in order of place."""
    wanted = "WHERE o.name IN (SELECT value FROM json_each(:owners))" if owners is not None else ""
    rows = graph.rows(
        f"""
        SELECT o.name, t.field, t.source, t.target, t.event, coalesce(s.name, ''), t.guards, t."by", f.path, t.line
        FROM transitions AS t JOIN symbols AS o ON o.id = t.owner JOIN files AS f ON f.id = t.file
        LEFT JOIN symbols AS s ON s.id = t.function
        {wanted} ORDER BY o.name, f.path, t.line, t.rowid
        """,
        **({"owners": json.dumps(sorted(owners))} if owners is not None else {}),
    )
    return [
        DeclaredTransition(
            owner,
            f"{owner}.{field}" if field else "",
            source,
            target,
            event,
            function,
            tuple(json.loads(guards)) if guards else (),
            by,
            Place(path, line),
        )
        for owner, field, source, target, event, function, guards, by, path, line in rows
    ]


def machine_of(graph: Graph, field: FieldView, owners: Collection[str] = ()) -> StateMachine:
    """`owners`: models that have the field from the same declaration."""
    names = dict.fromkeys([field.model, field.declared.rpartition(".")[0], *owners])
    wanted = {f"{owner}.{field.name}" for owner in names}
    moving = graph.derived("files of migrations", lambda: _of_migrations(graph))  # what they do, they do once
    declared = tuple(step for step in declared_transitions(graph, names) if step.field in wanted)
    made = [
        step_of(row, field.choices)
        for owner in names
        for row in assignments_in(graph, model=owner, field=field.name, through_setters=True)
        if row.operator == "=" and row.place.path not in moving
    ]
    spoken_of = [value for step in declared for value in (step.source, step.target)]
    spoken_of += [value for step in made for value in (*step.sources, *step.targets)]
    values = dict.fromkeys([*(field.choices or ()), *(v for v in spoken_of if v not in (ANY, START, ASKED))])
    return StateMachine(declared, tuple(sorted(made, key=lambda step: step.place)), tuple(values))


def _of_migrations(graph: Graph) -> frozenset[str]:
    rows = graph.rows(
        "SELECT f.path FROM modules AS m JOIN files AS f ON f.id = m.file WHERE m.role = :role", role="migration"
    )
    return frozenset(path for (path,) in rows)


def step_of(row: AssignmentView, choices: tuple[str, ...] | None) -> Transition:
    """The step that a value given to a field makes."""
    targets = tuple(str(value) for value in row.constants if value is not None) or (ASKED,)
    sources = tuple(str(value) for value in row.was if value is not None)
    if not sources and row.was_not and choices:
        left_out = {str(value) for value in row.was_not}
        sources = tuple(value for value in choices if value not in left_out)
    if row.by in MAKES:
        sources = (START,)
    return Transition(sources or (ANY,), targets, row.symbol, row.place, row.given, row.value, row.by == SETTER)
