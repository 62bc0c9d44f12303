"""Does a killed process leave a wrong answer or lose a decision? `kill -9` at random moments, looked at after each.

    python tests/bench/kills.py [--repo tests/apps/shop] [--kills 200] [--seed 1]

Works on a copy in git. Before each kill a file changes, so that there is something to build; then one of `index`,
`check` and `record-decision` is started and killed after a random time, which some of them outrun.
After each kill the same repository is asked once more: the graph has to equal one that a cold build makes of the same
files, `check` has to say what it says when nothing was killed, and every decision whose command came to its end has to
be in the ledger, once. Prints what was killed and where, and what was wrong; exit 1 on any.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from editing import copied
from process import REPOSITORY, chesterton, own_folders, run
from tables import Graph, differences, rows

COMMANDS = ("index", "check", "record-decision")
EDITED = "edited_while_killed.py"  # a module of the copy: its content says which state the repository is in
STATES = 4
STAMPS = 4  # columns of `files` before the stamps: id, path, hash, size
LONGER = 1.3  # than the command and a build take: some come to their end
NOTHING_STARTS = 0.04  # seconds in which a process has done nothing of ours yet


@dataclass
class Expected:
    """What an undisturbed run says of one state of the repository."""

    graph: Graph
    findings: object


@dataclass
class Seen:
    killed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)  # before they could be killed
    wrong: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, default=REPOSITORY / "tests/apps/shop")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))
    random = Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        work = Path(name)
        copy = copied(options.repo, work)
        in_git(copy)
        os.environ.update(own_folders(work))
        task = opened_task(copy)
        expected, seconds = undisturbed(copy, work, task)
        seen = Seen()
        while seen.killed.total() < options.kills:
            strike(copy, task, random, seconds, expected, seen)
    print(f"killed {dict(seen.killed)}, ended before the kill {dict(seen.ended)}, seed {options.seed}")
    print(f"{len(seen.recorded)} decisions recorded; {len(seen.wrong)} wrong")
    for line in seen.wrong[:20]:
        print(f"    {line[:300]}")
    return 1 if seen.wrong else 0


def in_git(copy: Path) -> None:
    settings = ("-c", "user.name=kills", "-c", "user.email=kills@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*settings, "commit", "-qm", "as it was")):
        subprocess.run(["git", *words], cwd=copy, check=True, capture_output=True)


def opened_task(copy: Path) -> str:
    answered = run(chesterton("plan-change", "refund an order", "--root", str(copy), "--json"))
    return json.loads(answered.output)["answer"]["task"]


def edit(copy: Path, state: int) -> None:
    """`state` functions, so that states differ in rows and not only in text."""
    text = "".join(f"def edited_{number}(order):\n    return order.total + {state}\n\n\n" for number in range(state))
    (copy / EDITED).write_text(text, encoding="utf-8")


def undisturbed(copy: Path, work: Path, task: str) -> tuple[dict[int, Expected], dict[str, float]]:
    """By state what is right, and by command the seconds by the clock that it takes."""
    found: dict[int, Expected] = {}
    seconds: dict[str, float] = {}
    for state in range(STATES):
        edit(copy, state)
        cold = work / f"cold-{state}.db"
        run(chesterton("index", str(copy), "--db", str(cold), "--json"))
        for command in COMMANDS:
            began = time.monotonic()
            run(words(command, copy, task, f"undisturbed {state}"))
            seconds[command] = time.monotonic() - began
        found[state] = Expected(without_stamps(rows(cold)), findings(copy))
    return found, seconds


def without_stamps(graph: Graph) -> Graph:
    """When a file was written is all that may differ between two times that it was written."""
    return {**graph, "files": Counter(row[:STAMPS] for row in graph["files"].elements())}


def words(command: str, copy: Path, task: str, said: str) -> list[str]:
    if command == "index":
        return chesterton("index", str(copy), "--json")
    if command == "check":
        return chesterton("check", "--root", str(copy), "--format", "json", "--fail-on", "never")
    return chesterton("record-decision", task, said, "--why", "it was asked", "--root", str(copy))


def findings(copy: Path) -> object:
    return json.loads(run(words("check", copy, "", "")).output)["findings"]


def strike(
    copy: Path, task: str, random: Random, seconds: dict[str, float], expected: dict[int, Expected], seen: Seen
) -> None:
    state, command = random.randrange(STATES), random.choice(COMMANDS)
    edit(copy, state)
    said = f"decision {len(seen.recorded)} {seen.killed.total()} {seen.ended.total()}"
    process = subprocess.Popen(
        words(command, copy, task, said), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    build = seconds["index"] if command != "index" else 0.0
    after = random.uniform(NOTHING_STARTS, LONGER * (seconds[command] + build))
    try:
        ended = process.wait(timeout=after)
        seen.ended[command] += 1
        if ended == 0 and command == "record-decision":
            seen.recorded.append(said)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        seen.killed[command] += 1
    what = f"{command} killed after {after:.2f} s in state {state}"
    found = wrong(copy, task, expected[state], seen)
    seen.wrong += [f"{what}: {line}" for line in found]
    print(f"{what}{f'  {len(found)} WRONG' if found else ''}", flush=True)


def wrong(copy: Path, task: str, right: Expected, seen: Seen) -> list[str]:
    from server.ledger import Ledger
    from server.project import Project

    found = list(differences(without_stamps(rows(Project.open(copy).graph().path)), right.graph))
    if findings(copy) != right.findings:
        found.append("check says something else")
    kept = Counter(entry.body.get("decision") for entry in Ledger.of(copy).entries(task, "decision"))
    found += [f"{said!r} is in the ledger {kept[said]} times" for said in seen.recorded if kept[said] != 1]
    return found


if __name__ == "__main__":
    sys.exit(main())
