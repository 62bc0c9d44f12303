"""The tool surface is an interface: it changes when somebody means it to, and stays small.

After a change that is meant: `CHESTERTON_WRITE_SURFACE=1 python -m pytest tests/server/test_tool_surface.py`, and read
the diff of tool_surface.json.
"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from server.project import Project
from server.protocol import build_server
from server.wording.budget import tokens

SURFACE = Path(__file__).with_name("tool_surface.json")
MOST = 3_400  # tokens of all definitions by our count, which is high: 1,824 of the o200k encoding now, 2,500 allowed
MOST_OF_ONE = 560  # 303 of the o200k encoding, 350 allowed
MOST_TOOLS = 10


@pytest.fixture
def surface(project: Project) -> list[dict[str, Any]]:
    tools = asyncio.run(build_server(project).list_tools())
    return [{"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema} for tool in tools]


def test_the_surface_is_the_reviewed_one(surface: list[dict[str, Any]]) -> None:
    if os.environ.get("CHESTERTON_WRITE_SURFACE"):
        SURFACE.write_text(json.dumps(surface, indent=2) + "\n", encoding="utf-8")
    assert surface == json.loads(SURFACE.read_text(encoding="utf-8"))


def test_the_surface_is_small(surface: list[dict[str, Any]]) -> None:
    sizes = [tokens(json.dumps(tool)) for tool in surface]
    assert len(sizes) <= MOST_TOOLS
    assert max(sizes) <= MOST_OF_ONE
    assert sum(sizes) <= MOST


def test_every_argument_is_described(surface: list[dict[str, Any]]) -> None:
    for tool in surface:
        for name, said in tool["inputSchema"]["properties"].items():
            assert said.get("description"), f"{tool['name']}({name})"
            assert "title" not in said
