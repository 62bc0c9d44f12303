"""What code takes for granted of a table: one row at most, a value that is there, a column that names another's row."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from constraints.bodies import by_symbol
from constraints.constraint import Evidence
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph import Graph
from indexer.graph.conduct import QueryView, RefusalView, assignments_in, queries_in, refusals_in
from indexer.graph.data import FieldView, ModelView
from indexer.graph.reliance import Taken, added_by_name, filled, followed, keyed, named_after, refused_empty

Kind = Literal["one row", "a value", "a row elsewhere"]

ONE = frozenset({"get", "aget", "one", "one_or_none", "scalar_one", "scalar_one_or_none"})
PAIRS = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
LOOKS = frozenset({"exists", "aexists", "count", "acount", "first", "afirst"})
MAKES = frozenset({"create", "acreate", "constructor"})
EXACT = frozenset({"exact", "iexact", "is"})
BOOLEANS = frozenset({"BooleanField", "NullBooleanField", "Boolean", "bool", "BOOLEAN"})
TEXT = re.compile(r"^(?!Null)\w*(Char|Text|Slug|Email|URL|PhoneNumber)Field$")
ALWAYS = frozenset({"save", "asave"})  # what runs for every row that is stored
NAMED = re.compile(r"(?:[\w.]+\.)?(?P<owner>[a-z]\w*)\.(?:id|pk)|(?P<alone>[a-z]\w*)")
ADDED = re.compile(r"(?:[\w.]+\.)?(?P<owner>\w+)\.(?P<way>\w+)\.add\((?P<added>\w+)\)")
KEYS = re.compile(r"Integer|UUID")  # sorts of columns that hold keys
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NEAR = 8  # lines from a look to what raises because of it


@dataclass(frozen=True, slots=True)
class Reliance:
    model: str  # dotted
    kind: Kind
    fields: tuple[str, ...]  # names, in alphabetical order
    evidence: tuple[Evidence, ...]  # by place
    functions: tuple[str, ...]  # dotted, of the evidence
    target: str = ""  # dotted: the model whose row it is


def one_row(subject: Subject, models: Iterable[ModelView]) -> list[Reliance]:
    """Fields by which code looks for the one row that has them, or makes one where it found none."""
    names = [model.name for model in models]
    fields = {(field.model, field.name): field for model in models for field in subject.fields(model)}
    found = [
        query
        for query in queries_in(subject.graph, models=names)
        if query.is_known and not subject.is_test(query.place.path)
    ]
    looking = {query.symbol for query in found if query.terminal in LOOKS}
    refusals = by_symbol(refusals_in(subject.graph, looking), lambda row: row.symbol) if looking else {}
    given = assignments_in(subject.graph, looking) if looking else []
    made = {(one.symbol, one.model) for one in given if one.by in MAKES}
    made |= {(query.symbol, query.model) for query in found if query.terminal in MAKES}
    return _together([*_looked_up(found, fields, refusals, made), *_joined(subject, found)])


def values(subject: Subject, fields: Iterable[FieldView]) -> list[Reliance]:
    """Fields that nothing of the code leaves empty: functions raise without them, or they are made with a value."""
    wanted = list(fields)
    empty = _empty(subject.graph, {field.model for field in wanted})
    left = [field for field in wanted if (field.model, field.name) not in empty]
    nullable = {(field.model, field.name): field for field in left if field.null}
    django = {model.name for model in subject.models if model.framework == "django"}
    found = [
        _taken("a value", one, "raises without it")
        for one in refused_empty(subject.graph, left)
        if ending(one.function) in ALWAYS
    ]
    found += [
        _declared(nullable[one.model, one.field], "given one where it has none, whenever a row is stored")
        for one in filled(subject.graph, nullable.values())
    ]
    for field in left:
        if field.null and field.default not in (None, "None"):
            found.append(_declared(field, f"made with {field.default} where nothing is given"))
        elif field.null and field.model in django and TEXT.match(field.type) and not field.unique:
            found.append(_declared(field, "a text has an empty value besides"))
    return _together(found)


def unasked(subject: Subject, fields: Iterable[FieldView], counts: Callable[[Taken], bool]) -> list[Reliance]:
    """Relations that functions follow, as far as one counts: whether it asks on the same line first is not known."""
    return _together(
        _taken("a value", one, "follows it and did not have to ask")
        for one in followed(subject.graph, fields)
        if counts(one)
    )


def rows_elsewhere(subject: Subject, fields: Iterable[FieldView]) -> list[Reliance]:
    """Plain columns that hold the key of one other model."""
    wanted = list(fields)
    names = {(field.model, field.name) for field in wanted}
    plain = [
        one
        for one in wanted
        if one.kind == "column" and not one.target and not one.references and not _by_type(one, names)
    ]
    targets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    taken = [*keyed(subject.graph, plain), *_called_so(subject, plain)]
    for one in taken:
        targets[one.model, one.field].add(one.target)
    return _together(
        replace(_taken("a row elsewhere", one, f"takes it for the key of {ending(one.target)}"), target=one.target)
        for one in taken
        if len(targets[one.model, one.field]) == 1
    )


def kept_by(subject: Subject, model: ModelView, one: Reliance) -> str:
    """What of the schema keeps it; '' where nothing does."""
    fields = {field.name: field for field in subject.fields(model)}
    those = [fields[name] for name in one.fields if name in fields]
    if one.kind == "a value":
        return "" if any(field.null for field in those) else "not null"
    if one.kind == "a row elsewhere":
        return "" if all(not field.target and not field.references for field in those) else "foreign key"
    for field in those:
        if field.unique or field.primary_key:
            return field.name
    for table in subject.table_constraints(model):
        if table.kind == "unique" and table.fields and set(table.fields) <= set(one.fields):
            return table.name or "+".join(table.fields)
    return ""


def _called_so(subject: Subject, plain: list[FieldView]) -> Iterator[Taken]:
    """`Order(basket_id=basket.id)`: nobody knows what `basket` is; its name, the column and one model agree."""
    models = _by_name(subject)
    types = {(field.model, field.name): field.type for field in plain}
    for one, value in named_after(subject.graph, plain):
        said = NAMED.fullmatch(value)
        name = said["owner"] or said["alone"] if said else ""
        target = models.get(name, "")
        if not said or not target or name != one.field.removesuffix("_id") or target == one.model:
            continue
        if said["owner"] or KEYS.search(types[one.model, one.field]):
            yield Taken(one.model, one.field, one.function, one.place, target)


def _by_name(subject: Subject) -> dict[str, str]:
    """Models by what a variable of theirs is called, `order_line`; those of which there is one alone."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for model in subject.models:
        if not model.abstract:
            found[HUMP.sub("_", ending(model.name)).casefold()].append(model.name)
    return {name: models[0] for name, models in found.items() if len(models) == 1}


