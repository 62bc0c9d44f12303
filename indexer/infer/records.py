"""What each scope has asked of others and was told, found or not: who must be resolved again when answers change.

A question is (kind, what it is asked of, name): the member of a module, the attribute of a class, the field of a model,
what a function returns or is called with. While bodies are walked only the questions are noted; what the answers are is
worked out afterwards and by whoever wants to know, from the same state. An answer is text that says all that somebody
who got it can go by, so two states of a repository can be compared: `affected` names the scopes of a new state that are
new or changed, or of which an answer has changed. All others are resolved as before.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from indexer.infer import members
from indexer.infer.body import Body
from indexer.infer.cells import Cell, Gathered
from indexer.infer.lookups import fields_on
from indexer.infer.overrides import can_be_made, is_abstract, versions_of
from indexer.infer.questions import MEANING, OF_TESTS, Question
from indexer.infer.values import (
    Applied,
    Bound,
    ContainerMethod,
    Generated,
    Items,
    Listed,
    OneOf,
    Partial,
    Rows,
    RowsMethod,
    Several,
    Spelled,
    Table,
)
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module, Variable
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

Key = tuple[str, str, str]  # a question that another process understands: the owner is a scope's name
POSITIONS = frozenset({"line", "end_line", "decorator_lines", "scope", "statement"})  # that say where, not what


class Record(Struct):
    scopes: dict[str, frozenset[Key]]  # what each has asked
    answers: dict[Key, str]
    texts: dict[str, str]  # a hash of what the scope itself says


def record(inference: "Inference") -> Record:
    """Of a solved inference that has kept records."""
    called = names(inference)
    asked = {body.entity: set(_asked(inference, body)) for body in inference.order}
    keys = {question: _key(question, called) for questions in asked.values() for question in questions}
    scopes = {called[entity]: {keys[question] for question in questions} for entity, questions in asked.items()}
    answers = {key: _answered(inference, question) for question, key in keys.items()}
    for question, cell in _cells(inference):
        readers = [called[reader.entity] for reader in cell.read_by() if reader.entity in called]
        if readers:
            key = _key(question, called)
            answers[key] = _held(question, cell, inference)
            for reader in readers:
                scopes[reader].add(key)
    texts = {called[body.entity]: _text(body.entity) for body in inference.order}
    return Record({name: frozenset(asked) for name, asked in scopes.items()}, answers, texts)


def affected(before: Record, inference: "Inference") -> set[str]:
    """The scopes of a newly solved state that must have been resolved again."""
    called = names(inference)
    entities = {name: entity for entity, name in called.items()}
    held = {_key(question, called): _held(question, cell, inference) for question, cell in _cells(inference)}
    changed: set[Key] = set()
    for key, answer in before.answers.items():
        kind, owner, name = key
        if kind not in ANSWERS:
            now = held.get(key, "")
        elif owner and owner not in entities:
            now = "gone"
        else:
            now = _answered(inference, (kind, entities.get(owner), name))
        if now != answer:
            changed.add(key)
    return {
        called[body.entity]
        for body in inference.order
        if before.texts.get(called[body.entity]) != _text(body.entity)
        or not changed.isdisjoint(before.scopes[called[body.entity]])
    }


# ------------------------------------------------------------------------------------- names of scopes


def names(inference: "Inference") -> dict[Entity, str]:
    """Path and qualified name, numbered where a file has several of one name."""
    found: dict[Entity, str] = {}
    seen: dict[str, int] = defaultdict(int)
    for body in inference.order:
        name = f"{body.entity.path}:{body.entity.scope.qualname}"
        seen[name] += 1
        found[body.entity] = name if seen[name] == 1 else f"{name} {seen[name]}"
    found.update((cls, cls.name) for cls in inference.models.outside.classes.values())
    return found


def _key(question: Question, names: dict[Entity, str]) -> Key:
    kind, owner, name = question
    return kind, names.get(owner, owner.name) if owner is not None else "", name


def _asked(inference: "Inference", body: Body) -> Iterator[Question]:
    yield from inference.asked.get(body, ())
    for name in body.meanings:
        yield MEANING, body.entity, name


# ------------------------------------------------------------------------------------- answers


def _answered(inference: "Inference", question: Question) -> str:
    kind, owner, name = question
    return ANSWERS[kind](inference, owner, name)


def _meaning(inference: "Inference", owner: Entity, name: str) -> str:
    """What a name means in a scope, or as an attribute of a class and its objects."""
    found = _told(inference.names.name(name, owner), inference)
    if isinstance(owner, Class):
        found += f" {_told(owner, inference)} {_attribute(inference, owner, name)}"
    elif isinstance(owner, Function):
        found += f" {_told(inference.given.parameter(owner, name), inference)}"
    return found


def _attribute(inference: "Inference", cls: Class, name: str) -> str:
    """All that may be meant: what the class body binds, what `super()` finds, where it is set, a field, a relation."""
    models, told = inference.models, list[object]()
    found, above = inference.member(cls, name), inference.classes.member(cls, name, after=cls)
    if found is not None:  # a property has a getter and a setter
        told += [*found, *(inference.names.bound(found[0], binding) for binding in found[0].bindings.get(name, ()))]
        if isinstance(found[1], Variable):
            told.append(models.manager(cls, found[1], inference))
    field, settings = models.field(cls, name), members.settings_of(inference, cls, name)
    told += [above and above[1], (models.held(cls, name) or (None,))[0], field and models.related(cls, name)]
    told += [models.reverse(cls, name), inference.given.attribute(cls, name), settings.declared, *settings.methods]
    said = "\n".join(_told(each, inference) for each in told)
    return f"{said} {_without_lines(field)} {models.accessor(cls, name)}"


def _subclasses(inference: "Inference", cls: Class, name: str) -> str:
    return _all_told(inference.subclasses(cls, of_tests=name == OF_TESTS), inference)


def _versions(inference: "Inference", cls: Class, name: str) -> str:
    of_tests, name = name.startswith(OF_TESTS), name.removeprefix(OF_TESTS)
    return _all_told(
        (each for pair in versions_of(inference, cls, name, of_tests=of_tests) for each in pair), inference
    )


def _dotted(inference: "Inference", of: None, name: str) -> str:
    return _told(inference.names.dotted(name), inference)


def _path(inference: "Inference", cls: Class, path: str) -> str:
    return " ".join(f"{model.name}.{field}" for model, field in fields_on(inference.models, cls, path))


def _cascades(inference: "Inference", of: None, name: str) -> str:
    """Deleting a row reaches any model: all foreign keys count."""
    models = inference.models
    return "\n".join(
        f"{cls.name} {models.is_removed(cls)} {other.name}.{field.name} {field.on_delete}"
        for cls in models.found
        for other, field in models.pointing_at(cls)
    )


def _models(inference: "Inference", of: None, name: str) -> str:
    """Which there are, as SQL, a string or a field's name alone may mean any of them."""
    models = inference.models
    user = models.user()
    tables = "\n".join(f"{m.cls.name} {m.app} {m.table} {' '.join(m.fields)}" for m in models.written.values())
    return f"{user.name if user is not None else ''} {models.is_mapped} {models.is_django} {tables}"


