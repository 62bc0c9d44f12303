"""Which files a task is about, from the words in which it is told: names, docstrings and paths that hold them, and what
those files hang together with."""

import json
import math
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from indexer.graph.names import SymbolView, views_of
from indexer.graph.open import Graph
from indexer.graph.spelling import humps
from indexer.graph.stems import stems

STEM, FOLDER, NAME, SUMMARY, TEXT = 1.2, 0.7, 1.0, 0.2, 1.0  # what a word is worth by where it stands
ENOUGH = 0.7  # names that hold a word: so many are worth half of all there could be
OFTEN, LONG = 1.2, 0.5  # BM25's k1 and b, for a word in the text of a file
TOGETHER = 0.8  # of what the words of one name are worth, when several stand in it
BODY = 0.4  # of a word among what a function reads, calls and names
SPELT = 3.0  # of its words, for a symbol whose whole name stands in the text
NEIGHBOUR = 0.12  # of what a file is worth goes to those that it imports or that import it
MOST = 5_000  # symbols that one word may mean
STOP = frozenset(  # words of every ticket
    {"a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "for", "from", "has",
     "have", "if", "in", "into", "is", "it", "its", "make", "more", "new", "no", "not", "of", "on", "only", "or", "our",
     "out", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there", "this", "to", "up", "use",
     "used", "using", "via", "was", "we", "when", "where", "which", "who", "will", "with", "would", "you", "your",
     "add", "adds", "added", "adding", "fix", "fixes", "fixed", "fixing", "feat", "chore", "refactor", "update",
     "updates", "updated", "change", "changes", "changed", "remove", "removes", "removed", "improve", "improves",
     "support", "allow", "allows", "bug", "bugs", "bugfix", "issue", "closes", "close", "refs", "ref", "also", "all",
     "pull", "request", "merge", "resolve", "resolves", "resolved", "avoid", "ensure", "prevent", "prevents",
     "enhancement", "feature", "development", "commit", "fork", "ghsa", "cve", "implement", "implements", "still",
     "dont", "before", "after", "cannot", "correctly", "properly", "misc"}
)  # fmt: skip
NUMBERS = re.compile(r"GHSA(-\w{4}){3}|CVE-\d+-\d+|#\d+|\b[0-9a-f]{8,40}\b", re.IGNORECASE)  # of tickets and commits


class RankedFile(Struct, frozen=True):
    path: str
    score: float
    words: tuple[str, ...]  # that speak for it


class Relevance(Struct, frozen=True):
    files: tuple[RankedFile, ...]  # best first
    symbols: tuple[SymbolView, ...]  # outside tests, best first
    unmatched: tuple[str, ...]  # words that nothing here is called by


def words_of(text: str) -> list[str]:
    """The telling words of a text, in order, each once; identifiers are taken apart."""
    return [word for word in dict.fromkeys(words_in(NUMBERS.sub(" ", text))) if word not in STOP and not word.isdigit()]


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", humps(text).lower())


def relevant(
    graph: Graph,
    text: str,
    paths: Sequence[str] = (),
    *,
    read: Callable[[str], str] | None = None,
    most: int = 10,
) -> Relevance:
    """`read` gives the text of a file by its path: what is said in comments and strings speaks for it too."""
    words = words_of(text)
    files = _files(graph, paths)
    spoken = _Spoken.of(graph, words, files, read)
    scores: dict[int, float] = defaultdict(float)
    symbols: dict[int, float] = defaultdict(float)
    telling: dict[int, list[str]] = defaultdict(list)
    for word in words:
        for file, worth in spoken.files[word].items():
            scores[file] += spoken.rarity[word] * worth
            telling[file].append(word)
        for symbol, (_, worth) in spoken.symbols[word].items():
            symbols[symbol] += spoken.rarity[word] * worth
    for file, worth in spoken.together().items():
        scores[file] += TOGETHER * worth
    highest = max(scores.values(), default=1.0)
    for file, path in files.items():
        if _is_within(path, paths):
            scores[file] += 3 * highest
    _spread(graph, scores)
    ranked = sorted(
        (file for file in scores if scores[file] and file in files), key=lambda file: (-scores[file], files[file])
    )[:most]
    return Relevance(
        tuple(RankedFile(files[file], round(scores[file], 3), tuple(telling[file])) for file in ranked),
        _symbols(graph, spoken, symbols, ranked, text),
        tuple(word for word in words if not spoken.files[word]),
    )


