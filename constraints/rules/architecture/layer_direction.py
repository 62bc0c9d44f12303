"""Which layer imports which.

What it notices
    Two layers of which one imports the other, again and again, and is hardly ever imported by it. Layers that import
    one another in a circle are said as notes.

Why it matters
    The direction is what lets the lower layer be understood, tested and changed alone. One import the other way closes
    a circle, and the next ones follow it.

Example
    orders/ imports catalogue/ in 14 places, catalogue/ imports orders/ in none.

    layer_direction:catalogue-below-orders: `orders` imports `catalogue`, not the other way round (14 of 14 imports).

Limits
    Layers are the folders that tell areas of the code apart, which is a guess where nobody declared them. Imports in
    tests and those for type checkers alone do not count. Imports that happen by name at run time are not seen.
"""

from collections.abc import Iterable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Support, Violation
from constraints.links import new_links
from constraints.phrases import listing
from constraints.subject import Subject
from indexer.graph import Graph
from indexer.graph.modules import LayerImport, files, layer_imports

ENOUGH = 5  # imports in one direction; fewer are chance
SHARE = 0.9  # of the imports between the two layers


def derive(subject: Subject) -> Iterable[Constraint]:
    if subject.paths == ():
        return ()
    # Layers are what all files together make of them: worked out once, for whichever file is asked about.
    return subject.graph.derived("layer directions", lambda: tuple(directions(subject.graph)))


def broken(change: Change) -> Iterator[Violation]:
    """An import against the direction between two layers that had some exceptions; the first one of all closes a circle
    between packages, which is a rule of its own."""
    if not new_links(change):
        return
    held = {tuple(one.symbol.split("-below-")): one for one in _pairs(change.base.graph) if one.exceptions}
    for link in new_links(change):
        importer, imported = link.importer, link.imported
        against = held.get((importer.layer, imported.layer))
        if against is None:
            continue
        yield Violation(
            constraint=against.id,
            family="architecture",
            severity="suspicion",
            place=link.place,
            symbol=importer.module,
            message=f"`{importer.layer}` now imports `{link.target}` of `{imported.layer}`; {against.statement}",
            evidence=against.evidence,
            fix=f"let `{imported.layer}` call `{importer.layer}`, or hand over what is needed as an argument",
        )


def directions(graph: Graph) -> Iterator[Constraint]:
    yield from _pairs(graph)
    yield from circles(_imports(graph), _paths(graph))


def _pairs(graph: Graph) -> Iterator[Constraint]:
    imports, paths = _imports(graph), _paths(graph)
    for (upper, lower), downward in imports.items():
        upward = imports.get((lower, upper))
        if well_supported(downward, upward):
            yield direction(downward, upward, bound=paths.get(lower, []))


def _imports(graph: Graph) -> dict[tuple[str, str], LayerImport]:
    return {(between.importer, between.imported): between for between in layer_imports(graph)}


def _paths(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in files(graph):
        if not file.is_test:
            found.setdefault(file.layer, []).append(file.path)
    return found


def well_supported(downward: LayerImport, upward: LayerImport | None) -> bool:
    total = downward.count + (upward.count if upward else 0)
    return downward.count >= ENOUGH and downward.count >= SHARE * total


def direction(downward: LayerImport, upward: LayerImport | None, *, bound: list[str]) -> Constraint:
    upper, lower = downward.importer, downward.imported
    against = upward.examples if upward else ()
    support = Support(downward.count, downward.count + (upward.count if upward else 0))
    return Constraint(
        id=f"layer_direction:{lower}-below-{upper}",
        family="architecture",
        statement=f"`{upper}` imports `{lower}`, not the other way round ({support} imports)",
        scope=Scope(symbols=(), paths=tuple(sorted(bound))),
        origin="inferred",
        severity="suspicion",
        evidence=tuple(Evidence(place, f"{upper} imports {lower}") for place in downward.examples),
        support=support,
        exceptions=tuple(Evidence(place, f"{lower} imports {upper}") for place in against),
    )


def circles(imports: dict[tuple[str, str], LayerImport], paths: dict[str, list[str]]) -> Iterator[Constraint]:
    from networkx import DiGraph, strongly_connected_components

    between_layers: DiGraph[str] = DiGraph(list(imports))
    for circle in strongly_connected_components(between_layers):
        if len(circle) > 1:
            layers = sorted(circle)
            inside = [imports[pair] for pair in sorted(imports) if set(pair) <= circle]
            yield Constraint(
                id=f"layer_direction:circle-of-{'-'.join(layers)}",
                family="architecture",
                statement=f"{listing(layers)} import one another in a circle: none of them stands alone",
                scope=Scope(symbols=(), paths=tuple(sorted(path for layer in layers for path in paths.get(layer, [])))),
                origin="enforced",
                severity="note",
                evidence=tuple(
                    Evidence(between.examples[0], f"{between.importer} imports {between.imported}")
                    for between in inside
                    if between.examples
                ),
            )
