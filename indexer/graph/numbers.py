"""Which number of the one graph is which of the other: what two builds count is the same but for what an edit moved."""

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

BRANCHES = 40  # of a CASE, from which a function is quicker
MOST = 2**62  # more than any number
NAMED = {  # what tells the rows of a table apart, and which of that are numbers of others
    "files": {"path": ""},
    "symbols": {"file": "files", "name": "", "qualname": ""},
    "fields": {"model": "symbols", "name": ""},
    "endpoints": {"handler": "symbols", "handler_name": "", "path": "", "methods": ""},
    "migrated_tables": {"symbol": "symbols", "app": "", "model": "", "table": ""},
}
STAYED = ((1, MOST, 0),)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one table, from the base to the head."""

    stretches: tuple[tuple[int, int, int], ...]  # first and last number of the base, how much more it is in the head
    lost: bool = False  # has the head none for some?

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[int, int | None]]) -> "Numbers":
        """In order of the first; None where the head has none."""
        every = list(pairs)
        found = [(before, before, after - before) for before, after in every if after is not None]
        return cls(joined(found), lost=len(found) < len(every))

    @property
    def stay(self) -> bool:
        """Is every number what it was?"""
        return not self.lost and not any(more for _, _, more in self.stretches)

    def now(self, before: int | None) -> int | None:
        """The number in the head; a negative one, which nothing has, where there is none."""
        if before is None:
            return None
        place = bisect_right(self.stretches, before, key=lambda stretch: stretch[0]) - 1
        known = place >= 0 and before <= self.stretches[place][1]
        return before + self.stretches[place][2] if known else -before

    def sql(self, column: str, otherwise: str) -> str:
        """`column` of the base as the head counts; `otherwise` is the function that knows `now`."""
        if self.stay:
            return column
        if len(self.stretches) > BRANCHES:
            return f"{otherwise}({column})"
        cases, known = [], 0
        for first, last, more in self.stretches:
            if first > known + 1:
                cases.append(f"WHEN {column} < {first} THEN -{column}")
            cases.append(f"WHEN {column} <= {last} THEN {column} + {more}")
            known = last
        return f"CASE {' '.join(cases)} ELSE -{column} END" if cases else f"-{column}"


def joined(stretches: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Those that follow one another and move alike are one."""
    found: list[tuple[int, int, int]] = []
    for first, last, more in stretches:
        if found and found[-1][1] == first - 1 and found[-1][2] == more:
            found[-1] = found[-1][0], last, more
        else:
            found.append((first, last, more))
    return tuple(found)


class Counted:
    """The numbers of two graphs that one connection reads, `main` the head; worked out as they are asked for."""

    def __init__(self, connection: sqlite3.Connection, paths: Collection[str]) -> None:
        """`paths`: of the files that differ."""
        self._connection = connection
        self._paths = paths
        self._known: dict[str, Numbers] = {}

    def of(self, table: str) -> Numbers:
        found = self._known.get(table)
        if found is None:
            found = self._known[table] = self._worked_out(table)
            self._connection.create_function(f"now_{table}", 1, found.now, deterministic=True)
        return found

    def sql(self, table: str, column: str) -> str:
        """A column of the base that holds numbers of a table, as the head counts."""
        return self.of(table).sql(column, f"now_{table}")

    def _worked_out(self, table: str) -> Numbers:
        """Mostly nothing has moved at all."""
        named = NAMED[table]
        if self._stayed(table, named):
            return Numbers(STAYED)
        if table == "symbols":
            return self._symbols()
        asked = f"""SELECT id, {", ".join(f'"{column}"' for column in named)} FROM {{schema}}.{table} ORDER BY id"""
        numbers = [self.of(of).now if of else None for of in named.values()]
        after = _nth((id, tuple(row)) for id, *row in self._connection.execute(asked.format(schema="main")))
        before = _nth(
            (id, tuple(now(value) if now else value for now, value in zip(numbers, row, strict=True)))
            for id, *row in self._connection.execute(asked.format(schema="base"))
        )
        return Numbers.of_pairs((id, after.get(key)) for key, id in before.items())

    def _stayed(self, table: str, named: Mapping[str, str]) -> bool:
        """Has every row the number that it had?"""
        counts = {
            self._connection.execute(f"SELECT count(*) FROM {one}.{table}").fetchone() for one in ("main", "base")
        }
        spelled = {column: self.sql(of, f'b."{column}"') if of else f'b."{column}"' for column, of in named.items()}
        differs = " OR ".join(f'h."{column}" IS NOT {then}' for column, then in spelled.items())
        moved = f"SELECT 1 FROM base.{table} AS b LEFT JOIN main.{table} AS h ON h.id = b.id WHERE {differs} LIMIT 1"
        return len(counts) == 1 and self._connection.execute(moved).fetchone() is None

    def _symbols(self) -> Numbers:
        """Those of a file keep their order as long as the file is the same."""
        stretches: list[tuple[int, int, int]] = []
        lost = False
        after = {block.path: block for block in self._blocks("main")}
        for block in self._blocks("base"):
            path, there = block.path, after.get(block.path)
            if there is None or there.module != block.module:
                lost = True
            elif path not in self._paths and block.is_whole and there.is_whole and there.number == block.number:
                stretches.append((block.first, block.last, there.first - block.first))
            else:
                now = _nth(self._names("main", path))
                found = [(id, now.get(key)) for key, id in _nth(self._names("base", path)).items()]
                lost = lost or any(number is None for _, number in found)
                stretches += [(id, id, number - id) for id, number in found if number is not None]
        return Numbers(joined(sorted(stretches)), lost)

    def _blocks(self, schema: str) -> list["_Block"]:
        rows = self._connection.execute(
            f"""
            SELECT f.path, (SELECT s.name FROM {schema}.modules AS m JOIN {schema}.symbols AS s ON s.id = m.id
                            WHERE m.file = f.id), b.first, b.last, b.number
            FROM (SELECT file, min(id) AS first, max(id) AS last, count(*) AS number FROM {schema}.symbols
                  GROUP BY file) AS b JOIN {schema}.files AS f ON f.id = b.file
            ORDER BY b.first
            """
        )
        return [_Block(*row) for row in rows]

    def _names(self, schema: str, path: str) -> list[tuple[int, tuple[Hashable, ...]]]:
        rows = self._connection.execute(
            f"""
            SELECT s.id, s.name, s.qualname FROM {schema}.files AS f JOIN {schema}.symbols AS s ON s.file = f.id
            WHERE f.path = ? ORDER BY s.id
            """,
            (path,),
        )
        return [(id, (name, qualname)) for id, name, qualname in rows]


class _Block(NamedTuple):
    """The symbols of a file."""

    path: str
    module: str  # dotted name
    first: int
    last: int
    number: int

    @property
    def is_whole(self) -> bool:
        """Do they stand together, with none of another file among them?"""
        return self.last - self.first == self.number - 1


def _nth(rows: Iterable[tuple[int, tuple[Hashable, ...]]]) -> dict[tuple[Hashable, ...], int]:
    """Numbers by what tells rows apart, and by how many alike came before."""
    seen: Counter[tuple[Hashable, ...]] = Counter()
    found: dict[tuple[Hashable, ...], int] = {}
    for id, key in rows:
        found[*key, seen[key]] = id
        seen[key] += 1
    return found
