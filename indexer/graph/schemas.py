"""Which endpoints take or show a schema: those whose handler names it in a class attribute, an annotation or its body.

`serializer_class = OrderSerializer`, `form_class = OrderForm`, `def create(order: OrderIn) -> Order`: the graph holds
such values as they are written, so what a name means is looked up in the imports of its module.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.web import EndpointView, endpoints_by_id


class EndpointNaming(Struct, frozen=True):
    endpoint: EndpointView
    schema: str  # dotted
    by: str  # name of the class attribute, `annotation`, `call`, or '' where the handler itself is asked about
    certainty: Certainty  # inferred where no import says what the name means, and one class alone has it


def endpoints_naming(graph: Graph, schemas: Collection[str]) -> list[EndpointNaming]:
    """By schema in the order given, then by path. Whom a handler hands the request on to is not looked at."""
    written = graph.derived("written class names", lambda: _written(graph))
    classes = _classes(graph, {name.rpartition(".")[2] for name in schemas})
    found: list[EndpointNaming] = []
    for schema in dict.fromkeys(schemas):
        leaf = schema.rpartition(".")[2]
        named = [(place, _certainty(graph, place, schema, classes[leaf])) for place in written.get(leaf, ())]
        holders = {place.holder: (place.by, certainty) for place, certainty in reversed(named) if certainty is not None}
        holders.update(_calling(graph, schema))
        found += _endpoints(graph, schema, holders)
    return found


class _Written(NamedTuple):
    """A dotted name as it stands in a class attribute or in a handler's annotation."""

    text: str
    holder: int  # the class that has the attribute, or the function
    module: int
    by: str


def _written(graph: Graph) -> dict[str, list[_Written]]:
    """By the last part of the name, where that looks like a class."""
    found: dict[str, list[_Written]] = defaultdict(list)
    for text, holder, module, by in graph.rows(
        """
        SELECT v.summary, v.parent, m.id, v.leaf
        FROM symbols AS v
        JOIN symbols AS c ON c.id = v.parent AND c.kind = 'class'
        JOIN modules AS m ON m.file = v.file AND NOT m.is_test
        WHERE v.kind = 'variable' AND v.summary GLOB '[A-Za-z_]*' AND v.summary NOT GLOB '*[^A-Za-z0-9_.]*'
        ORDER BY v.id
        """
    ):
        _add(found, _Written(text, holder, module, by))
    for signature, holder, module in graph.rows(
        """
        SELECT s.signature, s.id, m.id
        FROM symbols AS s JOIN modules AS m ON m.file = s.file
        WHERE s.id IN (
            SELECT e.handler FROM endpoints AS e
            UNION
            SELECT h.id FROM endpoints AS e JOIN symbols AS h ON h.parent = e.handler AND h.qualname = e.handler_name
        ) AND s.signature != ''
        ORDER BY s.id
        """
    ):
        for text in _annotated(signature):
            _add(found, _Written(text, holder, module, "annotation"))
    return found


def _add(found: dict[str, list[_Written]], written: _Written) -> None:
    leaf = written.text.rpartition(".")[2]
    if leaf[:1].isupper():
        found[leaf].append(written)


_ANNOTATION = re.compile(r"(?::|->)\s*([^=,()]*(?:\[[^\]]*\])?[^=,()]*)")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def _annotated(signature: str) -> Iterable[str]:
    return dict.fromkeys(name for part in _ANNOTATION.findall(signature) for name in _NAME.findall(part))