def _by_type(field: FieldView, names: set[tuple[str, str]]) -> bool:
    """Does another column say whose key it is?"""
    stem = field.name.removesuffix("_id")
    others = {"content_type", "content_type_id", f"{stem}_type", stem} - {field.name}
    return any((field.model, name) in names for name in others)


def _looked_up(
    queries: list[QueryView],
    fields: dict[tuple[str, str], FieldView],
    refusals: dict[str, list[RefusalView]],
    made: set[tuple[str, str]],
) -> Iterator[Reliance]:
    for query in queries:
        columns = _columns(query, fields)
        looks = query.terminal in LOOKS and (
            (query.symbol, query.model) in made or _refused(query, refusals.get(query.symbol, []))
        )
        if columns and _is_whole(query) and (looks or query.terminal in ONE or query.terminal in PAIRS):
            evidence = Evidence(query.place, f"{ending(query.symbol, 2)}: {query.text}")
            yield Reliance(query.model, "one row", columns, (evidence,), (query.symbol,))


def _is_whole(query: QueryView) -> bool:
    """Is it known what the chain begins with? A name may hold the rows of one object, which narrow it further."""
    if query.manager or any(one.inherited or one.method == "reverse" for one in query.bindings):
        return True
    return query.source == ending(query.model) or not query.terminal.lstrip("a").startswith(("get", "update_or"))


def _columns(query: QueryView, fields: dict[tuple[str, str], FieldView]) -> tuple[str, ...]:
    """The fields that a query pins to one value each; none where it says anything else besides, or names a key."""
    columns: set[str] = set()
    for binding in query.bindings:
        owner, _, name = binding.field.rpartition(".")
        field = fields.get((owner, name))
        if field is None or owner != query.model or "__" in binding.path:
            return ()
        if binding.negated and field.primary_key:
            continue  # other than itself
        one_way = binding.alternative and binding.value.startswith("**")  # the keys of all ways are unique if those are
        if (
            binding.negated
            or binding.operator not in EXACT
            or field.primary_key
            or (binding.alternative and not one_way)
        ):
            return ()
        columns.add(name)
    if all(fields[query.model, name].type in BOOLEANS for name in columns):
        return ()
    return tuple(sorted(columns))