def _subject(inference: "Inference", cls: Class, name: str) -> str:
    return _told(inference.given.subject(cls), inference)


def _by_name_alone(inference: "Inference", of: None, name: str) -> str:
    return _all_told(inference.models.only_by_name(name), inference)


ANSWERS: dict[str, Callable[["Inference", Any, str], str]] = {
    MEANING: _meaning,
    "subclasses": _subclasses,
    "versions": _versions,
    "dotted": _dotted,
    "path": _path,
    "cascades": _cascades,
    "named": _by_name_alone,
    "models": _models,
    "subject": _subject,
}


# ------------------------------------------------------------------------------------- what cells hold


def _cells(inference: "Inference") -> Iterator[tuple[Question, Cell[Any] | Gathered]]:
    """Every cell that others may read; who has read it is kept with it."""
    for body in inference.order:
        entity = body.entity
        yield ("returned", entity, ""), body.returned
        yield ("yielded", entity, ""), body.yielded
        yield ("wrapped", entity, ""), body.wrapped
        for kind, cells in (
            ("called with", body.given),
            ("default", body.defaults),
            ("constants", body.constants),
            ("decorates", body.decorated),
            ("left behind", body.outer),
            ("written", body.written),
        ):
            for name, cell in cells.items():
                yield (kind, entity, name), cell
        for number, container in enumerate(body.containers.values()):
            held = container.places if isinstance(container, Items) else container.entries.values()
            for place, cell in enumerate([*held, container.anywhere]):
                yield ("container", entity, f"{number} {place}"), cell
    for (cls, name, of_tests), cell in inference.attributes.items():
        yield ("set", cls, f"{name} {of_tests}"), cell


