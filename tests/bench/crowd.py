"""Many processes at one repository: some ask, some edit. Is every answer there, and none older than its question?

    python tests/bench/crowd.py [--repo tests/apps/shop] [--asking 8] [--editing 2] [--minutes 5]

Works on a copy. Each editor rewrites a module of its own again and again, with a number in it that only grows. Half of
the askers keep a project open, as a server does, the others start the command line for each question; a question reads
the number that stands in the file first, and the answer must tell that one or a later one. Askers also write decisions
into the ledger and time how long its lock keeps them waiting. Prints questions, the slowest answers, the longest wait
for the lock, errors and stale answers; exit 1 on any error, stale answer, lost decision or wait of over two seconds.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from editing import copied
from kills import in_git, opened_task
from process import REPOSITORY, chesterton, own_folders, run

LONGEST_WAIT = 2.0  # seconds for a lock
PAUSE = 0.7  # seconds between two edits of one editor
NUMBER = re.compile(r"edition number (\d+)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, default=REPOSITORY / "tests/apps/shop")
    parser.add_argument("--asking", type=int, default=8)
    parser.add_argument("--editing", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--role", nargs=4, metavar=("WHAT", "NUMBER", "TASK", "UNTIL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))
    if options.role:
        what, number, task, until = options.role
        return play(what, options.repo, int(number), task, float(until), editors=options.editing)
    with tempfile.TemporaryDirectory(prefix="crowd-") as name:
        work = Path(name)
        copy = copied(options.repo, work)
        in_git(copy)
        os.environ.update(own_folders(work))
        for editor in range(options.editing):
            write(copy, editor, 1)
        return watch(copy, opened_task(copy), options)


def watch(copy: Path, task: str, options: argparse.Namespace) -> int:
    until = time.time() + 60 * options.minutes
    roles = [("edit", number) for number in range(options.editing)]
    roles += [("serve" if number % 2 else "command", number) for number in range(options.asking)]
    myself = [sys.executable, __file__, "--repo", str(copy), "--editing", str(options.editing)]
    started = [
        subprocess.Popen(
            [*myself, "--role", what, str(number), task, str(until)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for what, number in roles
    ]
    told = [json.loads(process.communicate()[0] or "{}") for process in started]
    asked = [said for said in told if "seconds" in said]
    errors = [line for said in told for line in said.get("errors", ())]
    errors += [f"{what} {number} died" for (what, number), said in zip(roles, told, strict=True) if not said]
    stale = [line for said in asked for line in said["stale"]]
    seconds = [second for said in asked for second in said["seconds"]]
    waits = [wait for said in asked for wait in said["waits"]]
    lost = lost_decisions(copy, task, sum(len(said["waits"]) for said in asked))
    edits = sum(said.get("edits", 0) for said in told)
    print(f"{options.asking} asking, {options.editing} editing, {options.minutes:g} minutes, {edits} edits")
    if seconds:
        print(f"{len(seconds)} answers: median {median(seconds):.2f} s, slowest {max(seconds):.2f} s by the clock")
    if waits:
        print(
            f"{len(waits)} written: median {median(waits):.3f} s, longest {max(waits):.3f} s for its lock, {lost} lost"
        )
    print(f"{len(errors)} errors, {len(stale)} stale answers")
    for line in [*errors, *stale][:20]:
        print(f"    {line[:300]}")
    return 1 if errors or stale or lost or max(waits, default=0.0) > LONGEST_WAIT else 0


def lost_decisions(copy: Path, task: str, written: int) -> int:
    from server.ledger import Ledger

    return written - len(Ledger.of(copy).entries(task, "decision"))


def play(what: str, copy: Path, number: int, task: str, until: float, *, editors: int) -> int:
    edits = what == "edit"
    print(json.dumps(edit(copy, number, until) if edits else ask(what, copy, number, task, until, editors=editors)))
    return 0


def edit(copy: Path, editor: int, until: float) -> dict[str, object]:
    edition = 1
    while time.time() < until:
        edition += 1
        write(copy, editor, edition)
        time.sleep(PAUSE)
    return {"edits": edition - 1}


def write(copy: Path, editor: int, edition: int) -> None:
    """As editors do: a new file, renamed in."""
    path = module(copy, editor)
    written = path.with_suffix(".new")
    written.write_text(f'def marked_{editor}():\n    """Edition number {edition}."""\n', encoding="utf-8")
    written.replace(path)


def module(copy: Path, editor: int) -> Path:
    return copy / f"edited_by_{editor}.py"


def ask(what: str, copy: Path, number: int, task: str, until: float, *, editors: int) -> dict[str, object]:
    from server.ledger import Ledger
    from server.project import Project
    from server.tools.explain import explain
    from server.wording.worded import worded

    project = Project.open(copy)
    said: dict[str, list] = {"seconds": [], "waits": [], "stale": [], "errors": []}
    while time.time() < until:
        editor = len(said["seconds"]) % editors
        name = f"marked_{editor}"
        wanted = edition_in(module(copy, editor).read_text(encoding="utf-8"))
        began = time.monotonic()
        try:
            if what == "serve":
                answer = str(
                    worded(project.asked(lambda graph, name=name: explain(project, name)), head="", edition="")
                )
            else:
                answer = run(chesterton("explain", name, "--root", str(copy))).output
        except Exception as error:  # whatever it is, it is what an agent would have been told
            said["errors"].append(f"{what} {number}: {type(error).__name__}: {error}")
            continue
        said["seconds"].append(time.monotonic() - began)
        told = edition_in(answer)
        if told < wanted:
            said["stale"].append(f"{what} {number} was told {told}, the file said {wanted} before the question")
        began = time.monotonic()
        Ledger.of(copy).append("decision", task, {"decision": f"{number}"}, actor="crowd", branch="", commit="")
        said["waits"].append(time.monotonic() - began)
    return said


def edition_in(text: str) -> int:
    found = NUMBER.search(text.lower())
    return int(found[1]) if found else 0


if __name__ == "__main__":
    sys.exit(main())
