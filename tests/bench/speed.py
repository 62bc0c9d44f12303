"""What indexing and answering cost on one repository, beside what tree-sitter needs just to parse the same files.

    python tests/bench/speed.py --repo PATH [--rounds N] [--instructions]

Prints CPU seconds (medians of N rounds in which everything is run once, so that a busy machine slows all alike) and
their multiple of the floor; memory is the peak of the largest process. Instructions are the same however busy the
machine is, to a few in a thousand, and tell two versions apart that seconds do not. They are no seconds: parsing does
more of them in one, so that the multiple is smaller.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles

from process import REPOSITORY, Failed, chesterton, compiled, own_folders, run

SYMBOLS = 200  # explained one after the other
VALGRIND = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--instructions", action="store_true", help="count them too: needs valgrind, takes minutes")
    options = parser.parse_args()
    if options.instructions and shutil.which("valgrind") is None:
        parser.error("--instructions needs valgrind, which is not installed")
    repository = options.repo.resolve()
    sys.path.insert(0, str(REPOSITORY))

    compiled()
    files = python_files(repository)
    print(f"{repository.name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    stages: defaultdict[str, list[float]] = defaultdict(list)
    megabytes: list[float] = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="speed-") as name:
            work = Path(name)
            database = work / "graph.db"
            index = chesterton("index", str(repository), "--db", str(database), "--json")
            seconds["floor"].append(float(run(FLOOR, given="\n".join(map(str, files))).output))
            cold = run(index, environment=own_folders(work))
            seconds["cold index"].append(cold.seconds)
            megabytes.append(cold.megabytes)
            told = stage_seconds(cold.output)
            for stage, spent in told.items():
                stages[stage].append(spent)
            stages["all else"].append(cold.seconds - sum(told.values()))  # starting, storing, ending
            seconds["second index"].append(run(index, environment=own_folders(work)).seconds)
            seconds["--help"].append(run(chesterton("--help")).seconds)
            size = database.stat().st_size / 1e6
            if number == options.rounds - 1:
                checks, answers = latencies(repository, database)
    show(seconds, stages)
    print(f"peak memory {median(megabytes):.0f} MB, database {size:.1f} MB")
    print(f"in process: are the files still as indexed?  {spelled(checks)}")
    print(f"in process: explain, that question included  {spelled(answers)}")
    if options.instructions:
        show_instructions(repository, files)
    return 0


def python_files(repository: Path) -> list[Path]:
    """The files that the index reads."""
    from indexer.discover import discover

    return [repository / file.path for file in discover(repository).files]


def stage_seconds(printed: str) -> dict[str, float]:
    """CPU seconds by stage, those of the reading processes included, as `index --json` says them."""
    meta = json.loads(printed)["meta"]
    return {key.removeprefix("timing."): float(value) for key, value in meta.items() if key.startswith("timing.")}


def latencies(repository: Path, database: Path) -> tuple[list[float], list[float]]:
    """Wall seconds of looking whether the index is fresh, and of `explain`, for symbols from all over the graph."""
    from indexer.graph.modules import files
    from indexer.graph.names import outline
    from server.project import Project
    from server.tools.explain import explain
    from server.wording.worded import worded

    project = Project.open(repository, database=database)
    graph = project.graph()
    named = [symbol.name for file in files(graph) for symbol in outline(graph, file.path)]
    names = [name for name in named if "<locals>" not in name]  # nobody types those
    checks, answers = [], []
    for name in names[:: max(1, len(names) // SYMBOLS)][:SYMBOLS]:
        start = time.perf_counter()
        project.graph()
        checked = time.perf_counter()
        worded(explain(project, name), head="", edition="")
        checks.append(checked - start)
        answers.append(time.perf_counter() - checked)
    return checks, answers


def show(seconds: dict[str, list[float]], stages: dict[str, list[float]]) -> None:
    floor = median(seconds["floor"])
    for what, spent in seconds.items():
        print(f"{what:<14} {median(spent):8.2f} CPU s  {median(spent) / floor:6.2f} x floor   {spread(spent)}")
        if what == "cold index":
            for stage, parts in sorted(stages.items(), key=lambda row: -median(row[1])):
                print(f"  {stage:<12} {median(parts):8.2f} CPU s  {median(parts) / floor:6.2f} x floor")


def show_instructions(repository: Path, files: list[Path]) -> None:
    """Of parsing alone, and of a cold index in one process."""
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        work = Path(name)
        index = chesterton("index", str(repository), "--db", str(work / "graph.db"), "--jobs", "1")
        floor = instructions(FLOOR, work, given="\n".join(map(str, files))) - instructions(FLOOR, work)
        cold = instructions(index, work, environment={**own_folders(work), "PYTHONHASHSEED": "0"})
    print(f"{'floor':<14} {floor / 1e9:8.2f} billion instructions")
    print(f"{'cold index':<14} {cold / 1e9:8.2f} billion instructions  {cold / floor:6.2f} x floor")


def instructions(
    command: list[str], work: Path, *, given: str = "", environment: Mapping[str, str] | None = None
) -> int:
    log = work / "instructions"
    run([*VALGRIND, f"--log-file={log}", *command], given=given, environment=environment)
    found = re.search(r"I\s+refs:\s+([\d,]+)", log.read_text())
    if found is None:
        raise Failed(f"valgrind did not say how many instructions it counted: {log.read_text()[-800:]}")
    return int(found[1].replace(",", ""))


def spelled(latency: list[float]) -> str:
    p95 = quantiles(latency, n=20)[-1]
    return f"p50 {1000 * median(latency):.1f} ms, p95 {1000 * p95:.1f} ms, slowest {1000 * max(latency):.1f} ms"


def spread(spent: list[float]) -> str:
    return f"({min(spent):.2f} to {max(spent):.2f})" if len(spent) > 1 else ""


if __name__ == "__main__":
    sys.exit(main())
