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


def test_a_package_that_a_program_starts_in_is_named_from_inside(write_tree: WriteTree) -> None:
    root = write_tree(
        {
            "shop/__init__.py": "",
            "shop/main.py": "from api.orders import router\nimport settings\nimport logging\n",
            "shop/settings.py": "",
            "shop/logging.py": "",
            "shop/api/__init__.py": "",
            "shop/api/orders.py": "from settings import DEBUG\n",
        }
    )
    assert names(root) == ["__init__", "api", "api.orders", "logging", "main", "settings"]


def test_a_package_that_spells_its_own_name_stays_one(write_tree: WriteTree) -> None:
    root = write_tree(
        {
            "shop/__init__.py": "",
            "shop/main.py": "from shop.orders import router\nfrom .settings import DEBUG\nimport redis\n",
            "shop/redis.py": "import redis\n",
            "shop/settings.py": "import redis\n",
            "shop/orders.py": "import redis\nfrom shop import settings\nfrom shop.redis import client\n",
        }
    )
    assert names(root) == ["shop", "shop.main", "shop.orders", "shop.redis", "shop.settings"]
