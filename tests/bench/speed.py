"""What indexing and answering cost on one repository, beside what tree-sitter needs just to parse the same files.

    python tests/bench/speed.py --repo PATH [--rounds N]

Prints CPU seconds (medians of N rounds in which everything is run once, so that a busy machine slows all alike) and
their multiple of the floor; memory is the peak of the largest process.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles

from process import REPOSITORY, chesterton, own_folders, run

SYMBOLS = 200  # explained one after the other
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    repository = options.repo.resolve()
    sys.path.insert(0, str(REPOSITORY))

    files = python_files(repository)
    print(f"{repository.name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    stages: defaultdict[str, list[float]] = defaultdict(list)
    megabytes: list[float] = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="speed-") as name:
            work = Path(name)
            database = work / "graph.db"
            index = chesterton("index", str(repository), "--db", str(database), "--timing", "--json")
            seconds["floor"].append(float(run(FLOOR, given="\n".join(map(str, files))).output))
            cold = run(index, environment=own_folders(work))
            seconds["cold index"].append(cold.seconds)
            megabytes.append(cold.megabytes)
            for stage, spent in stage_seconds(cold.output).items():
                stages[stage].append(spent)
            seconds["second index"].append(run(index, environment=own_folders(work)).seconds)
            seconds["--help"].append(run(chesterton("--help")).seconds)
            size = database.stat().st_size / 1e6
            if number == options.rounds - 1:
                latencies = explain_latencies(repository, database)
    show(seconds, stages)
    print(f"peak memory {median(megabytes):.0f} MB, database {size:.1f} MB")
    print(
        f"explain in process, {len(latencies)} symbols: p50 {1000 * median(latencies):.1f} ms,"
        f" p95 {1000 * quantiles(latencies, n=20)[-1]:.1f} ms, slowest {1000 * max(latencies):.1f} ms"
    )
    return 0


def python_files(repository: Path) -> list[Path]:
    """The files that the index reads."""
    from indexer.discover import discover

    return [repository / file.path for file in discover(repository).files]


def stage_seconds(printed: str) -> dict[str, float]:
    """CPU seconds by stage, as `index --timing --json` says them."""
    stages: dict[str, float] = json.loads(printed)["stages"]
    return stages


def explain_latencies(repository: Path, database: Path) -> list[float]:
    """Wall seconds of `explain` for symbols from all over the graph; the first answer, which opens it, is left out."""
    from indexer.graph.modules import files
    from indexer.graph.names import outline
    from server.project import Project
    from server.tools.explain import explain
    from server.wording import word

    project = Project.open(repository, database=database)
    graph = project.graph()
    names = [symbol.name for file in files(graph) for symbol in outline(graph, file.path)]
    word(explain(project, names[0]))
    latencies = []
    for name in names[:: max(1, len(names) // SYMBOLS)][:SYMBOLS]:
        start = time.perf_counter()
        word(explain(project, name))
        latencies.append(time.perf_counter() - start)
    return latencies


def show(seconds: dict[str, list[float]], stages: dict[str, list[float]]) -> None:
    floor = median(seconds["floor"])
    for what, spent in seconds.items():
        print(f"{what:<14} {median(spent):8.2f} CPU s  {median(spent) / floor:6.2f} x floor   {spread(spent)}")
        if what == "cold index":
            for stage, parts in stages.items():
                print(f"  {stage:<12} {median(parts):8.2f} CPU s  {median(parts) / floor:6.2f} x floor")


def spread(spent: list[float]) -> str:
    return f"({min(spent):.2f} to {max(spent):.2f})" if len(spent) > 1 else ""


if __name__ == "__main__":
    sys.exit(main())
