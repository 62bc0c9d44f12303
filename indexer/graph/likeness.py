"""What functions and classes are like, brought forward in a copy of a graph: a fingerprint changes, comes or goes, and
how rare each of its features is follows."""

import sqlite3
import struct
from typing import Any

from indexer.graph.nodes import Fingerprint
from indexer.graph.store import FEATURES, TELLING, insert, packed


class Likeness:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._features: dict[tuple[str, str], int] | None = None  # by kind and text, once they are asked for

    def rows(self, sql: str, /, **parameters: object) -> list[Any]:
        return self._connection.execute(sql, parameters).fetchall()

    def liken(self, found: Fingerprint) -> None:
        """Another fingerprint for a symbol that has one; how rare each of its features is follows."""
        (blob,) = self.rows("SELECT features FROM fingerprints WHERE symbol = :s", s=found.symbol)[0]
        had = {
            (kind, text): id
            for id, kind, text in self.rows(
                f"SELECT id, kind, text FROM features WHERE id IN ({', '.join(map(str, _unpacked(blob)))})"
            )
        }
        has = {(kind, text) for kind in FEATURES for text in getattr(found, kind) if text}
        if had.keys() == has:
            return
        numbers = {feature: had.get(feature, -1) for feature in has}
        for feature in sorted(has - had.keys()):
            numbers[feature] = self._number(feature)
        self._connection.execute(
            "UPDATE fingerprints SET features = ? WHERE symbol = ?", (packed(sorted(numbers.values())), found.symbol)
        )
        for feature in has - had.keys():
            self._recount(feature, numbers[feature], found.symbol, 1)
        for feature in had.keys() - has:
            self._recount(feature, had[feature], found.symbol, -1)

    def role(self, symbol: int) -> str | None:
        found = self.rows("SELECT role FROM fingerprints WHERE symbol = :s", s=symbol)
        return found[0][0] if found else None

    def compare(self, symbol: int, role: str) -> None:
        """A symbol has a fingerprint from now on, still an empty one."""
        self._connection.execute("INSERT INTO fingerprints VALUES (?, ?, ?)", (symbol, role, packed([])))

    def compare_no_more(self, symbol: int) -> None:
        self.liken(Fingerprint(symbol, "", set(), set(), set(), set()))
        self._connection.execute("DELETE FROM fingerprints WHERE symbol = ?", (symbol,))

    def role_of_function(self, symbol: int) -> str:
        """What likeness takes a function for, as `assemble.fingerprints` says it."""
        name, qualname, parent = self.rows("SELECT name, qualname, parent FROM symbols WHERE id = :s", s=symbol)[0]
        leaf = name.rpartition(".")[2]
        if self.rows(
            """
            SELECT 1 FROM endpoints AS e JOIN symbols AS h ON h.id = e.handler
            WHERE e.handler = :s AND h.kind <> 'class' OR e.handler = :parent AND e.handler_name IN (h.qualname, :q)
            """,
            s=symbol, parent=parent, q=qualname,
        ):  # fmt: skip
            return "endpoint"
        if self.rows(
            """
            WITH RECURSIVE heirs(cls) AS (
                SELECT cls FROM bases WHERE base = :parent
                UNION SELECT b.cls FROM bases AS b JOIN heirs ON b.base = heirs.cls
            )
            SELECT 1 FROM endpoints AS e JOIN symbols AS h ON h.id = e.handler
            WHERE e.handler IN heirs AND e.handler_name = h.qualname || '.' || :leaf
            AND NOT EXISTS (SELECT 1 FROM symbols AS own WHERE own.parent = h.id AND own.name = h.name || '.' || :leaf)
            """,
            parent=parent, leaf=leaf,
        ):  # fmt: skip
            return ""
        entered = self.rows("SELECT kind FROM entry_points WHERE symbol = :s ORDER BY rowid DESC LIMIT 1", s=symbol)
        if entered:
            return entered[0][0]  # type: ignore[no-any-return]
        return "model method" if self.rows("SELECT 1 FROM models WHERE id = :p", p=parent) else "function"

    def _number(self, feature: tuple[str, str]) -> int:
        """Of a feature; a new one that nobody has yet where it is not known."""
        if self._features is None:
            self._features = {(kind, text): id for id, kind, text in self.rows("SELECT id, kind, text FROM features")}
        found = self._features.get(feature)
        if found is None:
            found = self._features[feature] = max(self._features.values(), default=-1) + 1
            insert(self._connection, "features", [(found, *feature, 0)])
        return found

    def _recount(self, named: tuple[str, str], feature: int, symbol: int, by: int) -> None:
        kind = named[0]
        before: int = self.rows("SELECT symbols FROM features WHERE id = :f", f=feature)[0][0]
        now = before + by
        if now:
            self._connection.execute("UPDATE features SET symbols = ? WHERE id = ?", (now, feature))
        else:
            self._connection.execute("DELETE FROM features WHERE id = ?", (feature,))
            if self._features is not None:
                self._features.pop(named, None)
        if kind == "structure":
            return
        if now in TELLING and before in TELLING:
            if by > 0:
                insert(self._connection, "marks", [(feature, symbol)])
            else:
                self._connection.execute("DELETE FROM marks WHERE feature = ? AND symbol = ?", (feature, symbol))
        elif before in TELLING:
            self._connection.execute("DELETE FROM marks WHERE feature = ?", (feature,))
        elif now in TELLING:
            insert(self._connection, "marks", [(feature, holder) for holder in self._holders(feature)])

    def _holders(self, feature: int) -> list[int]:
        wanted = struct.pack("<I", feature)
        found = []
        for symbol, blob in self.rows("SELECT symbol, features FROM fingerprints WHERE instr(features, :w)", w=wanted):
            if feature in _unpacked(blob):
                found.append(symbol)
        return sorted(found)


def _unpacked(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(blob) // 4}I", blob)
