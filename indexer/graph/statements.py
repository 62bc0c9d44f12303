"""What statements say, as numbers that are alike for alike text."""

import json
import struct
import zlib
from collections.abc import Collection

from msgspec import Struct

from indexer.graph.open import Graph
from indexer.graph.place import Place

PASS = zlib.crc32(b"pass")  # what stands where nothing is left, as prints are made


class TestFunction(Struct, frozen=True):
    __test__ = False

    name: str  # dotted
    place: Place
    summary: str
    assertions: tuple[int, ...]  # prints
    skipped: str  # dotted name of what keeps it from running, '' for none
    calls: tuple[str, ...]  # dotted: what it calls of the repository


def prints_in(graph: Graph, paths: Collection[str]) -> dict[str, tuple[int, ...]]:
    """The statements of every function, class and module of some files, by dotted name."""
    rows = graph.rows(
        """
        SELECT s.name, p.prints FROM json_each(:paths) AS w
        JOIN files AS f ON f.path = w.value JOIN symbols AS s ON s.file = f.id JOIN prints AS p ON p.symbol = s.id
        """,
        paths=json.dumps(sorted(paths)),
    )
    return {name: unpacked(blob) for name, blob in rows}


def asserted_in(graph: Graph, paths: Collection[str]) -> list[TestFunction]:
    """Of some files, by file and line."""
    given = {"paths": json.dumps(sorted(paths))}
    wanted = """
        FROM json_each(:paths) AS w JOIN files AS f ON f.path = w.value
        JOIN symbols AS s ON s.file = f.id JOIN asserted AS t ON t.symbol = s.id
    """
    calls: dict[int, list[str]] = {}
    for id, callee in graph.rows(
        f"SELECT DISTINCT s.id, o.name {wanted} JOIN calls AS c ON c.caller = s.id JOIN symbols AS o ON o.id = c.callee"
        " ORDER BY s.id, o.name",
        **given,
    ):
        calls.setdefault(id, []).append(callee)
    rows = graph.rows(
        f"SELECT s.id, s.name, f.path, s.line, s.summary, t.assertions, t.skipped {wanted} ORDER BY f.path, s.line",
        **given,
    )
    return [
        TestFunction(name, Place(path, line), summary, unpacked(asserted), skipped, tuple(calls.get(id, ())))
        for id, name, path, line, summary, asserted, skipped in rows
    ]


def unpacked(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(blob) // 4}I", blob)
