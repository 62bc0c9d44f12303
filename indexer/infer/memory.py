"""All that a later refresh needs of a build: written down as bytes by file and for the whole, and read again."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from indexer.frameworks.findings import FieldFound, Findings, ModelFound
from indexer.infer.inference import Inference
from indexer.infer.kept import OUTSIDE, Keeper, Place, Places, steps_by_body
from indexer.infer.looks import Looks
from indexer.infer.models import Models
from indexer.infer.values import Rows
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.looked import Looked
from indexer.resolve.program import Program

ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder()

PLAIN = (
    "name", "line", "kind", "column", "type", "base", "null", "unique", "primary_key", "length", "choices", "on_delete",
    "references", "default", "related_name",
)  # fmt: skip


class Remembered(msgspec.Struct, frozen=True):
    bodies: dict[int, bytes]  # by place of the module
    asked: dict[int, bytes]  # by place of the module
    whole: dict[str, bytes]


def remembered(program: Program, findings: Findings, inference: Inference, looked: Looked) -> Remembered:
    """`looked`: what adapters read of bodies."""
    places = Places(program.modules)
    keeper = Keeper(inference, places)
    bodies = keeper.bodies()
    for place, steps in steps_by_body(bodies).items():
        bodies.setdefault(place, {})["steps"] = steps
    by_module: dict[int, dict[int, Any]] = {}
    for (module, number), kept in bodies.items():
        by_module.setdefault(module, {})[number] = kept
    looks = Looks()
    looks.add(looked, places.of.get)
    looks.whole |= {places.of[f] for f in program.evaluator.followed if f in places.of}
    whole = {
        "sources": [[m.file_path, m.name, m.root, m.is_package] for m in program.modules],
        "models": _models(findings, keeper),
        "managers": _managers(inference, keeper),
        "subjects": _subjects(inference, places, keeper),
        "ancestors": _ancestors(program, places),
        "called on": _called_on(inference, places),
        "returns read": sorted(places.of[f] for f in program.returns_read if f in places.of),
        "scanned for": sorted(program.scanned_for),
        "called for": sorted(program.called_for),
        "checks": _checks(findings, places),
        "meant": sorted(program.evaluator.meanings),
        "picked": {name: [places.of[e] for e in found] for name, found in program.picked.items()},
        "openers": sorted(places.of[e] for e in findings.openers if e in places.of),
        "outside": sorted(program.packages_outside),
    }
    return Remembered(
        {module: ENCODER.encode(kept) for module, kept in by_module.items()},
        {module: looks.kept(module) for module in looks.changed},
        {name: ENCODER.encode(value) for name, value in whole.items()} | {"looks": looks.kept_whole()},
    )


def _checks(findings: Findings, places: Places) -> list[Any]:
    """Of each endpoint, by number: the question whose answer stands last before it, and whether it is opened."""
    found = []
    for number, endpoint in enumerate(findings.endpoints, 1):
        place = places.of.get(endpoint.checks[1]) if endpoint.checks is not None else None
        if endpoint.checks is not None and place is not None:
            found.append([number, endpoint.checks[0], place, endpoint.checks[2], endpoint.opened])
    return found


def _ancestors(program: Program, places: Places) -> list[Any]:
    of = places.of
    return [
        [of[cls], [of[c] for c in program.classes.mro(cls)[1:] if isinstance(c, Class) and c in of]]
        for cls in program.classes_in_order
    ]


def _called_on(inference: Inference, places: Places) -> dict[str, Any]:
    """What methods are called on, and how many bodies do so; and which methods call others on `self` that subclasses
    have versions of."""
    of = places.of
    found: Counter[tuple[Place, Place]] = Counter()
    callers: set[Function] = set()
    for body in inference.order:
        if not body.is_test:
            found.update({(of[f], of.get(c, OUTSIDE)) for f, c in body.edges.receivers if f in of})
        callers.update(dispatch.caller for dispatch in body.edges.dispatched)
    return {
        "counts": [[f, c, n] for (f, c), n in found.items()],
        "callers": sorted(of[f] for f in callers if f in of),
    }


# ------------------------------------------------------------------------------------- models


def _models(findings: Findings, keeper: Keeper) -> dict[str, Any]:
    """Each field once: models inherit the same ones."""
    numbers: dict[int, int] = {}
    fields: list[Any] = []
    models = []
    for model in findings.models.values():
        held = []
        for field in model.fields.values():
            number = numbers.get(id(field))
            if number is None:
                number = numbers[id(field)] = len(fields)
                target = field.target
                written = keeper.value(target) if isinstance(target, Class | External) else target
                fields.append([[getattr(field, n) for n in PLAIN], keeper.value(field.declared_in), written])
            held.append(number)
        models.append([keeper.value(model.cls), model.framework, model.app, model.table, model.abstract, held])
    return {"fields": fields, "models": models}


def _managers(inference: Inference, keeper: Keeper) -> dict[str, Any]:
    """What the default manager of each model gives, which names of class bodies are managers, and the user model."""
    models, value = inference.models, keeper.value
    evaluator = inference.program.evaluator
    named = []
    owners = {owner: cls for cls in models.found for owner in models.classes.mro(cls) if isinstance(owner, Class)}
    for owner, cls in owners.items():
        for name, made in evaluator.class_body(owner).items():
            rows = models.rows_of(cls, made)
            if rows is not None:
                named.append([value(owner), name, value(rows.manager)])
    return {
        "rows": [[value(cls), value(models.rows(cls).manager)] for cls in models.found],
        "named": named,
        "user": value(models.user()),
    }


def _subjects(inference: Inference, places: Places, keeper: Keeper) -> list[Any]:
    """Whose rows views, forms and their like are about, so that no class body has to be run to know it."""
    asked = ((places.of[cls], rows) for cls, rows in inference.given.subjects.items() if cls in places.of)
    return [[*place, keeper.value(rows)] for place, rows in asked]


class RememberedModels(Models):
    """Whose managers and users are known without running class bodies or settings."""

    def remember(self, written: dict[str, Any], read_back: Callable[[Any], Any]) -> None:
        self._managers = {}
        for cls, manager in written["rows"]:
            model = read_back(cls)
            self._managers[model] = Rows(model, read_back(manager))
        self._named = {(read_back(owner), name): read_back(manager) for owner, name, manager in written["named"]}
        self._user: Class | None = read_back(written["user"])

    def manager(self, cls: Class, variable: Variable, inference: Inference) -> Rows | None:
        key = variable.owner, variable.local_name
        return Rows(cls, self._named[key]) if key in self._named else None

    def user(self) -> Class | None:
        return self._user


def models_read(written: dict[str, Any], read_back: Callable[[Any], Any]) -> dict[Class, ModelFound]:
    """`read_back` gives the class or name of a written value."""
    fields = [
        FieldFound(
            **dict(zip(PLAIN, plain, strict=True)),
            declared_in=read_back(declared_in),
            target=target if target is None or isinstance(target, str) else read_back(target),
        )
        for plain, declared_in, target in written["fields"]
    ]
    found: dict[Class, ModelFound] = {}
    for cls, framework, app, table, abstract, held in written["models"]:
        model = ModelFound(cls=read_back(cls), framework=framework, app=app, table=table, abstract=abstract)
        model.fields = {fields[number].name: fields[number] for number in held}
        found[model.cls] = model
    return found


def places_read(written: Iterable[Any]) -> set[Place]:
    return {(place, number) for place, number in written}
