"""What a team wrote about code that it names.

What it notices
    Sentences of AGENTS.md, CLAUDE.md, CONTRIBUTING.md and the like that ask something of files or symbols of this
    repository, and decision records that name them.

Why it matters
    It is the only place where the reason stands, and it is not where the code is read.

Example
    Never edit applied migrations by hand.                 in AGENTS.md
    # 4. Balances are adjusted under a row lock            in docs/adr/0004.md, which names `gift_cards/balance.py`

    written_rule:AGENTS.md:12: `AGENTS.md` says: "Never edit applied migrations by hand."

Limits
    English. What is named has to be found in the repository, and mean one or two things. That a file was edited by hand
    cannot be seen, so a change of what must not be edited is a note; an import that a sentence forbids is a suspicion.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import listing, quote
from constraints.sayings import Saying
from constraints.subject import Subject
from indexer.graph.difference import features_of
from indexer.graph.modules import imports_of
from indexer.graph.names import SymbolView, find

SHAPED = re.compile(r"[a-z0-9][A-Z]|\w_\w")  # what could only be a name, even alone
NAMED = ("class", "function", "method", "module", "field")
MOST_MEANINGS = 2
MOST_FOLDERS = 60


def derive(subject: Subject) -> Iterator[Constraint]:
    for saying in subject.declared.written.sayings:
        symbols, paths = _bound(subject, saying)
        if not symbols and not paths:
            continue
        verb = "decides" if saying.decision else "says"
        yield Constraint(
            id=f"written_rule:{saying.place}",
            family="implicit",
            statement=f"`{saying.place.path}` {verb}: {quote(saying.text)}",
            scope=Scope(tuple(symbol.name for symbol in symbols), (*paths, *(one.place.path for one in symbols))),
            origin="declared",
            severity="suspicion" if saying.no_import else "note",
            evidence=(Evidence(saying.place, quote(saying.text)),),
        )


def broken(change: Change) -> Iterator[Violation]:
    for saying in change.base.declared.written.sayings:
        if saying.no_import is not None:
            yield from _imported(change, saying, *saying.no_import)
        elif saying.forbids_edits:
            yield from _edited(change, saying)


def _imported(change: Change, saying: Saying, importer: str, imported: str) -> Iterator[Violation]:
    """Imports that the head has and the base had not, in files of the one, of the other."""
    for path in sorted(change.difference.paths & change.head.files.keys()):
        module = change.head.files[path].module
        if change.head.is_test(path) or (importer and not _part_of(module, importer)):
            continue
        was = imports_of(change.base.graph, change.was(module)) if path in change.base.files else []
        before = {found.target for found in was}
        for found in imports_of(change.head.graph, module):
            if found.target not in before and found.imported and _part_of(found.target, imported):
                yield Violation(
                    constraint=f"written_rule:{saying.place}",
                    family="implicit",
                    severity="suspicion",
                    place=found.place,
                    symbol=module,
                    message=f"`{module}` imports `{found.target}`, and `{saying.place.path}` asks for the opposite",
                    evidence=(Evidence(saying.place, quote(saying.text)),),
                    fix="go the other way around, or change what is written first",
                )


def _edited(change: Change, saying: Saying) -> Iterator[Violation]:
    symbols, paths = _bound(change.base, saying)
    touched = [path for path in change.difference.modified if any(_covers(scope, path) for scope in paths)]
    for symbol in symbols:
        stands = change.stands(symbol.name)
        if stands is None or features_of(change.base.graph, symbol) != features_of(change.head.graph, stands):
            touched.append(symbol.place.path)
    if touched:
        yield Violation(
            constraint=f"written_rule:{saying.place}",
            family="implicit",
            severity="note",
            place=change.place(change.base.files[touched[0]].module, saying.place),
            symbol=change.base.files[touched[0]].module,
            message=f"{listing(sorted(set(touched)), most=3)} changed, and `{saying.place.path}` asks for no such edit",
            evidence=(Evidence(saying.place, quote(saying.text)),),
            fix="undo it, or say why it had to be",
        )


def _bound(subject: Subject, saying: Saying) -> tuple[list[SymbolView], list[str]]:
    """Symbols, and files and folders, that its names mean in this repository."""
    symbols: list[SymbolView] = []
    paths: list[str] = []
    for name in saying.names:
        meant: dict[str, list[str]] = subject.graph.derived("paths meant", dict)
        if name not in meant:
            meant[name] = _paths(subject, name)
        found = meant[name]
        if found:
            paths += found
        elif "/" not in name:
            symbols += _symbols(subject, name)
    known = dict.fromkeys(symbols)
    if subject.paths is not None:
        wanted = subject.paths
        paths = [scope for scope in paths if any(_covers(scope, path) for path in wanted)]
        known = {symbol: None for symbol in known if symbol.place.path in wanted}
    return list(known), list(dict.fromkeys(paths))


def _paths(subject: Subject, name: str) -> list[str]:
    if "*" in name and "/" in name:
        return [path for path in subject.files if fnmatchcase(path, name) or fnmatchcase(path, f"*/{name}")][
            :MOST_FOLDERS
        ]
    if name.endswith(".py"):
        found = [path for path in subject.files if path == name or path.endswith(f"/{name}")]
        return found if len(found) <= MOST_MEANINGS else [path for path in found if path == name]
    if "/" not in name:
        return []
    inner = f"{name.strip('/')}/"
    found = [f"{path[: place + len(inner)]}" for path in subject.files if (place := f"/{path}".find(f"/{inner}")) >= 0]
    folders = sorted(dict.fromkeys(found))
    at_top = [folder for folder in folders if folder == inner]
    return at_top if at_top and "/" in name.strip("/") else folders[:MOST_FOLDERS]


def _symbols(subject: Subject, name: str) -> list[SymbolView]:
    if name.startswith(".") or "*" in name or not ("." in name or (len(name) > 5 and SHAPED.search(name))):
        return []
    meanings: dict[str, list[SymbolView]] = subject.graph.derived("meanings", dict)
    if name not in meanings:
        found = [symbol for symbol in find(subject.graph, name) if not subject.is_test(symbol.place.path)]
        kinds = NAMED if "." in name else ("class", "function")
        meanings[name] = found if len(found) <= MOST_MEANINGS and all(one.kind in kinds for one in found) else []
    return meanings[name]


def _covers(scope: str, path: str) -> bool:
    return path == scope or (scope.endswith("/") and path.startswith(scope))


def _part_of(module: str, name: str) -> bool:
    """`shop.orders.models` is part of `orders`, of `shop.orders` and of `shop/orders`."""
    dotted = name.replace("/", ".").removesuffix(".py").strip(".*")
    return bool(dotted) and f".{dotted}." in f".{module}."
