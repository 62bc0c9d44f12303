"""What an MCP client gets: in both protocol eras, in memory and over stdio."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult, TextContent, TextResourceContents

from server import protocol
from server.project import Project
from server.protocol import INSTRUCTIONS, WRITERS, build_server
from server.tools import TOOLS

LAUNCHER = Path(__file__).resolve().parents[2] / "chesterton.py"
ERAS = ["auto", "legacy"]
QUESTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("explain", {"name": "services.refund"}, "shop/orders/services.py:10"),
    ("who_owns_field", {"field": "Order.status"}, "shop/orders/services.py:6 pay"),
    ("impact_of", {"targets": ["services.refund"]}, "shop/orders/views.py:8 OrderViewSet.refund"),
    ("constraints_for_file", {"path": "shop/orders/views.py"}, "IsManager"),
    ("similar_implementations", {"target": "services.refund"}, "shop.orders.services.pay"),
]

T = TypeVar("T")


def talk(to: Any, say: Callable[[Client], Awaitable[T]], *, era: str = "auto") -> T:
    async def session() -> T:
        async with Client(to, mode=era) as client:
            return await say(client)

    return asyncio.run(session())


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def call(
    project: Project, tool: str, *, era: str = "auto", structured: bool = False, **arguments: Any
) -> CallToolResult:
    return talk(build_server(project, structured=structured), lambda client: client.call_tool(tool, arguments), era=era)


@pytest.fixture
def served(shop: Path) -> Project:
    return Project.open(shop, patience=5)


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(("tool", "arguments", "expected"), QUESTIONS)
def test_each_tool_answers_in_text_alone(
    served: Project, era: str, tool: str, arguments: dict[str, Any], expected: str
) -> None:
    result = call(served, tool, era=era, **arguments)
    assert not result.is_error
    assert result.structured_content is None
    assert text_of(result).startswith("shop · no git · index fresh (8 files)\n")
    assert expected in text_of(result)


def test_every_tool_is_asked_above() -> None:
    assert {tool for tool, _, _ in QUESTIONS} | WRITERS == {tool.__name__ for tool in TOOLS}


@pytest.mark.parametrize("era", ERAS)
def test_what_the_client_hears_of_the_server(served: Project, era: str) -> None:
    async def hear(client: Client) -> tuple[str | None, list[Any]]:
        return client.instructions, (await client.list_tools()).tools

    instructions, tools = talk(build_server(served), hear, era=era)
    assert instructions == INSTRUCTIONS
    assert len(INSTRUCTIONS) < 2_000
    for tool in tools:
        assert tool.output_schema is None
        assert tool.annotations.read_only_hint is (tool.name not in WRITERS)
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("explain", {"nam": "x"}, "explain has no argument 'nam'; did you mean 'name'?"),
        ("explain", {}, "explain: name: field required"),
        ("explain", {"name": 7}, "explain: name: input should be a valid string"),
        ("explane", {"name": "x"}, "there is no tool 'explane'; did you mean 'explain'?"),
        ("explain", {"name": "services.refnud"}, 'next: explain(name="shop.orders.services.refund")'),
        ("who_owns_field", {"field": "Order.stauts"}, 'next: who_owns_field(field="Order.status")'),
        ("constraints_for_file", {"path": "/etc/passwd"}, "lies outside shop"),
        ("impact_of", {"targets": ["nothing_like_it"]}, "nothing in the index is named"),
        (
            "similar_implementations",
            {"target": "services.refund", "k": 99},
            "k: input should be less than or equal to 20",
        ),
        ("explain", {"name": "services.refund", "cursor": "old:3"}, "ask again without a cursor"),
    ],
)
def test_an_error_is_one_sentence_with_the_next_step(
    served: Project, era: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = call(served, tool, era=era, **arguments)
    assert result.is_error
    assert said in text_of(result)
    assert len(text_of(result).splitlines()) == 1
    assert not text_of(result).startswith("Error executing")


def test_one_target_need_not_be_a_list(served: Project) -> None:
    assert "OrderViewSet.refund" in text_of(call(served, "impact_of", targets="services.refund"))


def test_detail_is_paged_with_a_cursor(served: Project) -> None:
    result = call(served, "explain", name="services.refund", detail=True)
    assert "unresolved calls: 1" in text_of(result)


def test_programs_may_ask_for_the_values(served: Project) -> None:
    result = call(served, "who_owns_field", structured=True, field="Order.status")
    values = result.structured_content
    assert values is not None
    assert next(iter(values)) == "text"
    assert values["text"] == text_of(result)
    assert values["kind"] == "field_owner"
    assert [use["function"] for use in values["answer"]["writers"]] == [
        "shop.orders.services.pay",
        "shop.orders.services.refund",
    ]


def test_a_tool_that_breaks_says_so_and_nothing_of_how(served: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(graph: object) -> None:
        raise RuntimeError("secret path /home/someone")

    monkeypatch.setattr(served, "head", broken)
    result = call(served, "explain", name="services.refund")
    assert result.is_error
    assert "explain failed on our side" in text_of(result)
    assert "secret" not in text_of(result)


def test_an_index_that_is_not_ready_is_no_error(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.failure import Indexing

    project = Project.open(shop, patience=0)

    def not_ready() -> None:
        raise Indexing("files", 412, 1220, 7.0)

    monkeypatch.setattr(project, "graph", not_ready)
    result = call(project, "explain", name="services.refund")
    assert not result.is_error
    assert text_of(result) == "shop · indexing: 412 of 1,220 files; ask again in about 7 s"


@pytest.mark.parametrize("era", ERAS)
def test_the_index_begins_after_the_handshake(shop: Path, era: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.open(shop, patience=5)
    started: list[bool] = []
    monkeypatch.setattr(project, "start", lambda: started.append(True))
    monkeypatch.setattr(protocol, "QUIET", 0.3)

    async def look(client: Client) -> None:
        await client.list_tools()
        assert started == []
        await client.list_tools()
        await asyncio.sleep(0.6)

    server = build_server(project)
    assert started == []
    talk(server, look, era=era)
    assert started == [True]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("chesterton://overview", "8 Python files"),
        ("chesterton://file/shop/orders/views.py", "IsManager"),
        ("chesterton://model/Order", "table orders_order"),
    ],
)
def test_resources_are_read_by_their_address(served: Project, era: str, uri: str, expected: str) -> None:
    result = talk(build_server(served), lambda client: client.read_resource(uri), era=era)
    (content,) = result.contents
    assert isinstance(content, TextResourceContents)
    assert expected in content.text


@pytest.mark.parametrize(
    "uri",
    ["chesterton://file/shop/nowhere.py", "chesterton://file/../../etc/passwd", "chesterton://model/Nothing"],
)
def test_a_resource_that_is_not_there_is_a_protocol_error(served: Project, uri: str) -> None:
    async def read(client: Client) -> None:
        with pytest.raises(MCPError):
            await client.read_resource(uri)

    talk(build_server(served), read)


@pytest.mark.parametrize("era", ERAS)
def test_over_stdio(shop: Path, era: str) -> None:
    async def ask(client: Client) -> tuple[list[str], CallToolResult]:
        tools = await client.list_tools()
        return [tool.name for tool in tools.tools], await client.call_tool("explain", {"name": "services.refund"})

    command = StdioServerParameters(command=sys.executable, args=[str(LAUNCHER), "serve", str(shop)])
    names, result = talk(command, ask, era=era)
    assert names == [tool.__name__ for tool in TOOLS]
    assert "shop/orders/services.py:10" in text_of(result)


def test_the_server_ends_with_its_input(shop: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(LAUNCHER), "serve", str(shop)],
        input=json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "initialize",
                "params": {
                    "protocolVersion": "2025-06-18",
                    "capabilities": {},
                    "clientInfo": {"name": "test", "version": "1"},
                },
            }
        )
        + "\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["result"]["serverInfo"]["name"] == "chesterton"
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interruption_ends_a_server_that_waits_for_its_client(shop: Path) -> None:
    hello = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with subprocess.Popen(
        [sys.executable, str(LAUNCHER), "serve", str(shop)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stderr is not None
        server.stdin.write(json.dumps(hello) + "\n")
        server.stdin.flush()
        server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 130
        assert server.stderr.read() == ""
