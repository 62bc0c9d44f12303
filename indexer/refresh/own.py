"""What bodies give back that nobody has read: it may change, and is kept as it is now."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from indexer.infer.body import Body
from indexer.infer.kept import OWN, Address, Place
from indexer.infer.resumed import Resumed
from indexer.refresh.edited import Reason

if TYPE_CHECKING:
    from indexer.refresh.walked import Kept

LATE = 2**40  # later than all that is known: what is kept so is no ground for anything that was known before


def is_unread(kept: dict[str, Any], place: Place, address: Address) -> bool:
    """Is it a cell of the body itself that nobody else has read?"""
    return (address[0], address[1]) == place and address[2] in OWN and address[2] not in kept.get("read", ())


def note_own(kept: "Kept", found: Resumed, bodies: Iterable[Body]) -> None:
    for body in bodies:
        place = found.memory.program.place_of(body.entity)
        if place is not None:
            _note(kept, found, body, place)
    for body in found.walked:
        place = found.memory.program.place_of(body.entity)
        read = [name for name in OWN if any(reader is not body for reader in getattr(body, name).readers or ())]
        if place is not None and not set(read) <= set(kept.body(place).get("read", ())):
            own = kept.module(place[0]).setdefault(place[1], {})
            own["read"] = sorted({*own.get("read", ()), *read})
            kept.changed.add(place[0])


def _note(kept: "Kept", found: Resumed, body: Body, place: Place) -> None:
    module = kept.module(place[0])
    own = dict(module.get(place[1], {}))
    for name in OWN:
        if name in own.get("read", ()):
            continue
        now = getattr(body, name).value
        if found.cell(own.get(name, [])).value == now:
            continue
        own["steps"] = [step for step in own.get("steps", ()) if step[1] != [*place, name]]
        own.pop(name, None)
        if now is not None:
            written = _written(found, now, body)
            own[name] = [[LATE, place, written]]
            own["steps"].append([LATE, [*place, name], written])
    for name, names in (("passed", body.passed), ("called_back", body.called_back)):
        own[name] = sorted(names)
    own = {name: value for name, value in own.items() if value}
    if own != module.get(place[1], {}):
        module[place[1]] = own
        kept.changed.add(place[0])


def _written(found: Resumed, value: Any, body: Body) -> Any:
    try:
        return found.keeper().value(value)
    except KeyError:
        raise Reason(f"{body.entity.name} gives back a container that was not known") from None
