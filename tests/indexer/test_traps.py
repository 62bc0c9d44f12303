"""Code that invites wrong edges: none may be found."""

from pathlib import Path

import pytest

from tests.annotated import check, fixtures

FOLDER = Path(__file__).parent / "traps"


@pytest.mark.parametrize("fixture", fixtures(FOLDER), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_wrong_edge(fixture: Path, tmp_path: Path) -> None:
    check(fixture, tmp_path)
