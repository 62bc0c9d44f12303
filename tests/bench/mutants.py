"""Edits that drop a constraint: which of them a check catches, judged by the bench's own scorer.

    python tests/bench/mutants.py SCORER --mutants FOLDER --apps FOLDER [--only REGEX] [--sample N] [--together N]
    python tests/bench/mutants.py SCORER --benign LIST.json --mirror FOLDER [--sample N | --skip-every N]
    python tests/bench/mutants.py SCORER --real LIST.json --mirror FOLDER

SCORER is the script whose `judge` says what is caught; its functions are imported, not copied. A mutant is a folder
with `change.diff` and `meta.json`. The check runs in this process: the graph of an application is made once, that of
each head through the fact cache. `--sample N` takes N mutants of each operator and application, from the seed, so that
a figure can be had again. `--together N` first tries up to N mutants of different files in one head, then those that
were missed there alone: quicker by so much, and equal as far as one mutant does not change what is said of another;
the number of findings is then of the mutant's own files. Rows go to `--out` as JSON lines.
"""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[2]))

from constraints.check import Side, check
from constraints.constraint import Violation
from indexer.build import build
from indexer.cache import Cache
from indexer.graph import Graph
from server.declared import declared_in

T = TypeVar("T")


@dataclass
class Row:
    id: str
    app: str
    family: str
    operator: str
    caught: bool
    any: bool  # a finding of whatever family at the right place
    seconds: float  # of CPU
    error: str = ""
    description: str = ""
    findings: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Mutant:
    meta: Mapping[str, Any]
    folder: Path

    @property
    def files(self) -> frozenset[str]:
        return frozenset(self.meta.get("files") or [self.meta["file"]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--mutants", type=Path)
    parser.add_argument("--apps", type=Path)
    parser.add_argument("--benign", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--mirror", type=Path, help="one git directory a repository: OWNER+NAME/repo")
    parser.add_argument("--only", type=re.compile, help="those whose id it finds")
    parser.add_argument("--sample", type=int, help="of each operator and application; of each application for commits")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip-every", type=int, help="leave out each Nth of the list of commits")
    parser.add_argument("--together", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    scorer = _loaded(options.scorer)
    rows: list[Row] = []
    if options.mutants:
        rows = _told(_of_mutants(scorer, options), options.out)
        for by in ("family", "operator", "app"):
            _table(rows, by)
        _costs(rows)
    for kind, path in (("benign", options.benign), ("real", options.real)):
        if path:
            rows = _told(_of_commits(scorer, options, kind, json.loads(path.read_text())), options.out)
            if kind == "real":
                _table(rows, "family")
            alarmed = sum(bool(row.findings) for row in rows)
            print(f"{kind}: {alarmed} of {len(rows)} with a finding ({alarmed / max(1, len(rows)):.1%})")
            _costs(rows)
    return 0


def _of_mutants(scorer: ModuleType, options: argparse.Namespace) -> Iterator[Row]:
    found = [Mutant(json.loads(path.read_text()), path.parent) for path in sorted(options.mutants.glob("*/meta.json"))]
    found = [one for one in found if not options.only or options.only.search(one.folder.name)]
    invalid = options.scorer.parent / "invalid.txt"
    bad = {line.split()[0] for line in invalid.read_text().splitlines() if line.strip()} if invalid.exists() else set()
    found = [one for one in found if one.folder.name not in bad]
    if options.sample:
        found = sampled(found, lambda one: (one.meta["app"], one.meta["operator"]), options.sample, options.seed)
    by_app: dict[str, list[Mutant]] = defaultdict(list)
    for one in found:
        by_app[one.meta["app"]].append(one)
    for app, mutants in by_app.items():
        with tempfile.TemporaryDirectory() as work, _Pair(Path(work), options.apps / app) as pair:
            for group in _apart(mutants, options.together):
                yield from _judged(scorer, pair, group)


def _judged(scorer: ModuleType, pair: "_Pair", group: Sequence[Mutant]) -> Iterator[Row]:
    """Together; those that are missed so, alone."""
    changes: dict[str, bytes | None] = {}
    for one in group:
        diff = (one.folder / "change.diff").read_bytes().decode("utf8", "surrogateescape")
        changes |= scorer.apply_diff(str(pair.base), diff)
    said, seconds, error = pair.checked(scorer, changes)
    for one in group:
        own = said if len(group) == 1 else [f for f in said if f["file"] in one.files]
        caught, any_family = scorer.judge(one.meta, own)
        if len(group) > 1 and (not caught or error):
            yield from _judged(scorer, pair, [one])
            continue
        yield Row(
            one.meta["id"],
            one.meta["app"],
            one.meta["category"],
            one.meta["operator"],
            caught,
            any_family,
            seconds / len(group),
            error,
            one.meta.get("description", ""),
            [_short(f) for f in own],
        )


class _Pair:
    """The graph of an application, and heads of it."""

    def __init__(self, work: Path, base: Path) -> None:
        self.work, self.base, self.head = work, base, work / "head"
        self.before: Side | None = None

    def __enter__(self) -> "_Pair":
        return self

    def __exit__(self, *_: object) -> None:
        if self.before is not None:
            self.before.graph.close()

    def checked(
        self, scorer: ModuleType, changes: Mapping[str, bytes | None]
    ) -> tuple[list[dict[str, Any]], float, str]:
        """Findings as the scorer takes them, CPU seconds, and what went wrong."""
        if self.before is None:
            shutil.copytree(self.base, self.head, symlinks=True, ignore=shutil.ignore_patterns(".git", ".chesterton"))
            self.before = side(self.base, self.work / "base.db")
        began = time.process_time()
        scorer.put(str(self.head), changes)
        try:
            found, error = _findings(self.before, self.head, self.work / "head.db"), ""
        except Exception as failed:  # a check that fails is a row of the table
            found, error = [], f"{type(failed).__name__}: {failed}"
        for name in changes:
            (self.head / name).unlink(missing_ok=True)
            if (self.base / name).exists():
                shutil.copy2(self.base / name, self.head / name)
        return found, time.process_time() - began, error


def _findings(before: Side, folder: Path, database: Path) -> list[dict[str, Any]]:
    after = side(folder, database)
    try:
        return [_plain(one) for one in check(before, after).violations if one.severity != "note"]
    finally:
        after.graph.close()


def side(folder: Path, database: Path) -> Side:
    with Cache.of_user() as cache:
        build(folder, database, cache=cache, jobs=1)
    return Side(Graph.open(database), declared_in(folder))


def _of_commits(
    scorer: ModuleType, options: argparse.Namespace, kind: str, listed: list[dict[str, Any]]
) -> Iterator[Row]:
    if options.skip_every:
        listed = [one for n, one in enumerate(listed) if n % options.skip_every]
    listed = [one for one in listed if not options.only or options.only.search(f"{one['app']}-{one['id']}")]
    if options.sample:
        listed = sampled(listed, lambda one: one["app"], options.sample, options.seed)
    by_app: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in listed:
        by_app[one["app"]].append(one)
    for commits in by_app.values():
        with tempfile.TemporaryDirectory() as work:
            first = commits[0]
            folders = [Path(work, name) for name in ("base", "head")]
            for folder in folders:
                folder.mkdir()
            git = str(options.mirror / first["repo"] / "repo")
            base, head = (scorer.GitTree(git, first["prefixes"], str(folder)) for folder in folders)
            for one in commits:
                old, new = (one["parent"], one["sha"]) if kind == "benign" else (one["sha"], one["parent"])
                base.goto(old)
                if kind == "real" and one.get("only_files"):
                    head.goto(old)
                    there = head.ls(new)
                    names = one["only_files"]
                    changes = {name: head.blob(there[name]) if name in there else None for name in names}
                    scorer.put(str(folders[1]), changes)
                    head.have.update(dict.fromkeys(names, "dirty"))
                else:
                    head.goto(new)
                yield _of_commit(scorer, kind, one, folders)


def _of_commit(scorer: ModuleType, kind: str, one: Mapping[str, Any], folders: Sequence[Path]) -> Row:
    began = time.process_time()
    error, found = "", []
    try:
        before = side(folders[0], folders[0].with_suffix(".db"))
        try:
            found = _findings(before, folders[1], folders[1].with_suffix(".db"))
        finally:
            before.graph.close()
    except Exception as failed:  # a check that fails is a row of the table
        error = f"{type(failed).__name__}: {failed}"
    family = one.get("category", "")
    caught, any_family = bool(found), bool(found)
    if kind == "real":
        meta = {"expected_rule_family": family, "files": one["files"], "operator": "", "symbol": ""}
        caught, any_family = scorer.judge(meta, found)
    return Row(
        one["id"],
        one["app"],
        family,
        kind,
        caught,
        any_family,
        time.process_time() - began,
        error,
        str(one.get("subject", "")),
        [_short(f) for f in found],
    )


def sampled(every: Sequence[T], key: Callable[[T], object], most: int, seed: int) -> list[T]:
    """As many of each kind, drawn from a seed, in the order of the list."""
    kinds: dict[object, list[int]] = defaultdict(list)
    for number, one in enumerate(every):
        kinds[key(one)].append(number)
    drawn = [n for kind, there in kinds.items() for n in Random(f"{seed} {kind}").sample(there, min(most, len(there)))]
    return [every[n] for n in sorted(drawn)]


def _apart(mutants: Iterable[Mutant], most: int) -> Iterator[list[Mutant]]:
    """Groups in which no two touch one file."""
    groups: list[tuple[list[Mutant], set[str]]] = []
    for one in mutants:
        for group, files in groups:
            if len(group) < most and not files & one.files:
                group.append(one)
                files |= one.files
                break
        else:
            groups.append(([one], set(one.files)))
    return (group for group, _ in groups)


def _plain(one: Violation) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "family": one.family,
        "file": one.place.path,
        "line": one.place.line,
        "symbol": one.symbol,
        "message": one.message,
        "severity": one.severity,
    }


def _short(found: Mapping[str, Any]) -> list[Any]:
    return [found[key] for key in ("rule", "severity", "file", "line", "message")]


def _told(rows: Iterable[Row], out: Path | None) -> list[Row]:
    """Each as soon as it is known."""
    found = []
    for row in rows:
        found.append(row)
        said = f"{row.seconds:5.1f} s  {'caught' if row.caught else 'any   ' if row.any else '-     '}  {row.id}"
        print(f"{said}  {len(row.findings)}  {row.error}", flush=True)
        if out:
            with out.open("a") as file:
                file.write(json.dumps(asdict(row)) + "\n")
    return found


def _table(rows: Sequence[Row], by: str) -> None:
    print(f"\n| {by} | n | caught | rate | any family |\n|---|---|---|---|---|")
    kinds = sorted({getattr(row, by) for row in rows})
    for name, there in [(kind, [row for row in rows if getattr(row, by) == kind]) for kind in kinds] + [("all", rows)]:
        caught, some = Counter(row.caught for row in there)[True], Counter(row.any for row in there)[True]
        print(f"| {name} | {len(there)} | {caught} | {caught / len(there):.1%} | {some / len(there):.1%} |")


def _costs(rows: Sequence[Row]) -> None:
    if not rows:
        return
    caught = [len(row.findings) for row in rows if row.caught]
    if caught:
        print(f"\nfindings of what was caught: median {statistics.median(caught)}")
    print(
        f"CPU a check: median {statistics.median(row.seconds for row in rows):.2f} s; both builds of a commit included"
    )
    for row in rows:
        if row.error:
            print(f"    {row.id}: {row.error}")


def _loaded(path: Path) -> ModuleType:
    spec = spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
