"""Every file's facts: the same from the cache, from this process and from several; files may change meanwhile."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer import read as module
from indexer import workers
from indexer.cache import Cache
from indexer.discover import SourceFile, discover
from indexer.extract import extract
from indexer.read import Reading, read

Progress = list[tuple[str, int, int]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    for number in range(60):
        path = folder / f"package{number % 5}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"import a\n\n\ndef f{number}(x):\n    return x + {number}\n" * (1 + number % 7))
    (folder / "broken.py").write_text("def f(:\n    x = (\n")
    (folder / "binary.py").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.py").write_text("")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def parallel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are worth it for any amount, and get little at a time."""
    monkeypatch.setattr(module, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(workers, "CHUNK", 500)


def sources(root: Path) -> list[SourceFile]:
    return discover(root).files


def said(reading: Reading) -> list[tuple[str, str, object]]:
    return [(f.source.path, f.digest, f.facts) for f in reading.files]


def test_in_the_order_asked_with_the_facts_of_the_content(root: Path) -> None:
    files = sources(root)
    reading = read(root, files, jobs=1)
    assert [f.source for f in reading.files] == files
    assert len({f.digest for f in reading.files}) == len({(root / f.path).read_bytes() for f in files})
    for found in reading.files:
        assert found.facts == extract((root / found.source.path).read_bytes())
    assert reading.extracted == len(files) and reading.skipped == []


def test_the_same_from_several_processes(root: Path, parallel: None, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(read(root, sources(root), jobs=1))
    monkeypatch.setattr(module, "extract_one", None)  # nothing is left to this process
    assert said(read(root, sources(root), jobs=2)) == expected


def test_the_same_from_the_cache_and_nothing_is_parsed(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cache(cache) as kept:
        first = read(root, sources(root), cache=kept, jobs=1)
        monkeypatch.setattr(module, "extract_one", None)  # whoever calls it fails
        second = read(root, sources(root), cache=kept, jobs=1)
    assert said(second) == said(first)
    assert (first.extracted, second.extracted) == (len(first.files), 0)


def test_only_what_changed_is_parsed(root: Path, cache: Path) -> None:
    with Cache(cache) as kept:
        read(root, sources(root), cache=kept, jobs=1)
        (root / "broken.py").write_text("def f(): pass\n")
        (root / "moved.py").write_bytes((root / "package1" / "module1.py").read_bytes())
        reading = read(root, sources(root), cache=kept, jobs=1)
    assert reading.extracted == 1
    assert [f.facts.problems for f in reading.files if f.source.path == "broken.py"] == [[]]


def test_an_entry_that_cannot_be_decoded_is_a_miss(root: Path, cache: Path) -> None:
    files = sources(root)
    with Cache(cache) as kept:
        good = read(root, files, jobs=1)
        kept.put_many((f.digest, b"\x94\xc0\xc0") for f in good.files)
        again = read(root, files, cache=kept, jobs=1)
        assert said(again) == said(good) and again.extracted == len(files)
        assert read(root, files, cache=kept, jobs=1).extracted == 0


def test_a_file_that_is_gone_or_cannot_be_read_is_skipped_with_its_reason(root: Path) -> None:
    files = sources(root)
    (root / "empty.py").unlink()
    (root / "broken.py").unlink()
    (root / "broken.py").mkdir()
    reading = read(root, files, jobs=1)
    assert [s.path for s in reading.skipped] == ["broken.py", "empty.py"]
    assert all(s.reason for s in reading.skipped)
    assert len(reading.files) == len(files) - 2


def test_a_file_that_grew_since_it_was_found_is_read_as_it_is(root: Path) -> None:
    files = sources(root)
    content = b"def longer(): pass\n" * 1_000
    (root / "empty.py").write_bytes(content)
    (found,) = (f for f in read(root, files, jobs=1).files if f.source.path == "empty.py")
    assert found.digest == workers.digest(content)
    assert len(found.facts.scopes) == 1_001


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_begins_at_nothing_and_ends_with_all(root: Path, parallel: None, jobs: int) -> None:
    heard: Progress = []
    files = sources(root)
    read(root, files, jobs=jobs, progress=lambda *each: heard.append(each))
    counts = [done for _, done, _ in heard]
    assert counts == sorted(counts)
    assert heard[0] == ("reading", 0, len(files)) and heard[-1] == ("reading", len(files), len(files))


# Workers


@pytest.mark.parametrize(
    "program", ["raise SystemExit(1)", "import os, signal; os.kill(os.getpid(), 9)", "print('no frame')"]
)
def test_workers_that_die_leave_their_files_to_this_process(
    root: Path, parallel: None, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    expected = said(read(root, sources(root), jobs=1))
    monkeypatch.setattr(workers, "PROGRAM", program)
    assert said(read(root, sources(root), jobs=2)) == expected


def test_without_processes_this_one_does_it(root: Path, parallel: None, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(read(root, sources(root), jobs=1))

    def refused(*_: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(workers, "_start", refused)
    assert said(read(root, sources(root), jobs=2)) == expected


def test_an_error_of_the_listener_ends_the_workers(root: Path, parallel: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = workers._start

    def noted(folder: Path) -> "subprocess.Popen[bytes]":
        started.append(start(folder))
        return started[-1]

    def interrupted(stage: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(workers, "_start", noted)
    with pytest.raises(KeyboardInterrupt):
        read(root, sources(root), jobs=3, progress=interrupted)
    assert len(started) == 2 and all(worker.poll() is not None for worker in started)


def test_a_small_repository_starts_no_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "extract_all", None)  # whoever calls it fails
    assert read(root, sources(root), jobs=4).files


def test_nothing_of_the_repository_is_imported_by_a_worker(
    root: Path, parallel: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("msgspec", "tree_sitter", "hashlib", "sitecustomize", "usercustomize", "indexer"):
        (root / f"{name}.py").write_text("import os, pathlib\npathlib.Path(__file__ + '.ran').write_text('')\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setattr(module, "extract_one", None)
    read(root, sources(root), jobs=2)
    assert list(root.rglob("*.ran")) == []


CHILD = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts the tests in the background ignores it
from pathlib import Path
from indexer import read as module, workers
from indexer.discover import discover
module.WORTH_A_PROCESS = 1
workers.PROGRAM = "import time; time.sleep(60)"
print("ready", flush=True)
module.read(Path(sys.argv[1]), discover(Path(sys.argv[1])).files, jobs=2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_ctrl_c_is_heard_at_once(root: Path) -> None:
    home = Path(module.__file__).parent.parent
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root)], cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.5)
    start = time.monotonic()
    os.kill(child.pid, 2)
    child.wait(timeout=20)
    child.stdout.close()
    assert time.monotonic() - start < 5
    assert child.returncode != 0
