"""Folders alone cannot always tell a module's name; the imports in the code do."""

from collections.abc import Callable
from pathlib import Path

from indexer.discover import discover
from indexer.extract import extract
from indexer.resolve.program import Program

WriteTree = Callable[[dict[str, str]], Path]


def names(root: Path) -> list[str]:
    files = discover(root).files
    program = Program((f, extract((root / f.path).read_bytes())) for f in files)
    return [module.name for module in program.modules]


def test_a_folder_that_imports_spell_belongs_to_the_name(write_tree: WriteTree) -> None:
    root = write_tree(
        {
            "app/main.py": "from app.api.orders import router\nfrom app import settings\n",
            "app/settings.py": "",
            "app/api/__init__.py": "",
            "app/api/orders.py": "from app.settings import DEBUG\n",
        }
    )
    assert names(root) == ["app.api", "app.api.orders", "app.main", "app.settings"]


def test_a_folder_that_no_import_spells_stays_a_root(write_tree: WriteTree) -> None:
    root = write_tree(
        {
            "app/main.py": "from api.orders import router\nimport settings\n",
            "app/settings.py": "",
            "app/api/__init__.py": "",
            "app/api/orders.py": "from settings import DEBUG\n",
        }
    )
    assert names(root) == ["api", "api.orders", "main", "settings"]
