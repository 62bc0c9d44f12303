"""What is written for people stays true: examples run, pages follow the code, nothing that can be typed is left out."""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from server.ledger import SCHEMA, Kind
from server.main import command_line, main
from server.tools import TOOLS
from tests.pages import FAMILIES, PAGES
from tests.server.test_check import git, shop  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
EDIT = "# an edit takes @transaction.atomic off refund_order"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def examples(text: str) -> Iterator[tuple[str, list[str]]]:
    """Commands as they are typed, each with the lines of its answer; edits are commands without an answer."""
    for block in CONSOLE.findall(text):
        command, answer = "", []
        for line in block.splitlines():
            if line.startswith(("$ ", "# ")):
                if command:
                    yield command, answer
                command, answer = line.removeprefix("$ "), []
            else:
                answer.append(line)
        yield command, answer


def is_said(line: str, output: str) -> bool:
    """All parts of a line, which `…` separates, in their order; how it is indented is not said."""
    parts = [re.escape(" ".join(part.split())) for part in line.split("…") if part.strip()]
    return re.search(".*?".join(parts), " ".join(output.split())) is not None


def test_the_examples_of_the_readme_run(
    shop: Path,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(shop)
    task, asked = "", set()
    for command, answer in examples(text_of(ROOT / "README.md")):
        if command == EDIT:
            path = shop / "shop" / "orders" / "services.py"
            before = path.read_text()
            path.write_text(before.replace("@transaction.atomic\ndef refund_order", "def refund_order"))
            assert path.read_text() != before
            continue
        words = [task if word == "ID" else word for word in shlex.split(command)]
        assert words[0] == "chesterton"
        assert main(words[1:]) in (0, 1)
        output = capsys.readouterr().out
        asked.add(words[1])
        if words[1] == "plan-change":
            task = re.search(r"^task (\S+):", output, re.MULTILINE)[1]  # type: ignore[index]
        missing = [line for line in answer if not is_said(line, output)]
        assert not missing, f"$ {command}\n{output}"
    tools = {tool.__name__.replace("_", "-").replace("check-change", "check") for tool in TOOLS}
    assert asked >= tools, "each tool is shown with a real answer"


def test_an_answer_that_is_not_given_would_be_seen() -> None:
    assert is_said("a … c", "a b\n c")
    assert not is_said("c … a", "a b c")
    assert not is_said("d", "a b c")


@pytest.mark.parametrize(("name", "page"), PAGES.items())
def test_pages_follow_the_code(name: str, page: Callable[[], str]) -> None:
    assert text_of(ROOT / "docs" / name) == page(), "run `python tests/pages.py` and read the difference"


def test_every_family_is_a_folder_of_rules() -> None:
    rules = ROOT / "constraints" / "rules"
    assert {path.parent.name for path in rules.glob("*/*.py")} == set(FAMILIES)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)):
        if "://" not in target:
            file, _, heading = target.partition("#")
            to = path.parent / file if file else path
            assert to.exists(), target
            headings = {
                re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                for line in text_of(to).splitlines()
                if line.startswith("#")
            }
            assert not heading or heading in headings, target


def test_every_key_of_chesterton_toml_is_explained() -> None:
    schema = json.loads(text_of(ROOT / "docs" / "chesterton.schema.json"))
    page = text_of(ROOT / "docs" / "chesterton-toml.md")
    keys = {key for found in schema["$defs"].values() for key in found.get("properties", ())}
    assert len(keys) > 10
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page)] == []


def test_the_ledger_is_described_column_by_column() -> None:
    page = text_of(ROOT / "docs" / "ledger.md")
    columns = re.findall(r"^    \"?(\w+)\"? +(?:TEXT|INTEGER)", SCHEMA, re.MULTILINE)
    assert len(columns) == 8
    assert [name for name in (*columns, *get_args(Kind)) if f"| `{name}` |" not in page] == []


def test_what_is_named_to_extend_is_there() -> None:
    page = text_of(ROOT / "docs" / "extending.md")
    for place in re.findall(r"`((?:indexer|constraints|server|tests)/[\w/.]+?)/?`", page):
        assert (ROOT / place).exists(), place
    for name, place in re.findall(r"`([A-Z]+)`\s+of\s+`([\w/.]+)`", page):
        assert re.search(rf"^{name}\b", text_of(ROOT / place), re.MULTILINE), f"{name} of {place}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_commands_that_are_written_anywhere_exist(path: Path) -> None:
    commands = set(command_line.commands)
    written = re.findall(r"^\s*(?:\$ )?chesterton ([a-z][a-z-]+)", text_of(path), re.MULTILINE)
    assert [name for name in written if name not in commands] == []
