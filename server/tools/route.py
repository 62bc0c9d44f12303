"""Endpoints by the path that someone typed: `/orders/7/refund`, `POST /orders/{id}/refund`."""

import re

from indexer.graph import Graph
from indexer.graph.web import EndpointView, endpoints

_METHOD = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?=/)", re.IGNORECASE)
# `<uuid:code>`, `{order_id}`, `:id`, `(?P<pk>[^/.]+)`: a segment holding one of these stands for any value.
_PLACEHOLDER = re.compile(r"<[^>]*>|\{[^}]*\}|^:\w+$|\(\?P<")


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
    return written or [endpoint for endpoint in of_method if _fits(_segments(endpoint.path), wanted)]


def _split(typed: str) -> tuple[str, str]:
    method = _METHOD.match(typed)
    return (method[1].upper(), typed[method.end() :]) if method else ("", typed)


def _segments(path: str) -> list[str]:
    return [segment for segment in path.strip("/^$").split("/") if segment]


def _fits(route: list[str], wanted: list[str]) -> bool:
    return len(route) == len(wanted) and all(
        ours == theirs or bool(_PLACEHOLDER.search(ours)) for ours, theirs in zip(route, wanted, strict=True)
    )
