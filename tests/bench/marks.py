"""What the bench measured on each application, and how a new measurement differs from the one on record.

A measure (`imports`, `fields.type`) has figures (`precision`, `recall`, `share`) in percent; more is always better.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypedDict

Measures = dict[str, dict[str, float]]

TOLERANCE = 0.5  # points; a figure that falls by more has dropped
REDUNDANT = {"f1", "accuracy"}  # follow from the other figures


class Mark(TypedDict):
    """One application: its commit or version, ours when the figures last changed, and the figures."""

    application: str
    ours: str
    measures: Measures


class Difference(NamedTuple):
    """One figure before and now; None where there was, or is, nothing to measure."""

    measure: str
    figure: str
    before: float | None
    now: float | None

    @property
    def change(self) -> float:
        return (self.now or 0.0) - (self.before or 0.0)

    @property
    def dropped(self) -> bool:
        if self.before is None:
            return False
        return self.now is None or self.change < -TOLERANCE


@dataclass(frozen=True, slots=True)
class Merged:
    """The figures to put on record, and whether they differ from those that are there."""

    measures: Measures
    changed: bool


def compare(before: Measures, now: Measures) -> list[Difference]:
    """Every figure of either measurement, those on record first and in their order."""
    rows = []
    for measure in dict.fromkeys([*before, *now]):
        old, new = before.get(measure, {}), now.get(measure, {})
        for figure in dict.fromkeys([*old, *new]):
            rows.append(Difference(measure, figure, old.get(figure), new.get(figure)))
    return rows


def merge(before: Measures, now: Measures, *, accept: bool = False) -> Merged:
    """The better of both for each figure, so that many small drops cannot add up unseen; all of `now` when accepted."""
    if accept:
        return Merged(now, now != before)
    measures: Measures = {}
    for row in compare(before, now):
        best = max(value for value in (row.before, row.now) if value is not None)
        measures.setdefault(row.measure, {})[row.figure] = best
    return Merged(measures, measures != before)


def from_scores(scores: Mapping[str, Mapping[str, float | None]]) -> Measures:
    """The bench's scores (shares between 0 and 1, and counts) as figures in percent, without what had no measure."""
    measures: Measures = {}
    for measure, score in scores.items():
        shares = {name: value for name, value in score.items() if isinstance(value, float) and name not in REDUNDANT}
        compared, right = score.get("compared"), score.get("right")
        if compared and right is not None:
            shares["share"] = right / compared
        if shares:
            measures[measure] = {name: round(100 * value, 2) for name, value in shares.items()}
    return measures


def read(path: Path) -> dict[str, Mark]:
    if not path.exists():
        return {}
    marks: dict[str, Mark] = json.loads(path.read_text(encoding="utf-8"))
    return marks


def write(path: Path, marks: dict[str, Mark]) -> None:
    path.write_text(json.dumps(marks, indent=1, sort_keys=True) + "\n", encoding="utf-8")
