"""What git remembers: where lines come from, what was put back, what changes together, and what cannot be told."""

import random
import time
from pathlib import Path

import pytest

from indexer.history import History, Unread, kept, read
from indexer.history.alike import mapping, moved
from indexer.history.authors import authors
from indexer.history.origin import NoOrigin, Origin, origin_of
from indexer.history.together import together
from indexer.history.versions import Texts
from tests.in_git import InGit

GUARD = "    if order.is_frozen:\n        raise Frozen(order)\n"
PAY = f"def pay(order):\n{GUARD}    order.status = 'paid'\n    order.save()\n"
REFUND = "def refund(order):\n    order.status = 'refunded'\n    order.save(update_fields=['status'])\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def repository(tmp_path: Path) -> InGit:
    return InGit(tmp_path / "shop")


def history(repository: InGit, **options: float) -> History:
    found = read(repository.root, repository.root / ".git", **options)
    assert isinstance(found, History), found.reason
    return found


def origin(repository: InGit, path: str, text: str) -> Origin:
    found = asked(repository, path, text)
    assert isinstance(found, Origin), found.reason
    return found


def asked(repository: InGit, path: str, text: str) -> Origin | NoOrigin:
    lines = (repository.root / path).read_text().splitlines()
    (line,) = [number for number, line in enumerate(lines, 1) if text in line]
    seen = history(repository)
    return origin_of(seen, Texts(seen.folder, time.monotonic() + 20), path, line)


# Where a line comes from


def test_a_line_is_older_than_the_edits_around_it(repository: InGit) -> None:
    first = repository.commit("Freeze orders", {"orders.py": PAY})
    repository.commit("Add refunds", {"orders.py": f"import log\n\n\n{REFUND}\n\n{PAY}"})
    assert origin(repository, "orders.py", "is_frozen").commit.id == first


def test_indentation_and_quotes_make_no_other_line(repository: InGit) -> None:
    first = repository.commit("Pay", {"orders.py": PAY})
    inside = "".join(f"    {line}\n" for line in PAY.replace("'", '"').splitlines())
    repository.commit("Into a class", {"orders.py": f"class Orders:\n{inside}"})
    assert origin(repository, "orders.py", 'status = "paid"').commit.id == first


def test_a_definition_is_as_old_as_its_name(repository: InGit) -> None:
    first = repository.commit("Pay", {"orders.py": PAY})
    repository.commit("Pay later", {"orders.py": PAY.replace("(order)", "(order, *, when=None)", 1)})
    assert origin(repository, "orders.py", "def pay").commit.id == first


def test_a_renamed_file_takes_its_lines_along(repository: InGit) -> None:
    first = repository.commit("Pay", {"orders.py": PAY})
    repository.commit("Rename", {"orders.py": None, "shop/payments.py": PAY})
    repository.commit("Rename and edit", {"shop/payments.py": None, "shop/money/pay.py": f"import log\n{PAY}{REFUND}"})
    found = origin(repository, "shop/money/pay.py", "is_frozen")
    assert (found.commit.id, found.path) == (first, "orders.py")


def test_a_block_that_moved_to_another_file_is_followed(repository: InGit) -> None:
    first = repository.commit("Pay", {"orders.py": f"{PAY}\n\n{REFUND}", "other.py": "x = 1\n"})
    repository.commit("Split", {"orders.py": REFUND, "payments.py": PAY})
    assert origin(repository, "payments.py", "is_frozen").commit.id == first


def test_the_same_words_elsewhere_are_no_move(repository: InGit) -> None:
    repository.commit("One", {"orders.py": "def one():\n    order.status = 'paid for'\n", "other.py": "x = 1\n"})
    second = repository.commit("Two", {"other.py": "x = 1\ndef two():\n    order.status = 'paid for'\n"})
    assert origin(repository, "other.py", "status").commit.id == second


def test_a_rewrite_of_everything_is_looked_through(repository: InGit) -> None:
    first = repository.commit("Pay", {f"orders{n}.py": PAY for n in range(70)})
    repository.commit("Format", {f"orders{n}.py": PAY.replace("Frozen(order)", "Frozen(order, )") for n in range(70)})
    assert origin(repository, "orders7.py", "raise Frozen").commit.id == first


def test_what_a_merge_brought_is_of_the_commit_that_wrote_it(repository: InGit) -> None:
    repository.commit("Begin", {"orders.py": REFUND, "readme.md": "shop"})
    repository.git("switch", "--quiet", "-c", "freeze")
    written = repository.commit("Freeze orders", {"orders.py": f"{REFUND}\n\n{PAY}"})
    repository.commit("Tidy", {"readme.md": "the shop"})
    repository.git("switch", "--quiet", "main")
    repository.commit("Meanwhile", {"log.py": "x = 1\n"})
    repository.merge("freeze")
    assert origin(repository, "orders.py", "is_frozen").commit.id == written


