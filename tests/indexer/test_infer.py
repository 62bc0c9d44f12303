"""What inference knows, on the code that its fixtures are about."""

from pathlib import Path

import pytest

from tests.annotated import check, fixtures

FOLDER = Path(__file__).parent / "infer"


@pytest.mark.parametrize("fixture", fixtures(FOLDER), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_inference(fixture: Path, tmp_path: Path) -> None:
    check(fixture, tmp_path)
