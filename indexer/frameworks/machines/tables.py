"""Tables of one's own: `ALLOWED = {"new": ["paid", "cancelled"], "paid": []}`, in a module, a class, or the settings.

A dictionary from states to lists of states, or a set of pairs, whose name says that it tells what may follow. It is of
the state field of the model that it is written in, of the one field whose list of values it is a table of, or of the
model that it is named after.
"""

import re
from functools import lru_cache

from indexer.discover import is_test
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.findings import FieldFound, Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import START, state, state_field, states
from indexer.frameworks.spelled import assigned_at
from indexer.resolve.entities import Class, Module
from indexer.resolve.evaluate.values import Const, Items, Made, Site, Table, Value
from indexer.resolve.program import Program

NAMED = re.compile(
    r"(^|_)(transitions?|pipelines?|workflow|state_?machine|state_graph|(allowed|valid|possible|legal)_?(next|moves|status|"
    r"state|changes|from|targets)\w*|next_(states?|status(es)?))(_|$)|^allowed$",
    re.IGNORECASE,
)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
FEWEST = 2  # states


def recognise(program: Program, findings: Findings) -> None:
    settings = program.shared(Settings)
    owners: list[Module | Class] = [m for m in program.modules if not is_test(m.file_path)]
    owners += [c for c in program.classes_in_order if not is_test(c.path)]
    chosen = {m.name for m in settings.modules}
    for owner in owners:
        for name in [name for name in owner.bindings if _says_what_follows(name)]:
            body = program.evaluator.module(owner) if isinstance(owner, Module) else program.evaluator.class_body(owner)
            held = body.get(name)
            value = settings.settled(held)
            edges = _edges(program, value)
            if not edges or (value is held and owner.name in chosen):
                continue  # a table of the settings is told where it is used
            site = assigned_at(owner, name) or Site(owner.path, owner.line)
            field = _field(findings, owner, name, {one for edge in edges for one in edge})
            first = _initial(program, settings, held, field)
            for source, target in [*([(START, first)] if first else []), *edges]:
                findings.transitions.append(
                    TransitionFound(
                        owner=field[0] if field else owner,
                        field=field[1].name if field else name,
                        source=source,
                        target=target,
                        trigger=name,
                        by="table",
                        site=site,
                    )
                )


@lru_cache(maxsize=16_384)  # the names of fields and methods come again in one class after the other
def _says_what_follows(name: str) -> bool:
    return NAMED.search(name) is not None


def _edges(program: Program, value: Value | None) -> list[tuple[str, str]]:
    """Nothing where one state is not known, or where what follows is no state."""
    if isinstance(value, Table):
        return _of_table(program, value)
    if isinstance(value, Items) and value.complete and value.items:
        pairs = [states(program, item) for item in value.items if isinstance(item, Items)]
        if len(pairs) == len(value.items) and all(pair is not None and len(pair) == 2 for pair in pairs):
            edges = [(pair[0], pair[1]) for pair in pairs if pair is not None]
            return edges if _leads_on(edges, {source for source, _ in edges}) else []
    return []


def _of_table(program: Program, table: Table) -> list[tuple[str, str]]:
    if not table.complete or len(table.entries) < FEWEST:
        return []
    edges: list[tuple[str, str]] = []
    keys: set[str] = set()
    for key, following in table.entries:
        source = state(key)
        targets = _followers(program, following)
        if source is None or targets is None:
            return []
        keys.add(source)
        edges += [(source, target) for target in targets]
    return edges if _leads_on(edges, keys) else []


def _followers(program: Program, value: Value | None) -> list[str] | None:
    if isinstance(value, Items):
        return states(program, value) if value.items else ([] if value.complete else None)
    if isinstance(value, Made) and value.name in ("builtins.set", "builtins.frozenset", "builtins.tuple"):
        given = value.arguments.positional
        return _followers(program, given[0]) if given else []
    return [] if value == Const(None) else None


def _leads_on(edges: list[tuple[str, str]], keys: set[str]) -> bool:
    """Are what follows states too? Most have to be keys themselves, and no key only follows itself."""
    targets = {target for _, target in edges}
    return len(targets & keys) * 2 >= len(targets) > 0


def _field(findings: Findings, owner: Module | Class, name: str, known: set[str]) -> tuple[Class, FieldFound] | None:
    own = state_field(findings, owner, name)
    if own is not None and isinstance(owner, Class):
        return owner, own
    taking = dict.fromkeys(
        (field.declared_in, field.name)
        for model in findings.models.values()
        for field in model.fields.values()
        if field.choices and known <= set(map(str, field.choices))
    )
    if len(taking) != 1:
        return _by_name(findings, owner, name)
    cls, field_name = next(iter(taking))
    model = findings.models.get(cls)
    field = model.fields.get(field_name) if model is not None else None
    return (cls, field) if field is not None else None


def _by_name(findings: Findings, owner: Module | Class, name: str) -> tuple[Class, FieldFound] | None:
    """`ORDER_TRANSITIONS` beside the one model `Order`, or one package further."""
    package = owner.module.name.rpartition(".")[0]
    found = [
        (cls, field)
        for cls in findings.models
        if name.lower().startswith(f"{HUMP.sub('_', cls.scope.name).lower()}_")
        and cls.module.name.rpartition(".")[0] == package
        and (field := state_field(findings, cls, name)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _initial(
    program: Program, settings: Settings, held: Value | None, field: tuple[Class, FieldFound] | None
) -> str | None:
    """The default of the field, where that is a constant."""
    value = program.evaluator.class_attribute(*_declared(field)) if field is not None else None
    return state(settings.settled(value.arguments.get("default"))) if isinstance(value, Made) else None


def _declared(field: tuple[Class, FieldFound]) -> tuple[Class, str]:
    return field[1].declared_in, field[1].name


FRAMEWORK = Framework("tables of transitions", (), recognise)
