"""Places and certainty in few characters: what stands behind a claim, no longer than grep would print it."""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.graph import Place
from indexer.graph.calls import CallView
from indexer.graph.nodes import Certainty
from indexer.graph.uses import UseView
from server.wording.quoting import within

A_LINE = 6  # places named on one line


@dataclass(frozen=True, slots=True)
class At:
    """Something that a function does at a place."""

    place: Place
    function: str  # dotted
    certainty: Certainty = "exact"
    note: str = ""


def mark(certainty: Certainty) -> str:
    """Exact goes unmarked."""
    return "" if certainty == "exact" else f" ({certainty})"


def at(place: Place) -> str:
    """Line 0 is the whole file."""
    return str(place) if place.line else place.path


def near(place: Place, home: str) -> str:
    """`:88` in the file that the answer is about, and names in its first line; `path:88` elsewhere."""
    return f":{place.line}" if place.path == home else str(place)


def callers_at(calls: Iterable[CallView]) -> list[At]:
    return [At(call.place, call.caller, call.certainty) for call in calls]


def uses_at(uses: Iterable[UseView], *, home: str | None = None) -> list[At]:
    """`home` is the layer that owns the field: uses in other layers name theirs."""
    return [
        At(
            use.place,
            use.function,
            use.certainty,
            f"layer {use.layer}" if home is not None and use.layer and use.layer != home else "",
        )
        for use in uses
    ]


def by_file(found: Iterable[At]) -> list[str]:
    """`shop/orders/views.py:88 OrderViewSet.refund, :120 OrderViewSet.cancel (inferred)`.

    Files of which all is only possible come last.
    """
    files: dict[str, list[At]] = {}
    for at in sorted(found, key=lambda at: (at.place, at.function, at.note)):
        files.setdefault(at.place.path, []).append(at)
    lines: list[tuple[bool, str]] = []
    for path, group in files.items():
        for start in range(0, len(group), A_LINE):
            part = group[start : start + A_LINE]
            lines.append((all(at.certainty == "possible" for at in part), path + _joined(part, path)))
    return [line for _, line in sorted(lines, key=lambda line: line[0])]


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _joined(group: list[At], path: str) -> str:
    """What all places of a line share is said once, at its end."""
    marks = {at.certainty for at in group}
    shared = len(group) > 1 and len(marks) == 1 and marks != {"exact"}
    words: list[str] = []
    previous: tuple[str, str] | None = None
    for at in group:
        name = within(at.function, path)
        said = (name, ("" if shared else mark(at.certainty)) + (f" [{at.note}]" if at.note else ""))
        # The same function again: its lines are enough.
        if said == previous:
            words[-1] = words[-1].replace(f" {name}", f",{at.place.line} {name}", 1)
        else:
            words.append(f":{at.place.line} {name}{said[1]}")
        previous = said
    return ", ".join(words) + (f" (all {group[0].certainty})" if shared else "")
