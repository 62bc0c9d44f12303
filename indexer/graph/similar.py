"""The code that most resembles a function or class."""

import json
import struct
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from msgspec import Struct

from indexer.graph.names import SymbolLike, SymbolView, ids_of, views_of
from indexer.graph.open import Graph
from indexer.similarity import Traits, score, weight

CANDIDATES = 60  # compared in full, those that share the most telling features
ALIKE = 0.2  # score below which naming it would mislead


class SimilarView(Struct, frozen=True):
    symbol: SymbolView
    role: str
    score: float  # 0 to 1
    common_data: tuple[str, ...]  # models and fields that both touch, rarest first
    common_calls: tuple[str, ...]
    only_here_data: tuple[str, ...]  # what the symbol asked about touches and the similar one does not
    only_here_calls: tuple[str, ...]
    only_there_data: tuple[str, ...]
    only_there_calls: tuple[str, ...]
    same_role: bool
    structure: float  # 0 to 1: likeness of control flow


def similar(graph: Graph, symbol: SymbolLike, *, k: int = 3) -> list[SimilarView]:
    """Nearest first; empty where nothing comparable is known. Tests resemble only tests, classes only classes."""
    rarity = graph.derived("rarity", lambda: _rarity(graph))
    asked = ids_of(graph, symbol)[0]
    here = _traits(graph, [asked], rarity).get(asked)
    if here is None:
        return []
    there = _traits(graph, _candidates(graph, asked, rarity), rarity)
    scores = {id: score(here, traits, rarity.weights.__getitem__) for id, traits in there.items()}
    nearest = sorted((id for id in scores if scores[id].total >= ALIKE), key=lambda id: (-scores[id].total, id))[:k]
    views = views_of(graph, nearest)
    return [
        SimilarView(
            symbol=views[id],
            role=there[id].role,
            score=round(scores[id].total, 3),
            common_data=_texts(graph, here.data & there[id].data, rarity),
            common_calls=_texts(graph, here.calls & there[id].calls, rarity),
            only_here_data=_texts(graph, here.data - there[id].data, rarity),
            only_here_calls=_texts(graph, here.calls - there[id].calls, rarity),
            only_there_data=_texts(graph, there[id].data - here.data, rarity),
            only_there_calls=_texts(graph, there[id].calls - here.calls, rarity),
            same_role=scores[id].role,
            structure=round(scores[id].structure or 0.0, 3),
        )
        for id in nearest
    ]


class Rarity(NamedTuple):
    weights: list[float]  # by feature
    starts: dict[str, int]  # first feature of each kind: the store numbers them kind by kind
    fingerprints: int


def _rarity(graph: Graph) -> Rarity:
    ((count,),) = graph.rows("SELECT count(*) FROM fingerprints")
    weights = [weight(holders, count) for (holders,) in graph.rows("SELECT symbols FROM features ORDER BY id")]
    starts = dict(graph.rows("SELECT kind, min(id) FROM features GROUP BY kind"))
    return Rarity(weights, starts, count)


def _traits(graph: Graph, ids: Collection[int], rarity: Rarity) -> dict[int, Traits[int]]:
    rows = graph.rows(
        """
        SELECT symbol, role, features FROM fingerprints
        WHERE symbol IN (SELECT value FROM json_each(:ids)) ORDER BY symbol
        """,
        ids=json.dumps(list(ids)),
    )
    found = {}
    for symbol, role, packed in rows:
        features = struct.unpack(f"<{len(packed) // 4}I", packed)
        kinds = {kind: _of_kind(kind, features, rarity) for kind in ("data", "calls", "structure", "words")}
        found[symbol] = Traits(role, kinds["data"], kinds["calls"], kinds["structure"], kinds["words"])
    return found


def _of_kind(kind: str, features: tuple[int, ...], rarity: Rarity) -> frozenset[int]:
    start = rarity.starts.get(kind)
    if start is None:
        return frozenset()
    end = min((other for other in rarity.starts.values() if other > start), default=len(rarity.weights))
    return frozenset(features[bisect_left(features, start) : bisect_left(features, end)])


def _candidates(graph: Graph, asked: int, rarity: Rarity) -> list[int]:
    """Those that share the most weight of telling features; what the symbol is written in or holds is no other code."""
    shared: dict[int, float] = defaultdict(float)
    for feature, symbol in graph.rows(
        """
        SELECT there.feature, there.symbol
        FROM symbols AS asked
        JOIN modules AS m ON m.file = asked.file
        JOIN marks AS here ON here.symbol = asked.id
        JOIN marks AS there ON there.feature = here.feature
        JOIN symbols AS s ON s.id = there.symbol
        JOIN modules AS n ON n.file = s.file
        WHERE asked.id = :asked AND s.id != asked.id AND n.is_test = m.is_test
        AND s.parent IS NOT asked.id AND asked.parent IS NOT s.id AND (s.kind = 'class') = (asked.kind = 'class')
        """,
        asked=asked,
    ):
        shared[symbol] += rarity.weights[feature]
    return sorted(shared, key=lambda symbol: (-shared[symbol], symbol))[:CANDIDATES]


def _texts(graph: Graph, features: Iterable[int], rarity: Rarity) -> tuple[str, ...]:
    """Rarest first."""
    rows = graph.rows(
        "SELECT id, text FROM features WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY text",
        ids=json.dumps(list(features)),
    )
    return tuple(text for _, text in sorted(rows, key=lambda row: -rarity.weights[row[0]]))