def _refused(query: QueryView, refusals: list[RefusalView]) -> bool:
    """Does what it finds make the function raise, where it is the model's own check, or speaks of what is taken?"""
    last = f".{query.methods[-1]}(" if query.methods else ""
    return "unique" in ending(query.symbol).casefold() or any(
        one.kind in ("raise", "abort")
        and 0 <= one.place.line - query.place.line <= NEAR
        and last in one.test
        and not one.test.startswith("not ")
        for one in refusals
    )


def _joined(subject: Subject, queries: list[QueryView]) -> Iterator[Reliance]:
    """`collection.products.add(product)` where a model of one's own stands between the two."""
    added = [query for query in queries if query.terminal in ("add", "aadd") and "." in query.source]
    named = added_by_name(subject.graph)
    if not added and not named:
        return
    everything = [field for model in subject.models for field in subject.fields(model)]
    for query in added:
        owners = _owners(everything, query.source.rpartition(".")[2], query.model) - {query.model}
        for owner in owners if len(owners) == 1 else ():
            evidence = Evidence(query.place, f"{ending(query.symbol, 2)}: {query.text}")
            yield from _between(everything, owner, query.model, evidence, query.symbol)
    models = _by_name(subject) if named else {}
    for function, place, text in named:
        said = ADDED.fullmatch(text)
        owner, other = (models.get(said["owner"], ""), models.get(said["added"], "")) if said else ("", "")
        if said and owner and other and owner in _owners(everything, said["way"], other):
            yield from _between(everything, owner, other, Evidence(place, f"{ending(function, 2)}: {text}"), function)


def _owners(fields: list[FieldView], way: str, added: str) -> set[str]:
    """Models that reach the one that is added to them by a relation of this name."""
    return {
        owner
        for field in fields
        for owner, name in ((field.model, field.name), (field.target or "", field.related_name))
        if name == way and "ManyToMany" in field.type and added in (field.model, field.target) and owner
    }


def _between(fields: list[FieldView], owner: str, added: str, evidence: Evidence, function: str) -> Iterator[Reliance]:
    """The two ends of the one model that stands between, and has a field for each."""
    ends = [field for field in fields if field.target in (owner, added) and "Many" not in field.type]
    between = [
        [field for field in ends if field.model == model]
        for model in dict.fromkeys(field.model for field in ends)
        if model not in (owner, added)
    ]
    pairs = [two for two in between if {field.target for field in two} == {owner, added} and len(two) == 2]
    for two in pairs if len(pairs) == 1 else ():
        names = tuple(sorted(field.name for field in two))
        yield Reliance(two[0].model, "one row", names, (evidence,), (function,))


def _empty(graph: Graph, models: set[str]) -> set[tuple[str, str]]:
    """Fields that code empties, or looks for the empty ones of."""
    found = {
        (one.model, one.field)
        for model in sorted(models)
        for one in assignments_in(graph, model=model)
        if None in one.constants
    }
    for query in queries_in(graph, models=models):
        for binding in query.bindings:
            if binding.field and (binding.operator == "isnull" or binding.value == "None"):
                owner, _, name = binding.field.rpartition(".")
                found.add((owner, name))
    return found


def _taken(kind: Kind, one: Taken, says: str) -> Reliance:
    evidence = Evidence(one.place, f"{ending(one.function, 2)} {says}")
    return Reliance(one.model, kind, (one.field,), (evidence,), (one.function,))


def _declared(field: FieldView, says: str) -> Reliance:
    return Reliance(field.model, "a value", (field.name,), (Evidence(field.place, says),), ())


def _together(found: Iterable[Reliance]) -> list[Reliance]:
    """By model, kind and fields."""
    by_key: dict[tuple[str, Kind, tuple[str, ...]], Reliance] = {}
    for one in found:
        key = one.model, one.kind, one.fields
        before = by_key.get(key, one)
        evidence = tuple(dict.fromkeys([*before.evidence, *one.evidence]))
        functions = tuple(dict.fromkeys([*before.functions, *one.functions]))
        by_key[key] = replace(before, evidence=evidence, functions=functions)
    return [by_key[key] for key in sorted(by_key)]
