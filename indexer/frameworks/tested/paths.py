"""Which endpoints a path, or the name of a route, leads to."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from indexer.frameworks.findings import EndpointFound

PARAMETER = re.compile(r"<[^>]*>|\{[^}]*\}|\(\?P<[^>]*>.*\)|:\w+")
ANY_DEPTH = re.compile(r"<path:|:path\}|<re_path:|\.\*|\.\+")
UNKNOWN = re.compile(r"\{[^}]*\}")  # a part of a test's path that is not known
HOST = re.compile(r"^(https?|ws)s?://[^/]+")

Segments = tuple[str, ...]


class Pattern(Struct, frozen=True):
    """An endpoint's path, taken apart at its slashes; None stands for a part that may be anything."""

    endpoint: EndpointFound
    parts: "tuple[re.Pattern[str] | str, ...]"
    open_end: bool  # the last part may hold slashes


class Paths:
    def __init__(self, endpoints: Iterable[EndpointFound]) -> None:
        self.patterns: dict[int, list[Pattern]] = {}  # by number of segments
        self.open: list[Pattern] = []
        self.named: dict[str, list[EndpointFound]] = {}
        self._known: dict[str, list[EndpointFound]] = {}
        for endpoint in endpoints:
            parts = segments(endpoint.path)
            open_end = any(map(_is_any_depth, parts))
            pattern = Pattern(endpoint, tuple(map(_compiled, parts)), open_end)
            (self.open if open_end else self.patterns.setdefault(len(parts), [])).append(pattern)
            if endpoint.name:
                self.named.setdefault(endpoint.name, []).append(endpoint)

    def by_name(self, name: str, verb: str) -> list[EndpointFound]:
        return _of_method(self.named.get(name, []), verb)

    def by_path(self, path: str, verb: str) -> list[EndpointFound]:
        """Endpoints that answer a path; a method that none of them takes is sent to all of them."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._lookup(path)
        return _of_method(found, verb)

    def _lookup(self, path: str) -> list[EndpointFound]:
        asked = segments(HOST.sub("", path).partition("?")[0].partition("#")[0])
        fitting = [(n, p.endpoint) for p in self.patterns.get(len(asked), ()) if (n := _fits(p, asked)) is not None]
        if not fitting:
            fitting = [(n, p.endpoint) for p in self.open if (n := _fits_open(p, asked)) is not None]
        best = max((n for n, _ in fitting), default=0)
        return [endpoint for n, endpoint in fitting if n == best]


def segments(path: str) -> Segments:
    return tuple(part for part in path.split("/") if part)


@lru_cache(maxsize=16_384)  # endpoints have most of their segments in common
def _is_any_depth(part: str) -> bool:
    return ANY_DEPTH.search(part) is not None


@lru_cache(maxsize=16_384)
def _compiled(part: str) -> "re.Pattern[str] | str":
    """A segment as it stands, or a pattern where it holds parameters."""
    if _is_any_depth(part):
        return re.compile(".*")
    if not PARAMETER.search(part):
        return part
    literal = PARAMETER.split(part)
    return re.compile(".+".join(map(re.escape, literal)) + "$")


def _fits(pattern: Pattern, asked: Segments) -> int | None:
    """How many segments are written the same; None where one does not fit."""
    same = 0
    for part, segment in zip(pattern.parts, asked, strict=True):
        if isinstance(part, str):
            if part != segment:
                return None
            same += 1
        elif not part.match(UNKNOWN.sub("0", segment)):
            return None
    return same


def _fits_open(pattern: Pattern, asked: Segments) -> int | None:
    first = next(i for i, part in enumerate(pattern.parts) if not isinstance(part, str))
    if not first:
        return None  # what takes every path is no answer to this one
    if len(asked) < len(pattern.parts) or list(asked[:first]) != list(pattern.parts[:first]):
        return None
    last = pattern.parts[-1]
    return first if not isinstance(last, str) or last == asked[-1] else None


def _of_method(found: list[EndpointFound], verb: str) -> list[EndpointFound]:
    answering = [e for e in found if e.methods is None or not verb or verb in e.methods]
    return answering or found