def _held(question: Question, cell: Cell[Any] | Gathered, inference: "Inference") -> str:
    if isinstance(cell, Gathered):
        return _all_told(cell.members, inference)
    kind, of, _ = question
    if kind == "returned" and of is not None:  # and what it gives back of its arguments
        body = inference.body(of)
        return f"{_told(cell.value, inference)} {sorted(body.passed)} {sorted(body.called_back)}"
    return _told(cell.value, inference)


def _all_told(values: Iterable[Any], inference: "Inference") -> str:
    return "\n".join(sorted(_told(value, inference) for value in values))


def _told(value: Any, inference: "Inference") -> str:
    """A value as far as those who get it look at it without asking further."""
    match value:
        case None:
            return ""
        case Body():
            return value.entity.name
        case Function():
            return f"{value.name}{_header(value)}"
        case Class():
            return f"{value.name}{_ancestry(value, inference)}"
        case Applied():
            return f"{_told(value.of, inference)} of {[(name, cls.name) for name, cls in value.arguments]}"
        case Instance(of=Class() as cls):
            return f"{_told(cls, inference)}()"
        case Module() | External() | Instance():
            return value.name
        case Variable():
            return f"{value.name} = {_without_lines(value.statement)}"
        case Local():
            return f"{value.function.name} {value.name}"
        case Rows():
            return f"rows of {_told(value.model, inference)} {_told(value.manager, inference)}"
        case Listed():
            return f"list of {_told(value.item, inference)}"
        case Several():
            return f"({', '.join(_told(item, inference) for item in value.items)})"
        case Bound():
            return f"{value.rule} {_told(value.function, inference)} of {_told(value.receiver, inference)}"
        case RowsMethod():
            return f"{_told(value.rows, inference)}.{value.name}"
        case Items() | Table():
            return _container(value)
        case ContainerMethod():
            return f"{_container(value.container)}.{value.name}"
        case Generated():
            return f"generated by {_told(value.function, inference)}"
        case Partial():
            return f"{value.given} given to {_told(value.callee, inference)}"
        case OneOf():
            return f"one of {_all_told(value.members, inference)}"
        case Spelled():
            return f"{value.part} of the name {_told(value.entity, inference)}"
        case frozenset():
            return ", ".join(sorted(map(repr, value)))
    return repr(value)


def _container(value: Items | Table) -> str:
    """Whose it is and which one; what is in it is asked for by itself."""
    body: Body = value.body
    number = next((n for n, other in enumerate(body.containers.values()) if other is value), -1)
    size = len(value.places) if isinstance(value, Items) else sorted(map(repr, value.entries))
    return f"container {number} of {body.entity.path} {body.entity.name} {size}"


def _header(function: Function) -> str:
    statements = is_abstract(function), function.scope.is_generator
    return f"{_without_lines(function.scope.definition)} {statements}"


def _ancestry(cls: Class, inference: "Inference") -> str:
    above = [each.name for each in inference.classes.mro(cls)[1:]]
    what = inference.models.is_model(cls), inference.is_protocol(cls), can_be_made(inference, cls)
    return f"{above} {_without_lines(cls.definition.bases)} {what} {inference.metaclass_call(cls)}"


# ------------------------------------------------------------------------------------- what a scope itself says


def _text(entity: Entity) -> str:
    """With the headers of what is defined in it, which are worked out where they stand; without what is in those."""
    inside = [(child.scope.qualname, _without_lines(child.scope.definition)) for child in entity.children.values()]
    said = f"{entity.name} {entity.scope.kind} {_without_lines(entity.scope)} {inside} {getattr(entity, 'package', '')}"
    return hashlib.blake2b(said.encode(errors="replace"), digest_size=16).hexdigest()


def _without_lines(value: Any) -> str:
    if isinstance(value, Entity | External):
        return value.name
    fields = value.__struct_fields__ if isinstance(value, Struct) else ()
    if is_dataclass(value):
        fields = tuple(field.name for field in dataclass_fields(value))
    if fields:
        said = (f"{name}={_without_lines(getattr(value, name))}" for name in fields if name not in POSITIONS)
        return f"{type(value).__name__}({', '.join(said)})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_without_lines, value))}]"
    return repr(value)
