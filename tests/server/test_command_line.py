"""What a person or a script gets: the answer on stdout, words about it on stderr, and an exit code that says which."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.clients import CLIENTS
from server.commands import COMMANDS
from server.main import command_line, main
from server.project import Project
from tests.server.test_protocol import LAUNCHER, QUESTIONS

Capture = pytest.CaptureFixture[str]
HEAVY = (
    "mcp",
    "networkx",
    "sqlite_utils",
    "tree_sitter",
    "msgspec",
    "tqdm",
    "pathspec",
    "indexer.build",
    "server.tools",
)


def asked(tool: str, arguments: dict[str, object]) -> list[str]:
    (value,) = arguments.values()
    return [tool.replace("_", "-"), *(value if isinstance(value, list) else [str(value)])]


@pytest.fixture(autouse=True)
def inside(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    monkeypatch.delenv("CHESTERTON_DEBUG", raising=False)


@pytest.mark.parametrize(("tool", "arguments", "expected"), QUESTIONS)
def test_each_tool_has_a_command_with_the_same_answer(
    tool: str, arguments: dict[str, object], expected: str, capsys: Capture
) -> None:
    assert main(asked(tool, arguments)) == 0
    said = capsys.readouterr()
    assert said.out.startswith("shop · no git · index fresh (8 files)\n")
    assert expected in said.out
    assert said.err == ""


@pytest.mark.parametrize(("tool", "arguments"), [question[:2] for question in QUESTIONS])
def test_each_answer_comes_as_json_too(tool: str, arguments: dict[str, object], capsys: Capture) -> None:
    assert main([*asked(tool, arguments), "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert list(values) == ["about", "kind", "answer"]


def test_a_name_that_means_several_things_is_no_answer(capsys: Capture) -> None:
    assert main(["who-owns-field", "status"]) == 1
    assert "next: chesterton who-owns-field Basket.status" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["explain"], ["who-owns-field"], ["similar-implementations"], ["constraints-for-file"]]
)
def test_an_unknown_name_is_said_on_stderr(command: list[str], capsys: Capture) -> None:
    assert main([*command, "orders/servces.stattus"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_an_unknown_name_as_json(capsys: Capture) -> None:
    assert main(["who-owns-field", "Order.stauts", "--json"]) == 1
    values = json.loads(capsys.readouterr().out)
    assert values["kind"] == "no_answer"
    assert "Order.status" in values["answer"]["nearest"]


def test_the_repository_may_be_named(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "services.refund", "--root", str(shop)]) == 0
    assert main(["explain", "services.refund", "--root", str(shop / "shop" / "orders" / "views.py")]) == 0
    capsys.readouterr()


def test_a_file_is_named_as_in_the_current_folder(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(shop / "shop" / "orders")
    assert main(["constraints-for-file", "views.py"]) == 0
    assert "shop/orders/views.py: layer orders" in capsys.readouterr().out


def test_index_says_what_is_known(capsys: Capture) -> None:
    assert main(["index"]) == 0
    assert "8 Python files" in capsys.readouterr().out
    assert main(["index", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == 8


def test_facts_are_one_document(capsys: Capture) -> None:
    assert main(["facts"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == 1


def test_the_doctor_says_what_to_do(shop: Path, capsys: Capture) -> None:
    main(["doctor"])
    said = capsys.readouterr().out
    for word in ("python", "sqlite", "usable", "as the files are now", "unresolved", "skipped"):
        assert word in said
    (shop / ".chesterton" / "graph.db").unlink()
    assert main(["doctor"]) == 1
    assert "to do: run `chesterton index`" in capsys.readouterr().out
    assert not (shop / ".chesterton" / "graph.db").exists()
    assert main(["doctor", "--json"]) == 1
    assert {"about", "says", "todo"} == json.loads(capsys.readouterr().out)[0].keys()


def test_a_tour_shows_three_questions_that_can_be_typed(capsys: Capture) -> None:
    assert main(["tour"]) == 0
    said = capsys.readouterr().out
    commands = [line.removeprefix("$ ").split()[1:] for line in said.splitlines() if line.startswith("$ ")]
    assert [command[0] for command in commands] == ["who-owns-field", "explain", "constraints-for-file"]
    for command in commands:
        assert main(command) == 0
    assert all(f"setup {client.name} " in said for client in CLIENTS)
    assert f"serve {Path.cwd()}" in said


# What cannot be run


def only_line(capsys: Capture) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line


def test_a_folder_without_python(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["index", str(tmp_path / "empty")]) == 2
    assert "no Python files in empty" in only_line(capsys)


def test_a_missing_path(tmp_path: Path, capsys: Capture) -> None:
    assert main(["index", str(tmp_path / "nowhere")]) == 2
    assert "does not exist" in only_line(capsys)


def test_a_database_of_somebody_else(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "notes.txt").write_text("keep me")
    assert main(["explain", "Order", "--db", str(tmp_path / "notes.txt")]) == 2
    assert "left alone" in only_line(capsys)
    assert main(["index", "--db", str(tmp_path / "notes.txt")]) == 2
    assert "left alone" in only_line(capsys)
    assert (tmp_path / "notes.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explane", "x"], "Did you mean 'explain'?; see `chesterton --help`"),
        (["explain", "x", "--jsn"], "Did you mean '--json'?; see `chesterton explain --help`"),
        (["explain"], "Missing argument 'NAME'; see `chesterton explain --help`"),
    ],
)
def test_a_mistyped_command(arguments: list[str], said: str, capsys: Capture) -> None:
    assert main(arguments) == 2
    assert said in only_line(capsys)


def test_what_should_not_happen_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def broken(self: Project) -> None:
        raise KeyError("x")

    monkeypatch.setattr(Project, "graph", broken)
    monkeypatch.delenv("CHESTERTON_DEBUG", raising=False)
    assert main(["explain", "Order"]) == 2
    assert "CHESTERTON_DEBUG=1 shows where" in only_line(capsys)
    monkeypatch.setenv("CHESTERTON_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["explain", "Order"])


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def interrupted(self: Project) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Project, "graph", interrupted)
    assert main(["explain", "Order"]) == 130
    assert capsys.readouterr().err.strip() == ""


# Help


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_help_teaches_with_an_example(command: str) -> None:
    said = CliRunner().invoke(command_line, [command, "--help"])
    assert said.exit_code == 0
    assert "Example" in said.output
    assert "chesterton " in said.output


def test_help_lists_every_command_and_nothing_typed_is_help() -> None:
    said = CliRunner().invoke(command_line, ["--help"]).output
    assert all(str(command.name) in said for command in COMMANDS)


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, str(LAUNCHER), *arguments], capture_output=True, text=True, timeout=60, check=False, **options
    )


def test_the_command_as_it_is_run(shop: Path) -> None:
    done = run("impact-of", "services.refund")
    assert (done.returncode, done.stderr) == (0, "")
    assert "OrderViewSet.refund" in done.stdout
    assert run().returncode == 0
    assert run("--version").stdout.startswith("chesterton ")
    assert run("explain", "services.refnud").returncode == 1
    assert run("index", "nowhere").returncode == 2


def test_a_reader_that_has_seen_enough_hears_no_complaint() -> None:
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER), "facts"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_help_starts_without_what_it_does_not_need() -> None:
    program = f"import sys, server.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=LAUNCHER.parent,
        env={**os.environ, "PYTHONPATH": str(LAUNCHER.parent)},
    )
    assert done.stdout.strip() == "[]"
