"""Endpoints by the path that someone typed: `/orders/7/refund`, `POST /orders/{id}/refund`."""

import re

from indexer.graph import Graph
from indexer.graph.spelling import best
from indexer.graph.web import EndpointView, endpoints

_METHOD = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?=/)", re.IGNORECASE)
# `<uuid:code>`, `{order_id}`, `:id`, `(?P<pk>[^/.]+)`: a segment holding one of these stands for any value.
_PLACEHOLDER = re.compile(r"<[^>]*>|\{[^}]*\}|^:\w+$|\(\?P<")


def is_route(typed: str) -> bool:
    """The path of a request, and of no file."""
    method, path = _split(typed.strip())
    return bool(method) or (path.startswith("/") and ".py" not in path)


def endpoints_at(graph: Graph, typed: str) -> list[EndpointView]:
    """Nothing where `typed` is no path; a written path beats one that only fits its placeholders."""
    method, path = _split(typed.strip())
    if not path.startswith("/"):
        return []
    of_method = [
        endpoint for endpoint in endpoints(graph) if not method or not endpoint.methods or method in endpoint.methods
    ]
    wanted = _segments(path)
    written = [endpoint for endpoint in of_method if _segments(endpoint.path) == wanted]
    if written:
        return written
    fitting = [endpoint for endpoint in of_method if _fits(_segments(endpoint.path), wanted)]
    spelled_out = {endpoint.path: _same(_segments(endpoint.path), wanted) for endpoint in fitting}
    most = max(spelled_out.values(), default=0)  # a route that takes any path at all says nothing about this one
    return [endpoint for endpoint in fitting if most and spelled_out[endpoint.path] == most]


def nearest_routes(graph: Graph, typed: str, k: int = 5) -> list[str]:
    """`GET /orders/<pk>/` spelt most like what was typed."""
    method, path = _split(typed.strip())
    paths = {endpoint.path: endpoint for endpoint in endpoints(graph) if not method or method in endpoint.methods}
    return [f"{method} {near}".strip() for near in best(path, paths, k)]


def _split(typed: str) -> tuple[str, str]:
    method = _METHOD.match(typed)
    return (method[1].upper(), typed[method.end() :]) if method else ("", typed)


def _segments(path: str) -> list[str]:
    return [segment for segment in path.strip("/^$").split("/") if segment]


def _same(route: list[str], wanted: list[str]) -> int:
    return sum(ours == theirs for ours, theirs in zip(route, wanted, strict=True))


def _fits(route: list[str], wanted: list[str]) -> bool:
    return len(route) == len(wanted) and all(
        ours == theirs or bool(_PLACEHOLDER.search(ours)) for ours, theirs in zip(route, wanted, strict=True)
    )
