"""Steps of state machines drawn at random from an application, to be read by eye: `machines.py INDEX [SEED [FIELDS]]`.

A field counts where code gives it known values in two places at least. Kept under `readings/machines.md`.
"""

import random
import sys
from pathlib import Path

from constraints.rules.state.transition import tells_state
from indexer.graph import Graph
from indexer.graph.data import fields_of
from indexer.graph.states import ANY, ASKED, START, Transition, machine_of

SHOWN = {START: "(new)", ANY: "not tested"}


def drawn(graph: Graph, seed: int, most: int) -> list[str]:
    found: dict[str, list[Transition]] = {}
    for field in fields_of(graph, None):
        made = machine_of(graph, field).made if tells_state(field) else ()
        steps = [step for step in made if ASKED not in step.targets]
        if len(steps) > 1:
            found[f"{field.model}.{field.name}"] = steps
    random.seed(seed)
    names = sorted(found)
    chosen = sorted(random.sample(names, min(most, len(names))))
    return [_row(name, step) for name in chosen for step in found[name]]


def _row(name: str, step: Transition) -> str:
    sources = "/".join(SHOWN.get(source, source) for source in step.sources)
    return f"| `{name}` | {sources} | {'/'.join(step.targets)} | {step.place} | {step.function} |"


if __name__ == "__main__":
    path, seed, most = [*sys.argv[1:], *("", "2026", "10")[len(sys.argv) - 1 :]]
    with Graph.open(Path(path)) as opened:
        print("\n".join(drawn(opened, int(seed), int(most))))
