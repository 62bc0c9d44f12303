"""What is no backend, no index or no name of one: a clear error or an honest answer, and nothing is lost."""

import sqlite3
from pathlib import Path

import pytest

from server.main import main
from server.project import Project
from tests.server.test_protocol import call, text_of

Capture = pytest.CaptureFixture[str]
SOUND = "def fine():\n    return 1\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "backend"
    folder.mkdir()
    (folder / "sound.py").write_text(SOUND)
    return folder


def asked(root: Path, *command: str) -> int:
    return main([*command, "--root", str(root)])


def over_mcp(root: Path, name: str = "sound.fine") -> str:
    return text_of(call(Project.open(root, patience=30), "explain", name=name))


@pytest.mark.parametrize("content", [{}, {"readme.md": "no code"}])
def test_nothing_to_index(tmp_path: Path, content: dict[str, str], capsys: Capture) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    assert asked(folder, "explain", "x") == 2
    assert "no Python files in empty" in capsys.readouterr().err
    result = call(Project.open(folder, patience=30), "explain", name="x")
    assert result.is_error
    assert "no Python files in empty" in text_of(result)
    assert sorted(path.name for path in folder.iterdir() if path.name != ".chesterton") == sorted(content)


def test_a_path_that_is_not_there(tmp_path: Path, capsys: Capture) -> None:
    for command in (["index", "missing"], ["explain", "x", "--root", "missing"], ["doctor", "missing"]):
        assert main(command) == 2
        assert "missing does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (bytes(range(256)) * 8, "binary"),
        (b"x = '" + b"a" * 50_000_000 + b"'\n", "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_answered(
    root: Path, bad: bytes, said: str, capsys: Capture
) -> None:
    (root / "x.py").write_bytes(bad)
    assert asked(root, "explain", "sound.fine") == 0
    assert "sound.py:1" in capsys.readouterr().out
    assert "sound.py:1" in over_mcp(root)
    assert main(["doctor", str(root)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "x.py" in line and "problems" not in line][:1]
    assert said in line


def test_links_in_a_circle(root: Path, capsys: Capture) -> None:
    (root / "self").symlink_to(".")
    (root / "again").symlink_to(root)
    (root / "nowhere.py").symlink_to("gone.py")
    assert asked(root, "explain", "sound.fine") == 0
    assert "index fresh (1 files)" in capsys.readouterr().out


def test_a_database_that_others_hold_locked_is_read_all_the_same(root: Path, capsys: Capture) -> None:
    assert main(["index", str(root)]) == 0
    other = sqlite3.connect(root / ".chesterton" / "graph.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert asked(root, "explain", "sound.fine") == 0
    (root / "more.py").write_text("def more(): pass\n")
    assert asked(root, "explain", "more.more") == 0
    other.close()
    assert "more.py:1" in capsys.readouterr().out


def test_a_database_with_holes_is_built_anew_by_the_question_that_meets_them(root: Path, capsys: Capture) -> None:
    database = root / ".chesterton" / "graph.db"
    for mcp in (False, True):
        assert main(["index", str(root)]) == 0
        kept = bytearray(database.read_bytes())
        page = int.from_bytes(kept[16:18])
        kept[page:] = bytes(len(kept) - page)
        database.write_bytes(kept)
        assert main(["doctor", str(root)]) == 1
        assert "sound.py:1" in over_mcp(root) if mcp else asked(root, "explain", "sound.fine") == 0
        assert main(["doctor", str(root)]) == 0
    assert "should not have happened" not in capsys.readouterr().err


def test_the_database_of_another_program_is_left_alone(root: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE kept (x)")
    before = other.read_bytes()
    for command in ("index", "doctor"):
        assert main([command, str(root), "--db", str(other)]) == 2
        assert "is left alone" in capsys.readouterr().err
    assert asked(root, "explain", "sound.fine", "--db", str(other)) == 2
    assert other.read_bytes() == before


def test_fields_that_nobody_or_everybody_has(root: Path, capsys: Capture) -> None:
    written = "".join(f"class {name}(models.Model):\n    status = models.CharField()\n" for name in "ABCDE")
    (root / "rows.py").write_text(f"from django.db import models\n{written}")
    assert asked(root, "who-owns-field", "A.stauts") == 1
    assert "nearest: A.status" in capsys.readouterr().err
    assert asked(root, "who-owns-field", "status") == 1
    said = capsys.readouterr().out
    assert "may mean 5 things" in said
    assert all(f"{name}.status" in said for name in "ABCDE")
    result = call(Project.open(root, patience=30), "who_owns_field", field="status")
    assert "may mean 5 things" in text_of(result)


def test_an_endpoint_that_nobody_handles_and_a_member_that_only_a_package_can_have(root: Path, capsys: Capture) -> None:
    (root / "rows.py").write_text("from django.db import models\nclass A(models.Model):\n    pass\n")
    assert asked(root, "explain", "GET /nothing/") == 1
    assert "no endpoint of the index answers 'GET /nothing/'" in capsys.readouterr().err
    assert asked(root, "explain", "A.save") == 1
    assert "rows.A has no 'save' in this repository; it may come from django" in capsys.readouterr().err


def test_the_doctor_says_what_was_left_out_which_calls_are_unknown_and_where_the_cache_is(
    root: Path, tmp_path: Path, capsys: Capture
) -> None:
    (root / "calls.py").write_text("def ask(it):\n    it.what()\n    it.where()\n    return ask\n")
    (root / "dist").mkdir()
    (root / "dist" / "other.py").touch()
    assert main(["index", str(root)]) == 0
    capsys.readouterr()
    assert main(["doctor", str(root)]) == 0
    said = capsys.readouterr().out
    assert "calls.py: 2 of 2 calls unresolved" in said
    assert "dist: build output" in said
    assert str(tmp_path / "cache") in said
