"""Scores the index against what real applications' frameworks say at run time, and compares with the marks on record.

    python tests/bench/run.py --apps FOLDER [--only NAME,NAME] [--bench FOLDER] [--write [--accept]] [--all]

Applications are the subfolders of FOLDER named as in the table of the bench's README; those not there are left out.
A checkout of PyCG there, in `PyCG`, has its micro-benchmark of calls run as well.
Exit status: 0 nothing dropped, 1 a figure dropped by more than half a point, 2 a measurement could not be made.
"""

import argparse
import json
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from marks import Difference, Mark, Measures, compare, from_scores, merge, read, write
from process import REPOSITORY, Failed, chesterton, own_folders, run

MARKS = Path(__file__).with_name("marks.json")
MICRO, SNIPPETS = "PyCG", Path("micro-benchmark", "snippets")


@dataclass(frozen=True, slots=True)
class Application:
    name: str  # of its truth
    version: str  # commit, or release of a wheel
    folder: Path  # what is indexed


def main() -> int:
    options = read_options()
    applications = [
        application
        for application in find_applications(options.bench, options.apps)
        if not options.only or application.name in options.only
    ]
    if not applications:
        print(f"none of the bench's applications is in {options.apps}", file=sys.stderr)
        return 2
    marks = read(MARKS)
    dropped = failed = False
    for folder, sharing in groupby(applications, key=lambda application: application.folder):
        try:
            for application, measures in measure(folder, list(sharing), bench=options.bench):
                dropped |= compare_with(marks, application, measures, options)
        except Failed as problem:
            print(f"\n{folder.name}: {problem}", file=sys.stderr)
            failed = True
    return 1 if dropped else 2 if failed else 0


def compare_with(
    marks: dict[str, Mark], application: Application, measures: Measures, options: argparse.Namespace
) -> bool:
    """Show what changed and, when asked, put it on record; whether anything dropped."""
    mark = marks.get(application.name)
    differences = compare(mark["measures"] if mark else {}, measures)
    show(application, differences, mark=mark, everything=options.all)
    if options.write:
        record(marks, application, measures, accept=options.accept)
    return any(row.dropped for row in differences)


def read_options() -> argparse.Namespace:
    bench = REPOSITORY.parent / "shared" / "bench"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apps", type=Path, required=True, help="folder that holds the applications")
    parser.add_argument("--only", type=lambda text: text.split(","), help="names, separated by commas")
    parser.add_argument("--bench", type=Path, default=bench, help="folder of the bench")
    parser.add_argument("--write", action="store_true", help="put what improved, and what is new, into marks.json")
    parser.add_argument("--accept", action="store_true", help="with --write: record drops as well")
    parser.add_argument("--all", action="store_true", help="print every figure, not only those that changed")
    return parser.parse_args()


def find_applications(bench: Path, apps: Path) -> Iterator[Application]:
    """The rows of the bench's table (name, source, version, index this folder, ...) whose folder is here."""
    for line in (bench / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) < 4:
            continue
        names, source, version, inner = cells[:4]
        if version == "wheel":  # then the source is a registry, a package and its release
            version = " ".join(source.split()[1:3])
        home, *_ = all_names = [name.strip() for name in names.split(",")]
        inside = re.fullmatch(r"`([\w/]+)`", inner)
        for name in all_names:
            if not (bench / "truth" / f"{name}.json.xz").exists() or not (apps / home).is_dir():
                continue
            folder = apps / home
            if inside and (folder / inside[1]).is_dir():
                folder /= inside[1]
            yield Application(name, version, folder)
    if (apps / MICRO / SNIPPETS).is_dir():
        yield Application(MICRO, "micro-benchmark", apps / MICRO / SNIPPETS)