def test_of_a_merge_of_merges_too(repository: InGit) -> None:
    repository.commit("Begin", {"orders.py": REFUND})
    repository.git("switch", "--quiet", "-c", "next")
    repository.git("switch", "--quiet", "-c", "freeze")
    written = repository.commit("Freeze orders", {"orders.py": f"{REFUND}\n\n{PAY}"})
    repository.git("switch", "--quiet", "next")
    repository.commit("Other", {"log.py": "x = 1\n"})
    repository.merge("freeze")
    repository.git("switch", "--quiet", "main")
    repository.commit("Meanwhile", {"more.py": "x = 1\n"})
    repository.merge("next")
    assert origin(repository, "orders.py", "is_frozen").commit.id == written


# What was put back


def test_a_revert_puts_back(repository: InGit) -> None:
    repository.commit("Freeze orders", {"orders.py": PAY})
    removed = repository.commit("Simplify", {"orders.py": PAY.replace(GUARD, "")})
    repository.git("revert", "--no-edit", removed)
    found = origin(repository, "orders.py", "is_frozen")
    assert found.commit.reverts == removed
    assert found.removed_by is not None and found.removed_by.id == removed


def test_writing_it_again_puts_it_back_too(repository: InGit) -> None:
    repository.commit("Freeze orders", {"orders.py": PAY})
    removed = repository.commit("Simplify", {"orders.py": PAY.replace(GUARD, "")})
    repository.commit("Log", {"orders.py": PAY.replace(GUARD, "    log(order)\n")})
    again = repository.commit("Frozen orders were paid", {"orders.py": PAY.replace(GUARD, f"    log(order)\n{GUARD}")})
    found = origin(repository, "orders.py", "is_frozen")
    assert (found.commit.id, found.removed_by and found.removed_by.id) == (again, removed)


def test_a_line_that_moved_was_never_away(repository: InGit) -> None:
    first = repository.commit("Pay", {"orders.py": f"{PAY}\n\n{REFUND}"})
    repository.commit("Order", {"orders.py": f"{REFUND}\n\n{PAY}"})
    found = origin(repository, "orders.py", "is_frozen")
    assert (found.commit.id, found.removed_by) == (first, None)


def test_what_a_squashed_branch_reverted_within_itself_is_no_revert(repository: InGit) -> None:
    gone = "a" * 40
    repository.commit(
        f'Add exports (#12)\n\n* Add exports\n\n* Revert "x"\n\nThis reverts commit {gone}.', {"a.py": "x"}
    )
    repository.commit(f'Revert "y" (#13)\n\n* Revert\n\nThis reverts commit {gone}.', {"a.py": "y"})
    repository.commit(f"Undo it\n\nThis reverts commit {gone}.", {"a.py": "z"})
    assert [commit.reverts for commit in history(repository).commits] == [gone, gone, ""]


# What changes together, and who changed it


def test_files_that_change_together(repository: InGit) -> None:
    for number in range(5):
        repository.commit("Both", {"export.py": f"x = {number}", "columns.py": f"x = {number}", "gone.py": f"{number}"})
    repository.commit("One", {"export.py": "x = 9", "gone.py": None})
    repository.commit("All", {f"f{number}.py": "" for number in range(30)} | {"export.py": "x = 10"})
    (found,) = together(history(repository), "export.py")
    assert (found.other, found.both, found.of, found.last.subject) == ("columns.py", 5, 6, "Both")
    assert [one.other for one in together(history(repository), "columns.py", share=1)] == ["export.py"]


def test_a_moved_file_is_still_the_same(repository: InGit) -> None:
    for number in range(4):
        repository.commit("Both", {"export.py": f"x = {number}", "columns.py": f"x = {number}"})
    repository.commit("Move", {"columns.py": None, "shop/columns.py": "x = 3"})
    repository.commit("Both", {"export.py": "x = 8", "shop/columns.py": "x = 8"})
    (found,) = together(history(repository), "export.py")
    assert (found.other, found.both, found.of) == ("shop/columns.py", 5, 5)


def test_authors_are_people(repository: InGit) -> None:
    for number, author in enumerate(["Ann", "Bob", "Bob", "dependabot[bot]", "Bob"]):
        repository.commit("x", {"orders.py": f"x = {number}"}, author=author)
    found = authors(history(repository), "orders.py")
    assert [(one.name, one.commits, one.of) for one in found] == [("Bob", 3, 4), ("Ann", 1, 4)]
    repository.commit("x", {"orders.py": "x"}, author="Ann Lee")
    repository.commit("x", {"orders.py": "y"}, author="annlee")
    assert [(one.name, one.commits) for one in authors(history(repository), "orders.py")][1] == ("Ann Lee", 2)


# What is known, and what is not


