"""Steps of state machines drawn at random from an application, to be read by eye: `machines.py INDEX [SEED [FIELDS]]`.

A field counts where code makes a step from a known value to a known one. Kept under `readings/machines.md`.
"""

import random
import sys
from pathlib import Path

from constraints.rules.state.transition import tells_state
from indexer.graph import Graph
from indexer.graph.data import fields_of
from indexer.graph.states import ANY, ASKED, START, Transition, machine_of


def drawn(graph: Graph, seed: int, most: int) -> list[str]:
    found: dict[str, list[Transition]] = {}
    for field in fields_of(graph, None):
        made = machine_of(graph, field).made if tells_state(field) else ()
        if any(ANY not in step.sources and START not in step.sources for step in made):
            found[f"{field.model}.{field.name}"] = [step for step in made if ASKED not in step.targets]
    random.seed(seed)
    names = sorted(found)
    return [
        f"| `{name}` | {'/'.join(step.sources)} | {'/'.join(step.targets)} | {step.place} | {step.function} |"
        for name in sorted(random.sample(names, min(most, len(names))))
        for step in found[name]
    ]


if __name__ == "__main__":
    path, seed, most = [*sys.argv[1:], *("", "2026", "10")[len(sys.argv) - 1 :]]
    with Graph.open(Path(path)) as opened:
        print("\n".join(drawn(opened, int(seed), int(most))))
