"""`serve --http`: who is let in, who is turned away, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from server.failure import CannotRun
from server.http import address, token_for
from server.main import main
from server.tools import TOOLS
from tests.server.test_protocol import ERAS, LAUNCHER, text_of

TOKEN = "correct-horse-battery"
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


@contextmanager
def serving(root: Path, *options: str, token: str = "") -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server on a free port, and its URL."""
    command = [sys.executable, str(LAUNCHER), "serve", str(root), "--http", "0", *options]
    environment = {**os.environ, "CHESTERTON_TOKEN": token}
    # Whoever starts the tests in the background ignores Ctrl-C, and children go on to.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    finally:
        signal.signal(signal.SIGINT, before)
    with started as server:
        assert server.stderr is not None
        try:
            line = server.stderr.readline()
            assert "is served on http://" in line, line
            yield line.partition(" on ")[2].partition(";")[0], server
        finally:
            server.kill()


def status(url: str, **headers: str) -> int:
    given = {"content-type": "application/json", "accept": "application/json, text/event-stream", **headers}
    request = urllib.request.Request(url, json.dumps(HELLO).encode(), given)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


@pytest.mark.parametrize("era", ERAS)
def test_the_same_answers_as_over_stdio(shop: Path, era: str) -> None:
    async def ask(url: str) -> None:
        async with Client(url, mode=era) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == [tool.__name__ for tool in TOOLS]
            said = text_of(await client.call_tool("explain", {"name": "services.refund"}))
            assert "shop/orders/services.py:10" in said

    with serving(shop) as (url, _):
        anyio.run(ask, url)


def test_a_client_that_shows_the_token_is_let_in(shop: Path) -> None:
    async def ask(url: str) -> None:
        shown = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            httpx2.AsyncClient(headers=shown) as web,
            Client(streamable_http_client(url, http_client=web)) as client,
        ):
            assert (await client.list_tools()).tools

    with serving(shop, token=TOKEN) as (url, _):
        anyio.run(ask, url)
        assert status(url) == 401
        assert status(url, Authorization="Bearer wrong-horse-battery") == 401
        assert status(url, Authorization=f"Basic {TOKEN}") == 401
        assert status(url, Authorization=f"Bearer {TOKEN}") == 200


def test_a_page_of_somebody_else_is_turned_away(shop: Path) -> None:
    with serving(shop) as (url, _):
        assert status(url) == 200
        assert status(url, Host="evil.example") == 421
        assert status(url, Origin="http://evil.example") == 403
        assert status(url, Origin="http://localhost:3000") == 200


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_though_a_client_is_there(shop: Path, sent: signal.Signals, code: int) -> None:
    async def ask(url: str, server: "subprocess.Popen[str]") -> None:
        async with Client(url, mode="legacy") as client:
            await client.list_tools()
            server.send_signal(sent)
            await anyio.to_thread.run_sync(lambda: server.wait(timeout=20))

    with serving(shop) as (url, server):
        try:
            anyio.run(ask, url, server)
        except BaseException as gone:  # the client's stream ended under it
            assert not isinstance(gone, AssertionError), gone
        assert server.wait(timeout=20) == code
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()


def test_a_port_that_is_taken(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(shop) as (url, _):
        port = url.rpartition(":")[2].partition("/")[0]
        done = subprocess.run(
            [sys.executable, str(LAUNCHER), "serve", str(shop), "--http", port],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert "is another server there?" in done.stderr


@pytest.mark.parametrize(
    ("typed", "names", "host", "port", "loopback"),
    [
        ("8137", (), "127.0.0.1", 8137, True),
        ("localhost:80", (), "localhost", 80, True),
        ("[::1]:80", (), "::1", 80, True),
        ("192.168.0.7:80", (), "192.168.0.7", 80, False),
        ("0.0.0.0:80", ("dev.example",), "0.0.0.0", 80, False),
    ],
)
def test_addresses(typed: str, names: tuple[str, ...], host: str, port: int, loopback: bool) -> None:
    found = address(typed, names)
    assert (found.host, found.port, found.is_loopback) == (host, port, loopback)
    assert all(f"{name}:*" in found.hosts for name in names)


@pytest.mark.parametrize("typed", ["../shop", "80:80:80", "127.0.0.1", "1.2.3.4:99999", "", "0.0.0.0:80", "[::]:80"])
def test_what_is_no_address_of_one_machine(typed: str) -> None:
    with pytest.raises(CannotRun):
        address(typed, ())


def test_others_are_answered_with_a_token_alone(tmp_path: Path) -> None:
    far, near = address("192.168.0.7:80", ()), address("8137", ())
    assert token_for(near, None, None) is None
    assert token_for(far, TOKEN, None) == TOKEN
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert token_for(far, None, tmp_path / "token") == TOKEN
    for given, file in ((None, None), ("", None), ("short", None), (TOKEN, tmp_path / "token"), ("a b" * 9, None)):
        with pytest.raises(CannotRun):
            token_for(far, given, file)
    (tmp_path / "token").write_text("")
    with pytest.raises(CannotRun):  # a file that was meant to hold one
        token_for(near, None, tmp_path / "token")


def test_what_is_about_http_needs_it(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(shop), "--allow-host", "x"]) == 2
    assert "about --http" in capsys.readouterr().err