def test_what_was_read_once_is_kept_and_only_new_commits_are_read(
    repository: InGit, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("Pay", {"orders.py": PAY})
    before = history(repository)
    asked: list[int] = []
    reading = read.__globals__["read_commits"]
    monkeypatch.setitem(
        read.__globals__, "read_commits", lambda *args, **more: (asked.append(len(args[1])), reading(*args, **more))[1]
    )
    assert history(repository) == before
    assert asked == []
    repository.commit("Refund", {"orders.py": REFUND})
    assert [commit.subject for commit in history(repository).commits] == ["Refund", "Pay"]
    assert asked == [1]


def test_a_damaged_cache_is_as_good_as_none(repository: InGit, tmp_path: Path) -> None:
    repository.commit("Pay", {"orders.py": PAY})
    before = history(repository)
    (path,) = (tmp_path / "cache" / "chesterton" / "history").iterdir()
    for content in (b"", b"nonsense", path.read_bytes()[:-3], bytes(len(path.read_bytes()))):
        path.write_bytes(content)
        assert kept.load(repository.root / ".git") == kept.NOTHING
        assert history(repository) == before


def test_a_shallow_clone_says_nothing(repository: InGit, tmp_path: Path) -> None:
    repository.commit("Pay", {"orders.py": PAY})
    repository.commit("Refund", {"orders.py": REFUND})
    repository.git("clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    found = read(tmp_path / "shallow", tmp_path / "shallow" / ".git")
    assert isinstance(found, Unread) and "shallow" in found.reason


def test_a_partial_clone_says_what_it_holds_and_fetches_nothing(repository: InGit, tmp_path: Path) -> None:
    repository.commit("Pay", {"orders.py": PAY})
    repository.commit("Refund", {"orders.py": f"{PAY}\n\n{REFUND}"})
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repository.git("clone", "--quiet", "--filter=blob:none", f"file://{repository.root}", str(clone))
    packs = sorted(path.name for path in (clone / ".git" / "objects").rglob("*"))
    found = read(clone, clone / ".git")
    assert isinstance(found, History) and "partial" in found.limits
    assert [commit.subject for commit in found.commits] == ["Refund", "Pay"]
    assert isinstance(origin_of(found, Texts(found.folder, time.monotonic() + 20), "orders.py", 1), NoOrigin)
    assert sorted(path.name for path in (clone / ".git" / "objects").rglob("*")) == packs


def test_no_commit_and_no_time_are_said(repository: InGit) -> None:
    found = read(repository.root, repository.root / ".git")
    assert isinstance(found, Unread) and "no commit" in found.reason
    repository.commit("Pay", {"orders.py": PAY})
    late = read(repository.root, repository.root / ".git", seconds=0)
    assert isinstance(late, Unread) and "in time" in late.reason
    assert [commit.subject for commit in history(repository).commits] == ["Pay"]


def test_a_late_answer_is_none(repository: InGit) -> None:
    repository.commit("Pay", {"orders.py": PAY})
    repository.commit("Refund", {"orders.py": f"{PAY}\n\n{REFUND}"})
    seen = history(repository)
    assert isinstance(origin_of(seen, Texts(seen.folder, time.monotonic()), "orders.py", 1), NoOrigin)


def test_a_text_that_would_take_minutes_to_compare_is_not_compared(repository: InGit) -> None:
    same = "    value = nothing_else_here\n" * 5_000
    repository.commit("Make it", {"data.py": f"first = 1\n{same}"})
    repository.commit("Change both ends", {"data.py": f"first = 2\n{same}last = 3\n"})
    began = time.process_time()
    assert isinstance(asked(repository, "data.py", "last"), NoOrigin)
    assert time.process_time() - began < 2


def test_lines_in_another_order_are_found_again_in_time() -> None:
    old = [f"value_{number}=compute(something,{number})" for number in range(100_000, 120_000)]
    new = random.Random(7).sample(old, len(old))
    start = time.process_time()
    found = mapping(old, new)
    assert time.process_time() - start < 5  # 0.5 s; half a minute where each longest run is looked for
    assert [None if was is None else old[was] for was in found] == new


def test_a_line_that_is_everywhere_came_from_nowhere() -> None:
    old = ["first_line_of_all()", *["value=compute(something)", "other=compute(something)"] * 200]
    new = ["written_anew_at_the_top()", "value=compute(something)"]
    assert mapping([f"{line}#" for line in old], [f"{line}#" for line in new])[0] is None
    assert moved(old, ["value=compute(something)"], 0) is None


def test_names_and_messages_of_strangers(repository: InGit) -> None:
    repository.commit(
        "x\n\nThis reverts commit " + "a" * 40 + ".", {"a" * 40: "x", "\u202eyp.x": "x", "ä b.py": "x = 1"}
    )
    (commit,) = history(repository).commits
    assert commit.reverts == "a" * 40
    assert sorted(change.path for change in commit.changes) == ["a" * 40, "ä b.py"]  # what hides itself is left out


def test_a_folder_of_a_repository_is_named_from_its_top(repository: InGit) -> None:
    repository.commit("Pay", {"backend/orders.py": PAY, "web/x.js": ""})
    found = read(repository.root / "backend", repository.root / ".git")
    assert isinstance(found, History) and found.prefix == "backend/"
    assert [found.inside(change.path) for change in found.commits[0].changes] == ["orders.py", None]
