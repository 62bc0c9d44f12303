"""Routers that each include the next one several times stand at more places than anybody has time for."""

import time

import pytest

from indexer.build import build
from indexer.cache import Cache
from indexer.frameworks.places import MOST
from indexer.graph import Graph
from indexer.graph.web import endpoints
from tests.conftest import WriteTree


def chained(kind: str, includes: str, prefix: str, levels: int) -> str:
    made = [f"r{level} = {kind}('r{level}', __name__)" for level in range(levels + 1)]
    twice = [f"r{n}.{includes}(r{n + 1}, {prefix}='/{side}')" for n in reversed(range(levels)) for side in "ab"]
    return "\n".join([*made, f"@r{levels}.get('/x')", "def x(): return 1", *twice])


FASTAPI = f"""
from fastapi import APIRouter, FastAPI
def router(*_): return APIRouter()
{chained("router", "include_router", "prefix", 18)}
app = FastAPI()
app.include_router(r0)
"""
FLASK = f"""
from flask import Blueprint, Flask
{chained("Blueprint", "register_blueprint", "url_prefix", 18)}
app = Flask(__name__)
app.register_blueprint(r0)
"""
INCLUDED = ", ".join(f"path('{side}/', include('shop.u{{}}'))" for side in "abcdefghijklmno")
DJANGO = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')",
    "shop/__init__.py": "",
    "shop/settings.py": "ROOT_URLCONF = 'shop.u0'\nINSTALLED_APPS = []",
    "shop/u4.py": "from django.urls import path\ndef x(request): pass\nurlpatterns = [path('x', x)]",
}
DJANGO |= {
    f"shop/u{n}.py": f"from django.urls import include, path\nurlpatterns = [{INCLUDED.replace('{}', str(n + 1))}]"
    for n in range(4)
}


@pytest.mark.parametrize(
    "files", [{"main.py": FASTAPI}, {"main.py": FLASK}, DJANGO], ids=["fastapi", "flask", "django"]
)
def test_as_many_are_followed_as_there_is_time_for(files: dict[str, str], write_tree: WriteTree) -> None:
    root = write_tree(files)
    start = time.process_time()
    build(root, root / "graph.db", cache=Cache(root / "cache"))
    assert time.process_time() - start < 30  # 2 s; minutes where each of 260,000 places is gone to
    with Graph.open(root / "graph.db") as graph:
        assert 0 < len(endpoints(graph)) <= MOST