class _Spoken(Struct, frozen=True):
    """What each word is worth to files and symbols that hold it, or another form of it."""

    files: Mapping[str, Mapping[int, float]]
    symbols: Mapping[str, Mapping[int, tuple[int, float]]]  # with their files
    paths: Mapping[int, Collection[str]]  # words in the path of a file
    leaves: Mapping[int, int]  # number of words in the name of a symbol
    rarity: Mapping[str, float]

    @classmethod
    def of(
        cls, graph: Graph, words: Sequence[str], files: Mapping[int, str], read: Callable[[str], str] | None
    ) -> "_Spoken":
        named, leaves = _named(graph, words, files)
        summaries = {word: {file for _, file, _ in _hits(graph, "summary", word)} for word in words}
        stemmed = stems([*words, *(part for path in files.values() for part in words_in(path))])
        wanted = {stemmed[word]: word for word in words}
        paths: dict[int, frozenset[str]] = {}
        worth: dict[str, dict[int, float]] = {word: {} for word in words}
        texts = dict(_in_texts(files, words, read)) if read else {}
        for file, path in files.items():
            parts = [wanted.get(stemmed[part], "") for part in words_in(path.removesuffix(".py"))]
            stem = {wanted.get(stemmed[part], "") for part in words_in(path.rpartition("/")[2].removesuffix(".py"))}
            paths[file] = frozenset(parts) - {""}
            for word in paths[file]:
                worth[word][file] = STEM if word in stem else FOLDER
        for word in words:
            names: dict[int, float] = defaultdict(float)
            for symbol, (file, _) in named[word].items():
                names[file] += 1 / math.sqrt(leaves[symbol])
            for file, number in names.items():
                worth[word][file] = worth[word].get(file, 0.0) + NAME * number / (number + ENOUGH)
            for file in summaries[word] & files.keys():
                worth[word][file] = worth[word].get(file, 0.0) + SUMMARY
            for file, said in texts.get(word, {}).items():
                worth[word][file] = worth[word].get(file, 0.0) + TEXT * said
        rarity = {
            word: math.log(1 + (len(files) - len(held) + 0.5) / (len(held) + 0.5)) for word, held in worth.items()
        }
        return cls(worth, named, paths, leaves, rarity)

    def together(self) -> dict[int, float]:
        """By file, what the best of its names or its path is worth that holds several of the words."""
        held: dict[tuple[int, int], list[str]] = defaultdict(list)
        for word, found in self.symbols.items():
            for symbol, (file, _) in found.items():
                held[file, symbol].append(word)
        best: dict[int, float] = defaultdict(float)
        for (file, _), words in [*held.items(), *(((file, 0), [*words]) for file, words in self.paths.items())]:
            if len(words) > 1:
                best[file] = max(best[file], sum(self.rarity[word] for word in words))
        return best


def _files(graph: Graph, paths: Sequence[str]) -> dict[int, str]:
    """Path by id. A test or migration follows what it is about, unless it was asked for."""
    rows = graph.rows(
        """
        SELECT f.id, f.path, m.is_test OR m.id IN (SELECT symbol FROM revisions)
            OR m.id IN (SELECT s.parent FROM revisions AS r JOIN symbols AS s ON s.id = r.symbol)
        FROM files AS f JOIN modules AS m ON m.file = f.id
        """
    )
    return {id: path for id, path, follows in rows if not follows or _is_within(path, paths)}


def _is_within(path: str, paths: Sequence[str]) -> bool:
    return path in paths or any(path.startswith(f"{folder.rstrip('/')}/") for folder in paths)


def _named(
    graph: Graph, words: Sequence[str], files: Collection[int]
) -> tuple[dict[str, dict[int, tuple[int, float]]], dict[int, int]]:
    """Symbols whose own name holds a word, with their files; and how many words each of those names has."""
    found: dict[str, dict[int, tuple[int, float]]] = {word: {} for word in words}
    lengths: dict[int, int] = {}
    for word in words:
        for symbol, file, leaf in _hits(graph, "name", word):
            if file in files:
                lengths[symbol] = max(1, len(words_in(leaf)))
                found[word][symbol] = (file, NAME / math.sqrt(lengths[symbol]))
    return found, lengths