def measure(folder: Path, applications: list[Application], *, bench: Path) -> Iterator[tuple[Application, Measures]]:
    """What each of the applications whose truths speak of one folder scores; the folder is indexed once."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        if applications[0].name == MICRO:
            print(f"\n{MICRO}: one index for each case", flush=True)
            yield applications[0], micro_benchmark(folder, work, bench=bench)
            return
        print(f"\n{folder.name}: {index(folder, work)}", flush=True)
        for application in applications:
            yield application, score(application, work / "facts.json", bench=bench)


def index(folder: Path, work: Path) -> str:
    """Index into a database and a cache of its own, leave the facts in `work`; says what it took."""
    database = work / "graph.db"
    where = [str(folder), "--db", str(database)]
    indexed = run(chesterton("index", *where, "--json"), environment=own_folders(work))
    facts = run(chesterton("facts", *where), environment=own_folders(work))
    (work / "facts.json").write_text(facts.output, encoding="utf-8")
    size = database.stat().st_size / 1e6
    return f"index {indexed.seconds:.1f} CPU s, {indexed.megabytes:.0f} MB, database {size:.1f} MB"


def score(application: Application, facts: Path, *, bench: Path) -> Measures:
    truth = bench / "truth" / f"{application.name}.json.xz"
    command = [sys.executable, str(bench / "score.py"), str(truth), str(facts)]
    measures = scores(run([*command, "--json"]).output) | access(run(command).output)
    if json.loads(facts.read_text(encoding="utf-8")).get("calls"):
        measures |= edges(run([sys.executable, str(bench / "edges.py"), str(application.folder), str(facts)]).output)
    return measures


def scores(printed: str) -> Measures:
    """One scorer prints its JSON over many lines, the other prints a table and then its JSON in one."""
    start = 0 if printed.startswith("{") else printed.rfind("\n{")
    if start < 0:
        raise Failed(f"the scorer printed no JSON: {printed[-300:]}")
    return from_scores(json.loads(printed[start:]))


def access(printed: str) -> Measures:
    """Of the endpoints that are guarded in truth: how many are not called public, and of how many we say anything."""
    found = re.search(r"called public ([\d.]+) %, unknown ([\d.]+) %", printed)
    if not found:
        return {}
    public, unknown = float(found[1]), float(found[2])
    return {"access": {"not public": round(100 - public, 1), "known": round(100 - unknown, 1)}}


def edges(printed: str) -> Measures:
    """The share of call edges that were not bound by a matching name where types were needed."""
    found = re.search(r"([\d.]+) % of \d+ call edges", printed)
    return {"edges": {"typed": round(100 - float(found[1]), 2)}} if found else {}


def micro_benchmark(snippets: Path, work: Path, *, bench: Path) -> Measures:
    """Precision and recall of call edges over small cases; indexed from a copy, since each leaves an index behind."""
    copy = work / "snippets"
    shutil.copytree(snippets, copy)
    scorer = [sys.executable, str(bench / "score.py"), "--pycg", str(copy), "--cmd", shlex.join(chesterton("facts"))]
    printed = run(scorer, environment=own_folders(work)).output
    found = re.search(r"pycg\.edges +P +([\d.]+)% +R +([\d.]+)%", printed)
    if not found:
        raise Failed(f"the micro-benchmark printed no figures: {printed[-300:]}")
    return {"calls": {"precision": float(found[1]), "recall": float(found[2])}}


def show(application: Application, differences: list[Difference], *, mark: Mark | None, everything: bool) -> None:
    print(f"{application.name} at {application.version[:32]}")
    if mark and mark["application"] != application.version:
        print(f"  the marks are of {mark['application'][:32]}")
    width = max((len(row.measure) for row in differences), default=0)
    for row in differences:
        if mark and not everything and not row.dropped and abs(row.change) < 0.05:
            continue
        note = "DROPPED" if row.dropped else "new" if mark and row.before is None else ""
        change = f"{row.change:+7.2f}" if None not in (row.before, row.now) else ""
        figures = f"{percent(row.before)} {percent(row.now)} {change:>7}"
        print(f"  {row.measure:<{width}}  {row.figure:<21} {figures}  {note}".rstrip())
    if mark and not everything:
        print(f"  {sum(abs(row.change) < 0.05 for row in differences)} of {len(differences)} figures unchanged")


def percent(value: float | None) -> str:
    return "      -" if value is None else f"{value:7.2f}"


def record(marks: dict[str, Mark], application: Application, measures: Measures, *, accept: bool) -> None:
    mark = marks.get(application.name)
    merged = merge(mark["measures"] if mark else {}, measures, accept=accept)
    if merged.changed or not mark or mark["application"] != application.version:
        ours = run(["git", "-C", str(REPOSITORY), "rev-parse", "--short=12", "HEAD"]).output.strip()
        marks[application.name] = Mark(application=application.version, ours=ours, measures=merged.measures)
        write(MARKS, marks)


if __name__ == "__main__":
    sys.exit(main())
