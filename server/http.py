"""Serving over HTTP: where it may listen, whom it lets in, and how it ends."""

import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.failure import CannotRun

LOOPBACK = "127.0.0.1"
PORT = 8137
SHORTEST = 16  # characters of a token
GRACE = 2  # seconds for open requests when the server is told to end

_ADDRESS = re.compile(r"(?:(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):)?(?P<port>\d{1,5})")

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int  # 0: one that is free
    names: tuple[str, ...]  # as clients may call it, with any port

    @property
    def is_loopback(self) -> bool:
        return _is_loopback(self.host)

    @property
    def hosts(self) -> list[str]:
        """Values of the Host header that are answered, in the SDK's patterns."""
        return [f"{_bracketed(name)}:*" for name in self.names] + [_bracketed(name) for name in self.names]

    @property
    def origins(self) -> list[str]:
        """Pages that may ask: those of the same names, as no other server is under them."""
        return [f"{scheme}://{host}" for scheme in ("http", "https") for host in self.hosts]


def address(typed: str, names: tuple[str, ...]) -> Address:
    """Of `PORT` or `HOST:PORT`. `names` are further names for it. Raises CannotRun."""
    found = _ADDRESS.fullmatch(typed.strip())
    if found is None or int(found["port"]) > 65_535:
        raise CannotRun(f"{typed!r} is no address; write --http {LOOPBACK}:{PORT}, and the folder before it")
    host = (found["host"] or LOOPBACK).strip("[]")
    if _is_loopback(host):
        names = (LOOPBACK, "localhost", "::1", *names)
    elif _is_any(host):
        if not names:
            raise CannotRun(f"{host} is every address of this machine; say what clients call it: --allow-host NAME")
    else:
        names = (host, *names)
    return Address(host, int(found["port"]), tuple(dict.fromkeys(names)))


def token_for(where: Address, given: str | None, file: Path | None) -> str | None:
    """The token that clients have to show; None where none is needed. Raises CannotRun."""
    if given and file:
        raise CannotRun("a token is given twice; leave out --token (or CHESTERTON_TOKEN), or --token-file")
    if file is not None:
        try:
            given = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRun(f"the token cannot be read from {file}") from error
    if given is None or given == "":
        if where.is_loopback and file is None:
            return None
        raise CannotRun(
            f"whoever reaches {where.host} could read this repository: give a token in CHESTERTON_TOKEN or "
            "--token-file FILE, and the same to your clients; or listen on 127.0.0.1"
        )
    if len(given) < SHORTEST or not given.isascii() or not given.isprintable() or " " in given:
        raise CannotRun(f"a token has at least {SHORTEST} printable characters and no blanks")
    return given


def guarded(application: Application, token: str | None) -> Application:
    """Answers 401 to whoever does not show the token."""
    if token is None:
        return application
    expected = token.encode()

    async def asked(scope: Scope, receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[None]]) -> None:
        if scope["type"] == "lifespan" or _is_shown(scope, expected):
            await application(scope, receive, send)
            return
        said = b"Unauthorized: send the token as `Authorization: Bearer TOKEN`\n"
        headers = [(b"content-type", b"text/plain"), (b"www-authenticate", b"Bearer")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    return asked


async def listen(application: Application, where: Address, ready: Callable[[str], None]) -> None:
    """Until a signal ends it; `ready` hears the URL. Raises CannotRun where the address cannot be had."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            port = self.servers[0].sockets[0].getsockname()[1]
            ready(f"http://{_bracketed(where.host)}:{port}/mcp")

    config = uvicorn.Config(
        application,
        host=where.host,
        port=where.port,
        log_level="critical",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    try:
        await Server(config).serve()
    except SystemExit as error:
        said = f"cannot listen on {where.host}:{where.port}; is another server there? --http 0 takes a free port"
        raise CannotRun(said) from error


def _is_shown(scope: Scope, expected: bytes) -> bool:
    """Compared in a time that tells nothing of how much was right."""
    shown = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, token = (shown[0] if len(shown) == 1 else b"").partition(b" ")
    return hmac.compare_digest(token.strip(), expected) and scheme.lower() == b"bearer"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