def _hits(graph: Graph, column: str, word: str) -> list[tuple[int, int, str]]:
    """Symbol, file and last part of the name; the stem of a word is enough."""
    return graph.rows(
        "SELECT t.rowid, s.file, s.leaf FROM symbols_text AS t JOIN symbols AS s ON s.id = t.rowid"
        " WHERE symbols_text MATCH :word AND s.kind != 'module' LIMIT :most",
        word=f'{column}:"{word}"',
        most=MOST,
    )


def _in_texts(
    files: Mapping[int, str], words: Sequence[str], read: Callable[[str], str]
) -> Iterator[tuple[str, dict[int, float]]]:
    """How much the text of each file speaks of a word, 0 to about 2: as BM25 counts."""
    stemmed = stems(words)
    begin = {word: _common(word, stem) for word, stem in stemmed.items()}
    if not begin:
        return
    small, large = ("|".join(map(re.escape, forms)) for forms in (begin.values(), map(str.title, begin.values())))
    form = re.compile(rf"(?:(?<![A-Za-z])(?i:{small})|(?:{large}))(?:[A-Z]+(?![a-z])|[a-z]*)")
    counts = {file: (Counter(map(str.lower, form.findall(text))), len(text)) for file, text in _texts(files, read)}
    average = sum(length for _, length in counts.values()) / max(1, len(counts))
    forms = stems({form for count, _ in counts.values() for form in count})
    for word in words:
        said: dict[int, float] = {}
        for file, (count, length) in counts.items():
            if number := sum(times for form, times in count.items() if forms[form] == stemmed[word]):
                said[file] = number / (number + OFTEN * (1 - LONG + LONG * length / max(1.0, average)))
        yield word, said


def _common(word: str, stem: str) -> str:
    """What both begin with: a stem may end in another letter than its word."""
    same = 0
    while same < min(len(word), len(stem)) and word[same] == stem[same]:
        same += 1
    return word[:same]


def _texts(files: Mapping[int, str], read: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    for file, path in files.items():
        yield file, read(path)


def _bodies(graph: Graph, words: Sequence[str], files: Collection[int]) -> dict[int, set[str]]:
    """Words that the bodies of symbols name: what they read, call and are worded with."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for id, text in graph.rows("SELECT id, text FROM features WHERE kind != 'structure'"):
        parts = set(words_in(text))
        for word in words:
            if word in parts or f"{word}s" in parts:
                wanted[id].append(word)
    found: dict[int, set[str]] = {}
    for symbol, packed in graph.rows(
        "SELECT p.symbol, p.features FROM fingerprints AS p JOIN symbols AS s ON s.id = p.symbol"
        " WHERE s.file IN (SELECT value FROM json_each(:files))",
        files=json.dumps(list(files)),
    ):
        spoken = {word for id in struct.unpack(f"<{len(packed) // 4}I", packed) for word in wanted.get(id, ())}
        if spoken:
            found[symbol] = spoken
    return found


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


def _symbols(
    graph: Graph, spoken: _Spoken, scores: dict[int, float], ranked: Sequence[int], text: str, most: int = 12
) -> tuple[SymbolView, ...]:
    """Functions and classes of the best files: those that the text spells out, then those that it speaks of."""
    said = set(words_in(text))
    worth = defaultdict(float, scores)
    for symbol, words in _bodies(graph, list(spoken.rarity), ranked).items():
        worth[symbol] += BODY * sum(spoken.rarity[word] for word in words)
    rows = graph.rows(
        """
        SELECT s.id, s.file, s.leaf, s.qualname FROM symbols AS s
        WHERE s.file IN (SELECT value FROM json_each(:files)) AND s.kind IN ('function', 'method', 'class')
        """,
        files=json.dumps(list(ranked)),
    )
    best: dict[int, float] = {}
    for id, file, leaf, qualname in rows:
        parts = words_in(leaf)
        owners = [part for part in words_in(qualname.rpartition(".")[0]) if part != "locals"]
        spelt = bool(parts) and said.issuperset(parts)
        value = worth[id] + spelt * SPELT * (len(parts) + (bool(owners) and said.issuperset(owners)) * len(owners))
        if value:
            best[id] = value * (1 - 0.02 * ranked.index(file))  # of equals, that of the better file
    chosen = sorted(best, key=lambda id: (-best[id], id))[:most]
    views = views_of(graph, chosen)
    return tuple(views[id] for id in chosen if id in views)
