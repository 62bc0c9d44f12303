"""What differs between two graphs of one repository: files, and which symbol of the one is which of the other."""

import json
import struct
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from indexer.graph.names import SymbolView, ids_of, views_of
from indexer.graph.open import Graph

ALIKE = 0.6  # share of features in common from which a symbol of another name may be the same one
MOVED = 0.3  # the same for one that kept its name
TELLING = 4  # features below which likeness says nothing
KINDS = frozenset({"module", "class", "function", "method"})  # a renamed field is another field to whoever reads it


@dataclass(frozen=True, slots=True)
class Difference:
    """From a base graph to a head graph; paths sorted, a moved file counts as removed and as added."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    modified: tuple[str, ...]
    now: dict[str, str] = field(repr=False)  # name in the base → another name in the head, of what was moved or renamed
    was: dict[str, str] = field(repr=False)  # the way back

    @property
    def paths(self) -> frozenset[str]:
        return frozenset((*self.added, *self.removed, *self.modified))


def difference(base: Graph, head: Graph) -> Difference:
    before, after = _hashes(base), _hashes(head)
    added = sorted(after.keys() - before.keys())
    removed = sorted(before.keys() - after.keys())
    modified = sorted(path for path in before.keys() & after.keys() if before[path] != after[path])
    now = _moved(_outline(base, [*removed, *modified]), _outline(head, [*added, *modified]), base, head)
    return Difference(tuple(added), tuple(removed), tuple(modified), now, {new: old for old, new in now.items()})


def features_of(graph: Graph, symbol: SymbolView) -> frozenset[str]:
    """What a symbol is known by: data, calls, structure and words; empty where it is not compared."""
    return frozenset().union(*_features(graph, ids_of(graph, symbol)).values())


def _hashes(graph: Graph) -> dict[str, str]:
    return dict(graph.rows("SELECT path, hash FROM files"))


def _outline(graph: Graph, paths: Sequence[str]) -> dict[str, tuple[int, SymbolView]]:
    """Every symbol that is written in the files, by dotted name."""
    ids = graph.rows(
        """
        SELECT s.id FROM json_each(:paths) AS w JOIN files AS f ON f.path = w.value JOIN symbols AS s ON s.file = f.id
        """,
        paths=json.dumps(list(paths)),
    )
    return {view.name: (id, view) for id, view in views_of(graph, [id for (id,) in ids]).items() if view.kind in KINDS}


def _moved(
    before: dict[str, tuple[int, SymbolView]], after: dict[str, tuple[int, SymbolView]], base: Graph, head: Graph
) -> dict[str, str]:
    gone = {name: before[name][1] for name in before if name not in after}
    new = {name: after[name][1] for name in after if name not in before}
    if not gone or not new:
        return {}
    traits = _Traits(
        _features(base, [before[name][0] for name in gone]), _features(head, [after[name][0] for name in new])
    )
    found: dict[str, str] = {}

    def pair(key: Callable[[SymbolView, bool], Hashable], *, named: bool) -> None:
        """Those that are alone with their key on both sides; `named` where the key holds their name."""
        waiting, taken = [v for n, v in gone.items() if n not in found], set(found.values())
        here, there = defaultdict(list), defaultdict(list)
        for view in waiting:
            here[key(view, True)].append(view)
        for name, view in new.items():
            if name not in taken:
                there[key(view, False)].append(view)
        for shared in here.keys() & there.keys():
            if shared is not None and len(here[shared]) == 1 and len(there[shared]) == 1:
                old, other = here[shared][0], there[shared][0]
                likeness = traits.likeness(before[old.name][0], after[other.name][0])
                if named if likeness is None else likeness >= (MOVED if named else ALIKE):
                    found[old.name] = other.name

    def parent(view: SymbolView, old: bool) -> str:
        owner = view.parent or ""
        return found.get(owner, owner) if old else owner

    def leaf(view: SymbolView) -> str:
        return view.name.rpartition(".")[2]

    # A class or function that moved to another module takes its members along; then members by their owner; then
    # what kept its name but not its owner; at last what lies where another lay and is much like it.
    pair(lambda view, old: (view.kind, leaf(view)) if view.kind in ("class", "function") else None, named=True)
    pair(lambda view, old: (view.kind, parent(view, old), leaf(view)), named=True)
    pair(lambda view, old: (leaf(view), view.signature) if view.kind == "method" else None, named=True)
    pair(lambda view, old: (view.kind, parent(view, old)), named=False)
    pair(lambda view, old: (view.kind, parent(view, old), view.signature), named=False)
    pair(lambda view, old: (view.kind, parent(view, old), leaf(view)), named=True)
    return found


class _Traits(Struct):
    base: dict[int, frozenset[str]]
    head: dict[int, frozenset[str]]

    def likeness(self, old: int, new: int) -> float | None:
        """Share of features in common, 0 to 1; None where too few are known."""
        here, there = self.base.get(old, frozenset()), self.head.get(new, frozenset())
        if min(len(here), len(there)) < TELLING:
            return None
        return len(here & there) / len(here | there)


def _features(graph: Graph, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What likeness is measured by, as text: the numbers of features differ from graph to graph."""
    rows = graph.rows(
        "SELECT symbol, features FROM fingerprints WHERE symbol IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(ids)),
    )
    packed = {symbol: struct.unpack(f"<{len(blob) // 4}I", blob) for symbol, blob in rows}
    texts = dict(
        graph.rows(
            "SELECT id, kind || ' ' || text FROM features WHERE id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(sorted({number for numbers in packed.values() for number in numbers})),
        )
    )
    return {symbol: frozenset(texts[number] for number in numbers) for symbol, numbers in packed.items()}
