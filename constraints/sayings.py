"""What a team wrote for people and agents: sentences that ask something of code they name, and decisions about it.

Texts of AGENTS.md, CONTRIBUTING.md, decision records and the like come in; sentences with their lines and with what
they name go out. They are somebody's words about this code: quoted, never followed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.graph import Place

GUIDES = ("AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md", "CONTRIBUTING.rst", "GEMINI.md", ".cursorrules")
GUIDE_FOLDERS = ("", ".github/", "docs/")
OTHER_GUIDES = (".github/copilot-instructions.md",)
DECISIONS = ("docs/adr/", "docs/adrs/", "docs/decisions/", "docs/architecture/decisions/", "docs/architecture/adr/",
             "docs/design/decisions/", "doc/adr/", "adr/", "architecture/decisions/")  # fmt: skip
MOST = 400  # sentences of one repository
LONGEST = 400  # characters of a sentence
NEGATED = r"(?:never|do\s+not|don'?t|must\s+not|mustn'?t|may\s+not|should\s+not|shouldn'?t|no\s+one\s+may)"
ASKS = re.compile(rf"\b{NEGATED}\b|\b(?:must|always|only|required?\s+to|instead\s+of|forbidden)\b", re.IGNORECASE)
EDITS = (
    r"(?:edit|modif(?:y|ied)|touch(?:ed)?|chang(?:e|ed)|delete[sd]?|remove[sd]?|renam(?:e|ed)|rewrit(?:e|ten)|writ(?:e|ten)"
    r"|edited|moved?|renumber(?:ed)?|squash(?:ed)?|hand-edit(?:ed)?)"
)
FORBIDS_EDITS = re.compile(
    rf"\b{NEGATED}\s+(?:ever\s+|be\s+|manually\s+|directly\s+|hand[-\s]+)*{EDITS}\b", re.IGNORECASE
)
EDITED = re.compile(
    rf"\b{NEGATED}\s+(?:ever\s+|manually\s+|directly\s+|hand[-\s]+)*{EDITS}\s+"
    r"(?:(?:the|any|an|existing|applied|old|generated|committed|our|django|alembic|database|data)\s+)*(?P<what>[a-z_]{4,})",
    re.IGNORECASE,
)
CODE = re.compile(r"`(?P<code>[^`\n]{2,120})`|(?<![\w/`.])(?P<path>(?:[\w.-]+/)+[\w.-]*\w(?:\.\w+)?/?)(?![\w`])")
NAME = r"`(?P<{}>[\w./*-]+?)(?:\.py|\(\))?/?`"
IMPORTS_INTO = re.compile(
    rf"\b{NEGATED}\s+import\s+(?:anything\s+|from\s+)*{NAME.format('what')}(?:\s+\w+)?\s+(?P<how>from|in|into|inside|within)\s+"
    rf"(?:the\s+)?{NAME.format('where')}",
    re.IGNORECASE,
)
IMPORTER = re.compile(
    rf"{NAME.format('where')}(?:\s+\w+)?\s+(?:code\s+)?(?:must|should|may|can)?\s*(?:{NEGATED}|not)\s+import\s+(?:anything\s+)?"
    rf"(?:from\s+)?(?:the\s+)?{NAME.format('what')}",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    r"^\W*(?:\*\*)?(?:status\W+)?\s*(?:superseded|rejected|deprecated|withdrawn)\b", re.IGNORECASE | re.M
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*])|(?<=[.!?])$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
HEADING = re.compile(r"^#{1,6}\s+(?P<title>.+?)\s*#*$")
FENCE = re.compile(r"^\s*(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Saying:
    place: Place
    text: str  # one sentence; of a decision its title
    names: tuple[str, ...]  # code and paths as written, and words for folders: `migrations/`
    forbids_edits: bool
    no_import: tuple[str, str] | None = None  # importer ('' for any) and imported, as written
    decision: bool = False  # of a decision record


def sayings(texts: Mapping[str, str]) -> tuple[Saying, ...]:
    """`texts`: files by path."""
    found: list[Saying] = []
    for path in sorted(texts):
        if path.startswith(DECISIONS) and path.endswith((".md", ".rst")):
            found += _decision(path, texts[path])
        elif is_guide(path):
            found += _guide(path, texts[path])
    return tuple(found[:MOST])


def is_guide(path: str) -> bool:
    """Also in a folder of its own, one level down."""
    folder, _, name = path.rpartition("/")
    if path in OTHER_GUIDES:
        return True
    return name in GUIDES and (not folder or f"{folder}/" in GUIDE_FOLDERS or "/" not in folder)


def _guide(path: str, text: str) -> Iterator[Saying]:
    folder = "" if path.startswith((".github/", "docs/")) else path.rpartition("/")[0]
    for line, sentence in _sentences(text):
        if not ASKS.search(sentence):
            continue
        forbids = bool(FORBIDS_EDITS.search(sentence))
        edited = EDITED.search(sentence)
        no_import = _no_import(sentence)
        names = [*_names(sentence), *([f"{edited['what'].lower()}/"] if edited else [])]
        if no_import and no_import[0]:
            names.append(f"{no_import[0].replace('.', '/')}/")
        if names:
            named = tuple(dict.fromkeys(_within(folder, name) for name in names))
            yield Saying(Place(path, line), sentence[:LONGEST], named, forbids, no_import)


def _decision(path: str, text: str) -> Iterator[Saying]:
    if WITHDRAWN.search(text[:2_000]):
        return
    title = next((found["title"] for line in text.splitlines()[:20] if (found := HEADING.match(line))), "")
    if not title:
        return
    named: dict[str, int] = {}
    for line, block in _blocks(text):
        for name in _names(block):
            named.setdefault(name, line)
    by_line: dict[int, list[str]] = {}
    for name, line in named.items():
        by_line.setdefault(line, []).append(name)
    for line, names in by_line.items():
        yield Saying(Place(path, line), title[:LONGEST], tuple(names), forbids_edits=False, decision=True)


def _no_import(sentence: str) -> tuple[str, str] | None:
    if found := IMPORTS_INTO.search(sentence):
        what, where = found["what"], found["where"]
        inside = found["how"].lower() == "from" and (
            what.startswith(f"{where}.") or ("." not in what and what[:1].isupper())
        )
        return ("", f"{where}.{what}" if not what.startswith(f"{where}.") else what) if inside else (where, what)
    found = IMPORTER.search(sentence)
    return (found["where"], found["what"]) if found else None


def _names(text: str) -> list[str]:
    found = []
    for match in CODE.finditer(text):
        name = (match["code"] or match["path"]).strip().removesuffix("()").lstrip("@")
        if re.fullmatch(r"[\w./*<>-]+(?::[\w.]+)?", name) and "://" not in name:
            found.append(re.sub(r"<[^<>/]*>", "*", name).removeprefix("./"))
    return found


def _within(folder: str, name: str) -> str:
    """A guide in a folder of its own speaks of paths from there."""
    return f"{folder}/{name}" if folder and "/" in name and not name.startswith(f"{folder}/") else name


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for line, block in _blocks(text):
        for sentence in SENTENCE_END.split(block):
            if sentence.strip():
                yield line, " ".join(sentence.replace("**", "").split())


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs and items of lists on one line each, with the line where they begin; no code, no tables."""
    block: list[str] = []
    start, fenced = 1, False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
            line = ""
        elif fenced:
            continue
        item = ITEM.match(line)
        if not line.strip() or item or HEADING.match(line) or line.lstrip().startswith("|"):
            if block:
                yield start, " ".join(block)
            block, start = ([line[item.end() :].strip()], number) if item else ([], number + 1)
            continue
        if not block:
            start = number
        block.append(line.strip().lstrip("> "))
    if block:
        yield start, " ".join(block)
