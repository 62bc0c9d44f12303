"""Bodies that changed, walked again on top of the fixpoint that is kept: what they show now, if all else stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from indexer.frameworks import prepare
from indexer.frameworks.findings import Findings
from indexer.graph.patch import Patch
from indexer.infer.body import Body
from indexer.infer.edges import CallEdge, FieldUse
from indexer.infer.kept import OUTSIDE, Address, Place
from indexer.infer.looks import Looks
from indexer.infer.memory import DECODER, ENCODER, RememberedModels, models_read
from indexer.infer.models import Models
from indexer.infer.resumed import Memory, Resumed
from indexer.infer.values_read import Unread
from indexer.refresh.edited import Reason
from indexer.refresh.own import is_unread, note_own
from indexer.resolve.entities import Class, Entity
from indexer.resolve.late import LateProgram

Pair = tuple[Place, Place]  # a method, and a class that it is called on
Others = Callable[[Place], Iterable[Place]]
Before = Callable[[Place, int | None], Resumed]  # a body walked with what was known before a step, or in the end


class Kept:
    """What the build before wrote down, read as it is asked for."""

    def __init__(self, patch: Patch) -> None:
        self._patch = patch
        self._modules: dict[int, dict[int, Any]] = {}
        self.changed: set[int] = set()  # modules of which something else is to be kept now

    def body(self, place: Place) -> dict[str, Any]:
        return self.module(place[0]).get(place[1], {})  # type: ignore[no-any-return]

    def module(self, place: int) -> dict[int, Any]:
        found = self._modules.get(place)
        if found is None:
            written = self._patch.kept(place + 1)
            found = self._modules[place] = DECODER.decode(written) if written else {}
        return found

    def write(self) -> None:
        for place in sorted(self.changed):
            self._patch.keep(place + 1, ENCODER.encode(self.module(place)))

    def whole(self, name: str) -> Any:
        return DECODER.decode(self._whole(name))

    def looks(self) -> Looks:
        return Looks(lambda module: self._patch.asked(module + 1), self._whole("looks"))

    def _whole(self, name: str) -> bytes:
        found = self._patch.whole(name)
        if found is None:
            raise Reason("the index keeps nothing to go on from")
        return found


@dataclass
class Walked:
    inference: Resumed
    bodies: list[Body] = field(default_factory=list)

    def calls(self, body: Body) -> list[CallEdge]:
        return [*body.edges.calls, *self.inference.dispatched(body)]

    def uses(self, body: Body) -> list[FieldUse]:
        return body.edges.field_uses


def walked(program: LateProgram, kept: Kept, patch: Patch, changed: list[Place], others: Others) -> Walked:
    """`others`: who else calls a function. Raises Reason where what they say to others is not what it was."""
    try:
        return _walked(program, kept, patch, changed, others)
    except Unread as error:
        raise Reason(str(error)) from error


def _walked(program: LateProgram, kept: Kept, patch: Patch, changed: list[Place], others: Others) -> Walked:
    program.prepare_with(prepare)
    called_on = kept.whole("called on")
    counts: dict[Pair, int] = {(tuple(f), tuple(c)): n for f, c, n in called_on["counts"]}
    classes: dict[Place, list[Place]] = {}
    for function, cls in counts:
        classes.setdefault(function, []).append(cls)
    subjects = {(module, number): rows for module, number, rows in kept.whole("subjects")}
    memory = Memory(program, kept.body, kept.whole("ancestors"), classes, subjects)
    models = _models(program, kept, memory)

    def resumed(places: list[Place], horizon: int | None = None) -> Resumed:
        inference = Resumed(memory, models, places, horizon=horizon)
        inference.settle()
        return inference

    found = resumed(changed)
    for cell in found.extra():
        del cell
        raise Reason("a changed body tells others more than before")
    for place in changed:
        _refuse_less(kept.body(place), place, found, others, lambda p, when: resumed([p], when))
    bodies = [found.body(program.entity(*place)) for place in changed]
    _note_receivers(program, kept, patch, bodies, counts, {tuple(p) for p in called_on["callers"]}, called_on)
    note_own(kept, found, bodies)
    return Walked(found, bodies)


def _models(program: LateProgram, kept: Kept, memory: Memory) -> Models:
    """Classes are read back by an inference that has no models yet."""
    bare = Resumed(memory, Models(program, Findings()), [])
    findings = Findings(models=models_read(kept.whole("models"), bare.read_back))
    models = RememberedModels(program, findings, outside=bare.models.outside)
    models.remember(kept.whole("managers"), bare.read_back)
    return models


def _refuse_less(kept: dict[str, Any], place: Place, found: Resumed, others: Others, before: Before) -> None:
    """What the old body made grow, the new one must make grow from no more than was known then."""
    body = found.body(found.memory.program.entity(*place))
    passed, called_back = set(kept.get("passed", ())), set(kept.get("called_back", ()))
    if (passed != body.passed or called_back != body.called_back) and "returned" in kept.get("read", ()):
        raise Reason(f"{body.entity.name} gives back other parameters")
    earlier: Resumed | None = None
    for when, address, value in kept.get("steps", ()):
        if is_unread(kept, place, address):
            continue
        if earlier is None or not earlier.gives(address, value):
            earlier = before(place, when)
        if not earlier.gives(address, value) and not _is_given_by_another(address, value, when, others, before):
            raise Reason(f"{body.entity.name} tells others less than before")


def _is_given_by_another(address: Address, value: Any, when: int, others: Others, before: Before) -> bool:
    """Does somebody else say the same, from no more than was known then, and say it still in the end?"""
    if address[2] != "given":
        return False
    for other in others((address[0], address[1])):
        if before(other, when).gives(address, value) and before(other, None).says(address, value):
            return True
    return False


def _note_receivers(
    program: LateProgram,
    kept: Kept,
    patch: Patch,
    bodies: list[Body],
    counts: dict[Pair, int],
    callers: set[Place],
    written: dict[str, Any],
) -> None:
    """What methods are called on decides which versions of others they call; it is kept for the next time."""
    changed = False
    for body in bodies:
        place = program.place_of(body.entity)
        if place is None or body.is_test:
            continue
        module = kept.module(place[0])
        old: set[Pair] = {(tuple(f), tuple(c)) for f, c in module.get(place[1], {}).get("receivers", ())}
        new = {
            (f, program.place_of(c) or OUTSIDE)
            for m, c in body.edges.receivers
            if (f := program.place_of(m)) is not None
        }
        callers |= {p for dispatch in body.edges.dispatched if (p := program.place_of(dispatch.caller)) is not None}
        for pair in old ^ new:
            before = counts.get(pair, 0)
            now = before + (1 if pair in new else -1)
            if pair[0] in callers and (not before or not now):
                raise Reason(f"{body.entity.name} calls a method on other objects")
            counts[pair] = now
            changed = True
        if old != new:
            module.setdefault(place[1], {})["receivers"] = sorted(new)
            kept.changed.add(place[0])
    if changed:
        written["counts"] = [[f, c, n] for (f, c), n in counts.items() if n]
        written["callers"] = sorted(callers)
        patch.keep_whole("called on", ENCODER.encode(written))


def classes_around(bodies: list[Body]) -> list[Class]:
    found: dict[Class, None] = {}
    for body in bodies:
        owner: Entity | None = body.entity.parent
        if isinstance(owner, Class):
            found[owner] = None
    return list(found)
