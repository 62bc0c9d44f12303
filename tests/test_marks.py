"""How the bench compares a measurement with the one on record."""

from tests.bench.marks import compare, from_scores, merge

RECORDED = {"imports": {"precision": 99.0, "recall": 98.0}}


def dropped(now: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    return [(row.measure, row.figure) for row in compare(RECORDED, now) if row.dropped]


def test_half_a_point_less_is_no_drop() -> None:
    assert dropped({"imports": {"precision": 98.5, "recall": 98.0}}) == []


def test_more_than_half_a_point_less_is_a_drop() -> None:
    assert dropped({"imports": {"precision": 98.4, "recall": 99.0}}) == [("imports", "precision")]


def test_a_figure_that_is_no_longer_measured_is_a_drop() -> None:
    assert dropped({"imports": {"precision": 99.0}}) == [("imports", "recall")]
    assert dropped({}) == [("imports", "precision"), ("imports", "recall")]


def test_a_new_measure_is_no_drop() -> None:
    assert dropped({**RECORDED, "calls": {"recall": 10.0}}) == []


def test_small_drops_do_not_add_up() -> None:
    merged = merge(RECORDED, {"imports": {"precision": 98.6, "recall": 98.9}})
    assert merged.measures == {"imports": {"precision": 99.0, "recall": 98.9}}
    assert merged.changed


def test_nothing_better_changes_nothing() -> None:
    merged = merge(RECORDED, {"imports": {"precision": 98.6, "recall": 98.0}})
    assert merged.measures == RECORDED
    assert not merged.changed


def test_an_accepted_drop_is_recorded() -> None:
    assert merge(RECORDED, {"imports": {"precision": 60.0}}, accept=True).measures == {"imports": {"precision": 60.0}}


def test_both_scorers_forms_become_percent() -> None:
    assert from_scores(
        {
            "imports": {"precision": 0.991234, "recall": 1.0, "f1": 0.99, "tp": 10, "fp": 1, "fn": 0},
            "guards.names": {"precision": None, "recall": None, "tp": 0},
            "fields.type": {"right": 9, "n": 10, "share": 0.9},
            "models.table name": {"compared": 4, "right": 3},
            "columns.attr unique": {"compared": 4, "right": 3, "accuracy": 0.75},
            "calls.instantiation recall": {"edges": 4, "hit": 1, "recall": 0.25},
            "columns.attr type": {"compared": 0, "right": 0},
        }
    ) == {
        "imports": {"precision": 99.12, "recall": 100.0},
        "fields.type": {"share": 90.0},
        "models.table name": {"share": 75.0},
        "columns.attr unique": {"share": 75.0},
        "calls.instantiation recall": {"recall": 25.0},
    }
