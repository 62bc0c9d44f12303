"""What a check and a hook cost after one edit, when both graphs are there, beside what the index does.

    python tests/bench/warm.py --repo PATH [--each N] [--seed N] [--only REGEX]

The repository is copied, put into git and checked once. Then each edit is made alone: the first check brings the head
forward or builds it, `again` is the least of three that find both graphs there, `hook` a hook that has looked before.
Of each kind N edits are drawn from the seed. CPU seconds; memory is the peak of the largest process.
"""

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from editing import LEFT_OUT
from process import REPOSITORY, Failed, Finished, chesterton, compiled, own_folders, run

AGAIN = 3
NEUTRAL = "warm_figure"  # names something that nobody has
Draw = Callable[[str], str | None]  # a file's text after the edit; None where there is nothing to edit


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    roles: tuple[str, ...]  # of the modules that are edited; () for all, 'test' for tests
    draw: Callable[[Random], Draw]
    cold: bool = False  # the head is built anew, whatever could be brought forward


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="REGEX")
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))
    compiled()
    with tempfile.TemporaryDirectory(prefix="warm-") as name:
        work = Path(name).resolve()
        root = work / options.repo.resolve().name
        shutil.copytree(options.repo, root, ignore=LEFT_OUT, symlinks=True)
        for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "begin"]):
            subprocess.run(
                ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command], cwd=root, check=True
            )
        told = Told(root, own_folders(work))
        database = str(work / "alone.db")
        index = run(chesterton("index", str(root), "--db", database, "--json"), environment=own_folders(work / "alone"))
        told.line("index", index)
        told.line("first check of all", told.check())
        told.line("nothing edited", told.again())
        every = sources(root)
        for kind in KINDS:
            if re.search(options.only, kind.name):
                for path, text in drawn(kind, every, root, Random(f"{options.seed} {kind.name}"), options.each):
                    told.edit(kind, path, text)
    return 0


class Told:
    """What each edit cost, line by line."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root, self.environment = root, environment
        print(f"{'':28}{'first':>8}{'again':>8}{'hook':>8}{'MB':>6}")

    def check(self) -> Finished:
        command = chesterton("check", "--root", str(self.root), "--fail-on", "never")
        return run(command, environment=self.environment)

    def again(self) -> Finished:
        return min((self.check() for _ in range(AGAIN)), key=lambda one: one.seconds)

    def hook(self) -> float | None:
        """None where it holds the agent back."""
        command = chesterton("hook", "post-edit")
        try:
            said = f'{{"cwd": "{self.root}", "session_id": "warm"}}'
            run(command, given=said, environment=self.environment)
            return min(run(command, given=said, environment=self.environment).seconds for _ in range(AGAIN))
        except Failed:
            return None

    def edit(self, kind: Kind, path: str, text: str) -> None:
        file = self.root / path
        before = file.read_bytes()
        try:
            if kind.cold:
                (self.root / ".chesterton" / "graph.db").unlink()
            file.write_text(text, encoding="utf-8")
            first, again = self.check(), self.again()
            self.line(kind.name, first, again, self.hook(), f"{self.came()} {path}")
        finally:
            file.write_bytes(before)
            self.check()

    def came(self) -> str:
        from indexer.graph import Graph

        with Graph.open(self.root / ".chesterton" / "graph.db") as graph:
            return "forward" if "written" in graph.meta else "anew   "

    def line(
        self, name: str, first: Finished, again: Finished | None = None, hook: float | None = None, says: str = ""
    ) -> None:
        seconds = f"{first.seconds:8.2f}{again.seconds if again else 0:8.2f}{hook or 0:8.2f}".replace(
            "    0.00", "       -"
        )
        print(
            f"{name:28}{seconds}{max(first.megabytes, again.megabytes if again else 0):6.0f} {says}".rstrip(),
            flush=True,
        )


def sources(root: Path) -> dict[str, str]:
    """Roles of the modules, `test` for tests, by path; what is no Python has none."""
    from indexer.graph import Graph
    from indexer.graph.modules import files

    with Graph.open(root / ".chesterton" / "graph.db") as graph:
        found = {file.path: "test" if file.is_test else file.role for file in files(graph)}
    return found | {path.name: "" for path in root.glob("README*")}


def drawn(kind: Kind, every: dict[str, str], root: Path, random: Random, number: int) -> Iterator[tuple[str, str]]:
    paths = sorted(path for path, role in every.items() if role in kind.roles)
    random.shuffle(paths)
    for path in paths:
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        after = kind.draw(random)(text)
        if after is not None and after != text:
            yield path, after
            number -= 1
        if not number:
            return


def in_a_body(random: Random) -> Draw:
    """A statement more in some function."""

    def draw(text: str) -> str | None:
        functions = [
            node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.name[0] != "_"
        ]
        return inserted(text, random.choice(functions).body[-1], f"{NEUTRAL} = 1") if functions else None

    return draw


def on_a_class(random: Random) -> Draw:
    """Another text where a class gives one a name."""

    def draw(text: str) -> str | None:
        values = [
            statement.value
            for cls in ast.walk(ast.parse(text))
            if isinstance(cls, ast.ClassDef)
            for statement in cls.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str) and statement.value.lineno == statement.value.end_lineno
        ]  # fmt: skip
        if not values:
            return None
        value = random.choice(values)
        lines = text.splitlines(keepends=True)
        line = lines[value.lineno - 1].encode()
        lines[value.lineno - 1] = (line[: value.col_offset] + b"'another text'" + line[value.end_col_offset :]).decode()
        return "".join(lines)

    return draw


def an_import(random: Random) -> Draw:
    def draw(text: str) -> str | None:
        imports = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
        return inserted(text, imports[-1], "import colorsys") if imports else None

    return draw


def a_function(random: Random) -> Draw:
    return lambda text: f"{text.rstrip()}\n\n\ndef {NEUTRAL}(value):\n    return value\n"


def a_word(random: Random) -> Draw:
    return lambda text: f"{text.rstrip()}\n\nAnother sentence.\n"


def inserted(text: str, before: ast.stmt, line: str) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(before.lineno - 1, f"{' ' * before.col_offset}{line}\n")
    return "".join(lines)


KINDS = (
    Kind("a view's body", ("entry point",), in_a_body),
    Kind("a model's body", ("model",), in_a_body),
    Kind("a utility's body", ("utility", "service"), in_a_body),
    Kind("a class's attribute", ("entry point", "model", "schema"), on_a_class),
    Kind("an import", ("entry point", "service", "utility"), an_import),
    Kind("a new function", ("entry point", "service", "utility"), a_function),
    Kind("a test", ("test",), in_a_body),
    Kind("no source", ("",), a_word),
    Kind("a view's body, built anew", ("entry point",), in_a_body, cold=True),
    Kind("a model's body, built anew", ("model",), in_a_body, cold=True),
)

if __name__ == "__main__":
    sys.exit(main())
