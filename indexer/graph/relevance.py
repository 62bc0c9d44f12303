"""Which files a task is about, from the words in which it is told: names, docstrings and paths that hold them, and what
those files hang together with."""

import math
import re
import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.graph.names import SymbolView, views_of
from indexer.graph.open import Graph
from indexer.graph.spelling import humps

WEIGHTS = {"name": 1.0, "path": 1.2, "qualname": 0.5, "summary": 0.35}  # of a word by where it stands
BODY = 0.4  # of a word among what a function reads, calls and names
NEIGHBOUR = 0.12  # of what a file is worth goes to those that it imports or that import it
MOST = 5_000  # symbols that one word may mean
STOP = frozenset(  # words of every ticket
    {"a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "for", "from", "has",
     "have", "if", "in", "into", "is", "it", "its", "make", "more", "new", "no", "not", "of", "on", "only", "or", "our",
     "out", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there", "this", "to", "up", "use",
     "used", "using", "via", "was", "we", "when", "where", "which", "who", "will", "with", "would", "you", "your",
     "add", "adds", "added", "adding", "fix", "fixes", "fixed", "fixing", "feat", "chore", "refactor", "update",
     "updates", "updated", "change", "changes", "changed", "remove", "removes", "removed", "improve", "improves",
     "support", "allow", "allows", "bug", "bugfix", "issue", "closes", "close", "refs", "ref", "also", "all", "pull",
     "request", "merge"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RankedFile:
    path: str
    score: float
    words: tuple[str, ...]  # that speak for it


@dataclass(frozen=True, slots=True)
class Relevance:
    files: tuple[RankedFile, ...]  # best first
    symbols: tuple[SymbolView, ...]  # outside tests, best first
    unmatched: tuple[str, ...]  # words that nothing here is called by


def words_of(text: str) -> list[str]:
    """The telling words of a text, in order, each once; identifiers are taken apart."""
    found = re.findall(r"[^\W_]{2,}", humps(text).lower())
    return [word for word in dict.fromkeys(found) if word not in STOP and not word.isdigit()]


def relevant(graph: Graph, text: str, paths: Sequence[str] = (), *, most: int = 10) -> Relevance:
    words = words_of(text)
    files = dict(
        graph.rows(  # a test or migration follows what it is about
            "SELECT f.id, f.path FROM files AS f JOIN modules AS m ON m.file = f.id"
            " WHERE NOT m.is_test AND m.role != 'migration'"
        )
    )
    bodies = _bodies(graph, words)
    scores: dict[int, float] = defaultdict(float)
    spoken: dict[int, list[str]] = defaultdict(list)
    symbols: dict[int, float] = defaultdict(float)
    unmatched = []
    for word in words:
        best: dict[int, float] = {}
        of_symbol: dict[int, float] = {}
        for column, weight in WEIGHTS.items():
            for symbol, file in _hits(graph, column, word):
                if file in files:
                    best[file] = max(best.get(file, 0.0), weight)
                    of_symbol[symbol] = max(of_symbol.get(symbol, 0.0), weight)
        for symbol, file in bodies.get(word, ()):
            if file in files:
                best[file] = max(best.get(file, 0.0), BODY)
                of_symbol[symbol] = max(of_symbol.get(symbol, 0.0), BODY)
        if not best:
            unmatched.append(word)
            continue
        rarity = math.log(1 + len(files) / len(best))
        for file, weight in best.items():
            scores[file] += rarity * weight
            spoken[file].append(word)
        for symbol, weight in of_symbol.items():
            symbols[symbol] += rarity * weight
    named = 3 * max(scores.values(), default=1.0)
    for file, path in files.items():
        if path in paths or any(path.startswith(f"{folder.rstrip('/')}/") for folder in paths):
            scores[file] += named
    _spread(graph, scores)
    ranked = sorted(
        (file for file in scores if scores[file] and file in files), key=lambda file: (-scores[file], files[file])
    )[:most]
    return Relevance(
        tuple(RankedFile(files[file], round(scores[file], 3), tuple(spoken[file])) for file in ranked),
        _symbols(graph, symbols, set(ranked)),
        tuple(unmatched),
    )


def _hits(graph: Graph, column: str, word: str) -> list[tuple[int, int]]:
    """Symbol and its file; the stem of a word is enough."""
    return graph.rows(
        "SELECT t.rowid, s.file FROM symbols_text AS t JOIN symbols AS s ON s.id = t.rowid"
        " WHERE symbols_text MATCH :word LIMIT :most",
        word=f'{column}:"{word}"',
        most=MOST,
    )


def _bodies(graph: Graph, words: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Symbols, with their files, whose bodies name a word: what they read, call and are worded with."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for id, text in graph.rows("SELECT id, text FROM features WHERE kind != 'structure'"):
        parts = words_in(text)
        for word in words:
            if word in parts or f"{word}s" in parts:
                wanted[id].append(word)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for symbol, file, packed in graph.rows(
        "SELECT p.symbol, s.file, p.features FROM fingerprints AS p JOIN symbols AS s ON s.id = p.symbol"
    ):
        spoken = {word for id in struct.unpack(f"<{len(packed) // 4}I", packed) if id in wanted for word in wanted[id]}
        for word in spoken:
            found[word].append((symbol, file))
    return found


def words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]{2,}", humps(text).lower()))


def _spread(graph: Graph, scores: dict[int, float]) -> None:
    """A file gains by those that it hangs together with."""
    edges = graph.rows(
        "SELECT DISTINCT a.file, b.file FROM imports AS i JOIN modules AS a ON a.id = i.importer"
        " JOIN modules AS b ON b.id = i.imported WHERE i.imported IS NOT NULL AND a.file != b.file"
    )
    degree: dict[int, int] = defaultdict(int)
    for here, there in edges:
        degree[here] += 1
        degree[there] += 1
    gained: dict[int, float] = defaultdict(float)
    for here, there in edges:
        gained[there] += NEIGHBOUR * scores.get(here, 0.0) / math.sqrt(degree[there])
        gained[here] += NEIGHBOUR * scores.get(there, 0.0) / math.sqrt(degree[here])
    for file, more in gained.items():
        scores[file] = scores.get(file, 0.0) + more


def _symbols(graph: Graph, scores: dict[int, float], files: set[int], most: int = 12) -> tuple[SymbolView, ...]:
    best = sorted(scores, key=lambda symbol: (-scores[symbol], symbol))[: 20 * most]
    views = views_of(graph, best)
    rows = dict(graph.rows("SELECT id, file FROM symbols"))
    inside = [
        id for id in best if id in views and rows[id] in files and views[id].kind in ("function", "method", "class")
    ]
    return tuple(views[id] for id in inside[:most])