def _classes(graph: Graph, leaves: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """Classes outside tests by the last part of their name: dotted name, module."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for leaf, name, module in graph.rows(
        """
        SELECT s.leaf, s.name, m.id FROM json_each(:leaves) AS w JOIN symbols AS s ON s.leaf = w.value
        JOIN modules AS m ON m.file = s.file AND NOT m.is_test WHERE s.kind = 'class' ORDER BY s.id
        """,
        leaves=json.dumps(sorted(leaves)),
    ):
        found[leaf].append((name, module))
    return found


def _certainty(graph: Graph, written: _Written, schema: str, namesakes: list[tuple[str, int]]) -> Certainty | None:
    """That a name as written means this class; None where it means another one, or may."""
    first, *rest = written.text.split(".")
    homes = {module for name, module in namesakes if name == schema}
    if not rest and any(module == written.module for _, module in namesakes):
        return "exact" if written.module in homes else None  # the one of its own module
    imported = [
        (target, module)
        for target, module in _imports(graph, written.module)
        if target.rpartition(".")[2] == first or target.partition(".")[0] == first
    ]
    if imported:
        meant = {".".join([target, *rest]) for target, _ in imported} | {written.text}
        if schema in meant:
            return "exact"
        # A package or module that hands on what it imports from where the class is written.
        hand_on = {target for _, module in imported if module for target in (module, *_imported(graph, module))}
        close = [name for name, module in namesakes if module in hand_on]
        return "exact" if close == [schema] else None
    return "inferred" if [name for name, _ in namesakes] == [schema] else None


def _imports(graph: Graph, module: int) -> list[tuple[str, int | None]]:
    read: dict[int, list[tuple[str, int | None]]] = graph.derived("imports by module", dict)
    if module not in read:
        read[module] = graph.rows("SELECT target, imported FROM imports WHERE importer = :module", module=module)
    return read[module]


def _imported(graph: Graph, module: int) -> Iterator[int]:
    for _, imported in _imports(graph, module):
        if imported is not None:
            yield imported


def _calling(graph: Graph, schema: str) -> dict[int, tuple[str, Certainty]]:
    """Functions that construct it or are it; a class that does so in its body nests it, and may show a part alone."""
    rows = graph.rows(
        """
        SELECT c.caller, 'call', min(c.certainty)
        FROM symbols AS s JOIN calls AS c ON c.callee = s.id AND c.certainty IN ('exact', 'inferred')
        JOIN symbols AS f ON f.id = c.caller AND f.kind IN ('function', 'method')
        WHERE s.name = :schema GROUP BY c.caller
        UNION ALL
        SELECT s.id, '', 'exact' FROM symbols AS s WHERE s.name = :schema
        """,
        schema=schema,
    )
    return {holder: (by, certainty) for holder, by, certainty in rows}


def _endpoints(graph: Graph, schema: str, by_holder: Mapping[int, tuple[str, Certainty]]) -> list[EndpointNaming]:
    rows = graph.rows(
        """
        WITH RECURSIVE holding (origin, id, attribute) AS (
            SELECT CAST(w.key AS INTEGER), CAST(w.key AS INTEGER), w.value FROM json_each(:holders) AS w
            UNION
            SELECT h.origin, b.cls, h.attribute FROM holding AS h JOIN bases AS b ON b.base = h.id
            WHERE NOT EXISTS (SELECT 1 FROM symbols AS own WHERE own.parent = b.cls AND own.leaf = h.attribute)
        )
        SELECT e.id, h.origin FROM holding AS h JOIN endpoints AS e ON e.handler = h.id
        UNION
        SELECT e.id, h.origin FROM holding AS h
        JOIN symbols AS m ON m.id = h.id AND m.kind = 'method'
        JOIN endpoints AS e ON e.handler = m.parent AND e.handler_name = m.qualname
        ORDER BY 1, 2
        """,
        holders=json.dumps({str(holder): by for holder, (by, _) in by_holder.items()}),
    )
    origins: dict[int, int] = {}
    for endpoint, origin in rows:
        origins.setdefault(endpoint, origin)
    where = "e.id IN (SELECT value FROM json_each(:ids))"
    found = endpoints_by_id(graph, where, {"ids": json.dumps(list(origins))})
    return [EndpointNaming(view, schema, *by_holder[origins[id]]) for id, view in found]
