"""One builder at a time: in other threads, in other processes, and after one that was killed."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import lock
from server.building import Progress, build_once, open_or_reason
from server.failure import CannotRun
from server.storage import Storage

HOLDER = """
import sys, time
from pathlib import Path
from server import lock
with lock.trying(Path(sys.argv[1])) as free:
    print(free, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "graph.db", own_folder=False, note="")


@pytest.fixture
def other_process(storage: Storage) -> Iterator["subprocess.Popen[str]"]:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(storage.lock)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_a_second_thread_does_not_get_the_lock(storage: Storage) -> None:
    seen = []

    def attempt() -> None:
        with lock.trying(storage.lock) as free:
            seen.append(free)

    with lock.trying(storage.lock) as free:
        assert free
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    attempt()
    assert seen == [False, True]


def test_the_lock_of_a_killed_process_is_free(storage: Storage, other_process: "subprocess.Popen[str]") -> None:
    with lock.trying(storage.lock) as free:
        assert not free
    other_process.kill()
    other_process.wait()
    with lock.trying(storage.lock) as free:
        assert free


def test_who_waits_sees_the_progress_and_does_not_build_again(
    storage: Storage, other_process: "subprocess.Popen[str]"
) -> None:
    storage.progress.write_text('{"stage": "files", "done": 412, "total": 1220, "started": 1.0}')
    seen: list[Progress] = []

    def watch(progress: Progress) -> None:
        seen.append(progress)
        other_process.kill()
        other_process.wait()

    build_once(storage, lambda share: pytest.fail("built twice"), is_done=lambda: True, watch=watch)
    assert seen[0].done == 412
    assert seen[0].as_indexing().total == 1220


def test_who_waited_in_vain_builds(storage: Storage) -> None:
    built = threading.Event()
    with lock.trying(storage.lock):
        thread = threading.Thread(
            target=build_once,
            args=(storage, lambda share: built.set()),
            kwargs={"is_done": lambda: False, "watch": lambda progress: None},
        )
        thread.start()
        time.sleep(0.2)
        assert not built.is_set()
    thread.join(timeout=5)
    assert built.is_set()


def test_others_can_see_how_far_it_is_and_nothing_is_left_behind(storage: Storage) -> None:
    def build(share: object) -> None:
        assert callable(share)
        share(Progress("files", 3, 9, time.time()))
        assert '"done": 3' in storage.progress.read_text()

    build_once(storage, build, is_done=lambda: False, watch=lambda progress: None)
    assert not storage.progress.exists()


def test_the_time_that_is_left_is_a_straight_line() -> None:
    assert Progress("files", 0, 100, time.time()).remaining() is None
    assert Progress("files", 25, 100, time.time() - 10).remaining() == pytest.approx(30, rel=0.05)
    # Reading is not all there is to do, and what comes after it does not count files.
    assert Progress("reading", 100, 100, time.time() - 10).remaining() == pytest.approx(12, rel=0.05)
    assert Progress("storing", 100, 100, time.time() - 30).remaining() == pytest.approx(10, rel=0.05)


def test_how_far_it_is_in_words() -> None:
    assert str(Progress("files", 412, 1220, time.time() - 10).as_indexing()) == (
        "indexing: 412 of 1,220 files; ask again in about 20 s"
    )
    assert str(Progress("storing", 1220, 1220, time.time() - 3).as_indexing()) == (
        "indexing: storing 1,220 files; ask again in about 1 s"
    )
    assert str(Progress().as_indexing()) == "indexing: starting; ask again in a few seconds"


def test_why_an_index_cannot_be_used(tmp_path: Path) -> None:
    ours = tmp_path / ".chesterton" / "graph.db"
    assert open_or_reason(ours) == "there is no index yet"
    ours.parent.mkdir()
    ours.write_text("garbage")
    assert "cannot be used" in str(open_or_reason(ours))


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("keep me")
    with pytest.raises(CannotRun, match="left alone"):
        open_or_reason(notes)
    assert notes.read_text() == "keep me"
