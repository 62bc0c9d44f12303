"""Facts by content: what was worked out once is known again, and no state of the file is an error for anyone."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import cache as module
from indexer.cache import CHECKSUM, Cache, user_folder


def kept(folder: Path, digests: list[str]) -> dict[str, bytes]:
    with Cache(folder) as cache:
        return cache.get_many(digests)


def test_what_is_put_is_found_again(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"facts of a"), ("b", b"")])
        assert cache.get_many(["a", "b", "c"]) == {"a": b"facts of a", "b": b""}
    assert kept(tmp_path, ["c", "b", "a"]) == {"a": b"facts of a", "b": b""}


def test_the_last_one_put_counts(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"first")])
        cache.put_many([("a", b"second")])
    assert kept(tmp_path, ["a"]) == {"a": b"second"}


def test_many_at_once(tmp_path: Path) -> None:
    entries = {f"{n}": b"x" * (n % 100) for n in range(3_000)}
    with Cache(tmp_path) as cache:
        cache.put_many(entries.items())
        assert cache.get_many([*entries, "unknown"]) == entries
        assert cache.get_many([]) == {}


def test_another_extractor_knows_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"facts")])
    monkeypatch.setattr(module, "extractor", lambda: b"another version")
    assert kept(tmp_path, ["a"]) == {}


def test_the_extractor_is_known_by_everything_that_decides_the_facts() -> None:
    """A file that the facts depend on and that is not among them would leave old facts behind."""
    code = (
        "import sys, indexer.extract\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('indexer.') and m.__file__), sep='\\n')"
    )
    here = Path(module.__file__).parent
    loaded = subprocess.run([sys.executable, "-c", code], cwd=here.parent, capture_output=True, text=True, check=True)
    files = [Path(line).relative_to(here) for line in loaded.stdout.split()]
    assert files
    assert {file.parts[0] for file in files} <= set(module.SOURCES)


def test_the_longest_unused_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 400_000)
    now = module.time.time()
    with Cache(tmp_path) as cache:
        for day in range(20):
            monkeypatch.setattr(module.time, "time", lambda day=day: now + day * module.DAY)
            cache.put_many([(f"{day}", bytes(30_000))])
            assert cache.get_many(["0"])  # used every day
    found = kept(tmp_path, [f"{day}" for day in range(20)])
    assert "0" in found and "19" in found
    assert "1" not in found and "2" not in found
    assert 5 < len(found) < 14


# No state of the file is an error


def test_a_damaged_entry_is_a_miss(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"facts of a"), ("b", b"facts of b")])
    connection = sqlite3.connect(tmp_path / "facts.db")
    connection.execute(
        "UPDATE facts SET value = substr(value, 1, length(value) - 2) || x'00' WHERE size = ?",
        (CHECKSUM + len(b"facts of a"),),
    )
    connection.commit()
    connection.close()
    assert kept(tmp_path, ["a", "b"]) == {}


@pytest.mark.parametrize("content", [b"", b"no database" * 1_000, b"SQLite format 3\0" + b"\xff" * 10_000])
def test_a_file_that_is_no_database_is_made_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.db").write_bytes(content)
    with Cache(tmp_path) as cache:
        assert cache.get_many(["a"]) == {}
        cache.put_many([("a", b"facts")])
    assert kept(tmp_path, ["a"]) == {"a": b"facts"}


def test_a_database_that_turns_out_damaged_is_made_again(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put_many([(f"{n}", bytes(3_000)) for n in range(500)])
    path = tmp_path / "facts.db"
    content = bytearray(path.read_bytes())
    for place in range(8_192, len(content), 4_096):
        content[place : place + 100] = b"\xff" * 100
    path.write_bytes(content)
    for _ in range(2):
        with Cache(tmp_path) as cache:
            cache.get_many([f"{n}" for n in range(500)])
            cache.put_many([("new", b"facts")])
    assert kept(tmp_path, ["new"]) == {"new": b"facts"}


def test_a_table_of_another_form_is_made_again(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "facts.db")
    connection.execute("CREATE TABLE facts (something_else TEXT)")
    connection.close()
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"facts")])
    assert kept(tmp_path, ["a"]) == {"a": b"facts"}


def test_a_database_that_another_process_holds_is_like_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.05)
    with Cache(tmp_path) as cache:
        cache.put_many([("a", b"facts")])
    other = sqlite3.connect(tmp_path / "facts.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Cache(tmp_path) as cache:
        cache.put_many([("b", b"facts")])
        cache.get_many(["a"])
    other.execute("ROLLBACK")
    other.close()
    assert kept(tmp_path, ["a", "b"]) == {"a": b"facts"}


@pytest.mark.parametrize("what", ["a folder in its place", "a file for a folder", "no folder", "read-only"])
def test_a_place_that_cannot_be_used_is_like_none(tmp_path: Path, what: str) -> None:
    folder: Path | None = tmp_path / "cache"
    match what:
        case "a folder in its place":
            (tmp_path / "cache" / "facts.db").mkdir(parents=True)
        case "a file for a folder":
            (tmp_path / "cache").write_text("")
        case "no folder":
            folder = None
        case "read-only":
            (tmp_path / "cache").mkdir(mode=0o500)
    with Cache(folder) as cache:
        cache.put_many([("a", b"facts")])
        assert cache.get_many(["a"]) in ({}, {"a": b"facts"})  # the administrator writes where nobody may


def test_after_it_is_closed_it_knows_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put_many([("a", b"facts")])
    cache.close()
    cache.close()
    cache.put_many([("b", b"facts")])
    assert cache.get_many(["a"]) == {}


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with Cache.of_user() as cache:
        assert cache.get_many(["a"]) == {}


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "chesterton"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, says the standard
    assert user_folder().is_absolute() and user_folder().name in ("chesterton", "Cache")


def test_nobody_else_may_look_into_it(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("other permissions")
    with Cache(tmp_path / "deep" / "cache") as cache:
        cache.put_many([("a", b"facts")])
    assert (tmp_path / "deep" / "cache").stat().st_mode & 0o077 == 0


# Several processes at once

WRITE = """
import sys
from pathlib import Path
from indexer.cache import Cache

folder, name = Path(sys.argv[1]), sys.argv[2]
for n in range(40):
    with Cache(folder) as cache:
        cache.put_many([(f"{name} {n} {k}", f"{name} {n} {k}".encode() * 50) for k in range(25)])
        cache.get_many([f"{other} {n} {k}" for other in "ab" for k in range(25)])
"""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    Cache(tmp_path).close()
    root = Path(module.__file__).parent.parent
    processes = [subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path), name], cwd=root) for name in "ab"]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    names = [f"{name} {n} {k}" for name in "ab" for n in range(40) for k in range(25)]
    found = kept(tmp_path, names)
    assert found == {name: name.encode() * 50 for name in names}
