"""What indexing costs on repositories of several sizes, stage by stage, beside what tree-sitter needs just to parse the
same files. A stage whose cost grows with the lines has the same multiple everywhere.

    python tests/bench/growth.py REPOSITORY... [--rounds N]

Prints medians of N rounds in which every repository is indexed once, so that a busy machine slows all alike; the floor
is measured before and after each index.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from process import REPOSITORY, chesterton, compiled, own_folders, run
from speed import FLOOR, python_files, stage_seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPOSITORY")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))

    compiled()
    files = {path.resolve(): python_files(path.resolve()) for path in options.repositories}
    measured: dict[Path, defaultdict[str, list[float]]] = {path: defaultdict(list) for path in files}
    for _ in range(options.rounds):
        for repository, read in files.items():
            for what, figure in costs(repository, read).items():
                measured[repository][what].append(figure)
    sizes = {path: sum(file.read_bytes().count(b"\n") for file in read) for path, read in files.items()}
    order = sorted(files, key=lambda path: sizes[path])
    show("", [path.name for path in order])
    show("files", [f"{len(files[path]):,}" for path in order])
    show("lines", [f"{sizes[path]:,}" for path in order])
    show("floor, CPU s", [f"{median(measured[path]['floor']):.2f}" for path in order])
    show("MB at most", [f"{max(measured[path]['megabytes']):.0f}" for path in order])
    shown = measured[order[-1]]
    for what in sorted(shown.keys() - {"floor", "megabytes"}, key=lambda what: -median(shown[what])):
        show(what, [f"{median(measured[path][what]):.2f} x" if measured[path][what] else "" for path in order])
    return 0


def costs(repository: Path, read: list[Path]) -> dict[str, float]:
    """CPU seconds of the floor, memory, and the multiple of the floor of each stage and of the whole."""
    listed = "\n".join(map(str, read))
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        work = Path(name)
        before = float(run(FLOOR, given=listed).output)
        command = chesterton("index", str(repository), "--db", str(work / "graph.db"), "--json")
        index = run(command, environment=own_folders(work))
        floor = (before + float(run(FLOOR, given=listed).output)) / 2
    stages = {stage: seconds / floor for stage, seconds in stage_seconds(index.output).items()}
    whole = index.seconds / floor
    return {
        "floor": floor,
        "megabytes": index.megabytes,
        "whole index": whole,
        **stages,
        "all else": whole - sum(stages.values()),
    }


def show(what: str, figures: list[str]) -> None:
    print(f"{what:<14}" + "".join(f"{figure:>16}" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
