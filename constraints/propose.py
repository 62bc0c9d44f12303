"""What was inferred, written as a draft that a team can review: `chesterton.toml`, or contracts for import-linter."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from constraints.constraint import Constraint

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HEAD = "# A draft from what the code does today. Delete what was never meant; the rest binds once it is in {file}."


def as_toml(constraints: Iterable[Constraint]) -> str:
    """Forbidden imports and protected code, for `chesterton.toml`."""
    entries = [HEAD.format(file="chesterton.toml")]
    every = list(constraints)
    for upper, lower, one in directions(every):
        reason = f"{upper} imports {lower}, not the other way round ({one.support} imports)"
        entries.append(_table("forbidden_import", {"from": lower, "to": upper, "reason": reason}))
    for one in every:
        if one.rule == "protective_comment" and one.severity == "suspicion":
            entries.append(_table("protected", {"symbol": one.symbol, "reason": one.evidence[0].says}))
    return "\n\n".join(entries) + "\n"


def as_import_linter(constraints: Iterable[Constraint]) -> str:
    """Contracts for `.importlinter`: layers among the packages of one parent, and what is forbidden besides."""
    found = [(upper, lower) for upper, lower, _ in directions(constraints)]
    roots = sorted({name.partition(".")[0] for pair in found for name in pair})
    packages = "".join(f"\n    {root}" for root in roots)
    sections = [HEAD.format(file=".importlinter"), f"[importlinter]\nroot_packages ={packages}"]
    for parent, pairs in groupby(sorted(found, key=_parent), key=_parent):
        layers = layered(list(pairs))
        if len(layers) > 1:
            lines = "".join(f"\n    {' : '.join(layer)}" for layer in layers)
            name = f"layers of {parent}" if parent else "layers"
            section = f"[importlinter:contract:{name.replace(' ', '-')}]"
            sections.append(f"{section}\nname = {name}\ntype = layers\nlayers ={lines}")
    return "\n\n".join(sections) + "\n"


def directions(constraints: Iterable[Constraint]) -> Iterator[tuple[str, str, Constraint]]:
    """Upper and lower package of each direction that no import of today goes against, as dotted modules."""
    for one in constraints:
        if one.rule == "package_cycle" and one.support is not None and not one.exceptions:
            lower, _, upper = one.symbol.partition("-below-")
            yield upper, lower, one


def layered(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """From the top down: each package as high as what it imports allows; packages in a circle share a layer."""
    from networkx import DiGraph, condensation, topological_generations

    together = condensation(DiGraph(list(pairs)))
    return [
        sorted(name for group in generation for name in together.nodes[group]["members"])
        for generation in topological_generations(together)
    ]


def _parent(pair: tuple[str, str]) -> str:
    return pair[0].rpartition(".")[0]


def _table(name: str, values: dict[str, str]) -> str:
    lines = [f"{key} = {json.dumps(CONTROL.sub(' ', value), ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines])
