"""What a plan points at, and the sentences that it holds the work to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from constraints.constraint import Constraint, Evidence, Scope
from constraints.criteria import Bound, criteria
from constraints.criteria.proof import fixtures
from indexer.graph import Graph, Place
from indexer.graph.relevance import relevant, words_of
from indexer.graph.stems import stems
from server.project import Project
from server.sources import reading
from server.tools.plan_change import Plan, binding, plan_change, planned_criteria
from tests.server.test_check import git, shop  # noqa: F401


@pytest.fixture
def project(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:  # noqa: F811
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield Project.open(shop)


def says(plan: Plan, family: str) -> str:
    return "\n".join(one.says for one in plan.criteria if one.family == family)


def test_words_of_a_ticket_are_those_that_tell() -> None:
    text = "Fixes #12: Fix refundOrder for CVE-2025-1234 (GHSA-96jx-fj7m-qh6x) in 0a1b2c3d4e"
    assert words_of(text) == ["refund", "order"]


def test_forms_of_a_word_are_one() -> None:
    assert len({*stems(["order", "orders", "ordered", "ordering"]).values()}) == 1
    assert stems([]) == {}


def test_a_word_of_a_comment_finds_the_file(project: Project) -> None:
    path = project.root / "shop" / "errors.py"
    path.write_text(path.read_text() + "\n# the zebra crossing\n")
    graph = project.graph()
    assert relevant(graph, "zebras").files == ()
    found = relevant(graph, "zebras", read=reading(project.root))
    assert [file.path for file in found.files][:1] == ["shop/errors.py"]
    assert found.unmatched == ()


def test_a_link_out_of_the_root_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("zebra")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.py").symlink_to(tmp_path / "secret")
    assert reading(root)("a.py") == ""
    assert reading(root)("gone.py") == ""


def test_a_named_test_is_planned_for(project: Project) -> None:
    plan = plan_change(project, "rework the regressions", ["shop/orders/tests/test_regressions.py"])
    assert plan.files[0].path == "shop/orders/tests/test_regressions.py"
    assert "these tests stay and pass" in says(plan, "implicit")
    assert any(one.proof.by == "a test" for one in plan.criteria)


def test_the_symbol_that_is_spelt_out_comes_first(project: Project) -> None:
    plan = plan_change(project, "let cancel_order keep the stock", ["shop/orders/services.py"])
    assert plan.symbols[0].name == "shop.orders.services.cancel_order"


def test_criteria_are_sentences_that_can_be_checked(project: Project) -> None:
    plan = plan_change(project, "pay an order", ["shop/orders"])
    assert 0 < len(plan.criteria) <= 10
    assert "do not let through" in says(plan, "permission") or "does not let through" in says(plan, "permission")
    assert "a failure halfway" in says(plan, "consistency")
    assert "comes with a migration" in says(plan, "compatibility")
    families = [one.family for one in plan.criteria]
    assert families == sorted(families, key=families.index), "one family after the other"
    by_hand = [one for one in plan.criteria if one.proof.by == "a test to write"]
    assert all(one.proof.kind for one in by_hand)


def bound(
    rule: str, symbol: str, steps: int, statement: str = "holds", *, severity: str = "violation", path: str = "a.py"
) -> Bound:
    place = Place(path, 1)
    return Bound(
        Constraint(
            f"{rule}:{symbol}", "state", statement, Scope((symbol,), (path,)), "enforced", severity,  # type: ignore[arg-type]
            (Evidence(place, ""),),
        ),
        steps,
    )  # fmt: skip


@pytest.fixture
def graph(project: Project) -> Graph:
    return project.graph()


def test_what_is_far_is_not_named_beside_what_is_near(graph: Graph) -> None:
    found = criteria(graph, [bound("tests_kept", "a.test_near", 0), bound("tests_kept", "a.test_far", 7)])
    assert ["test_near" in one.says and "test_far" not in one.says for one in found] == [True]


def test_notes_are_told_of_the_very_subject_alone(graph: Graph) -> None:
    assert criteria(graph, [bound("tests_kept", "a.t", 1, severity="note")]) == []
    assert len(criteria(graph, [bound("tests_kept", "a.t", 0, severity="note")])) == 1


def test_a_rule_without_a_sentence_speaks_in_its_own_words(graph: Graph) -> None:
    (one,) = criteria(graph, [bound("something_new", "a.t", 0, "braces {} stay {as} they are")])
    assert one.says == "braces {} stay {as} they are"


def test_more_than_one_sentence_can_name_are_counted(graph: Graph) -> None:
    many = [bound("tests_kept", f"a.test_{'x' * 30}_{n}", 0, path=f"{n}.py") for n in range(20)]
    (one,) = criteria(graph, many)
    assert one.more == 20 - len(one.constraints) > 0
    assert " in `" not in one.says and f"and {one.more} more" in one.says


def test_what_is_not_named_is_spoken_of_by_its_file(graph: Graph) -> None:
    many = [bound("tests_kept", f"a.test_{'x' * 30}_{number}", 0) for number in range(20)]
    (one,) = criteria(graph, many)
    assert f"and {one.more} more in `a.py`" in one.says
    assert len(one.constraints) == 20


def test_a_test_to_write_is_told_what_its_sibling_uses(graph: Graph) -> None:
    tests = [name for (name,) in graph.rows("SELECT s.name FROM tests AS t JOIN symbols AS s ON s.id = t.symbol")]
    assert any(fixtures(graph, name) for name in tests)
    assert fixtures(graph, "no.such_test") == ()


def test_the_criteria_of_a_function_hold_its_own_constraints(project: Project) -> None:
    graph = project.graph()
    for one in ("shop.orders.services.cancel_order", "shop.orders.services.refund_order"):
        path = "shop/orders/services.py"
        found = relevant(graph, f"rework {one.rpartition('.')[2]}", [path])
        named = {id for each in planned_criteria(graph, binding(graph, found, [path])) for id in each.constraints}
        assert f"transaction:{one}" in named
