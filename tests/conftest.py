"""What every test may rely on: a repository written down as a mapping from path to text, and no clock."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

WriteTree = Callable[[Mapping[str, str]], Path]

# A busy machine makes examples slow, and no test is one of time.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture
def write_tree(tmp_path: Path) -> WriteTree:
    """Write `{path: text}` below a fresh folder, which is returned."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
