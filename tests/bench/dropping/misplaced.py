"""Work where none of its kind does it, and layers that are skipped."""

import ast
import re
from collections.abc import Iterator
from itertools import islice

from dropping.architecture import LOWER, UPPER, _first, _handlers, _module, _views
from dropping.source import Drop, Source

DATA = re.compile(r"(^|/)(dao|repositor(y|ies)|crud|db|queries)(/|\.py$|_)")
SERVICE = re.compile(r"(^|/)(services?|use_?cases|domain|managers?|handlers?)(/|\.py$)")


def layer_skipped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A view reaches for data access itself, where no view does."""
    if not UPPER.search(source.path) or not list(_handlers(source)):
        return
    data = [one for one in every if DATA.search(one.path) and not UPPER.search(one.path)]
    for one in data:
        imported = re.compile(rf"(from|import) {re.escape(_module(one.path))}\b".encode())
        if any(imported.search(view.content) for view in _views(every)):
            return
    for one in islice(data, 1):
        package, _, name = _module(one.path).rpartition(".")
        text = f"from {package} import {name}  # noqa: F401\n"
        yield Drop(source.tree, source.at_line(source.first_import(), text), text.strip())


def service_imported_below(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A model that knows a service."""
    if not LOWER.search(source.path) or UPPER.search(source.path) or SERVICE.search(source.path):
        return
    services = [one for one in every if SERVICE.search(one.path) and not LOWER.search(one.path) and one.tree.body]
    root = source.path.split("/")[0]
    for one in islice([s for s in services if s.path.split("/")[0] == root], 1):
        package, _, name = _module(one.path).rpartition(".")
        text = f"from {package} import {name}  # noqa: F401\n"
        yield Drop(source.tree, source.at_line(source.first_import(), text), text.strip())


def request_below(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """An HTTP request in a model or repository, where none of these makes one."""
    if not LOWER.search(source.path) or UPPER.search(source.path):
        return
    lower = [one for one in every if LOWER.search(one.path) and not UPPER.search(one.path)]
    if any(re.search(rb"\b(requests|httpx|urllib)\b", one.content) for one in lower):
        return
    for node in source.functions():
        if node.body[0].lineno > node.lineno:
            first = _first(node)
            text = f'{" " * first.col_offset}requests.get("https://example.org/rates", timeout=5)\n'
            if first.lineno > node.lineno:
                edits = [
                    *source.at_line(first.lineno, text),
                    *source.at_line(source.first_import(), "import requests\n"),
                ]
                yield Drop(node, edits, f"requests.get in {node.name}")
            return


def sql_in_view(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Raw SQL where no view has any."""
    if any(re.search(rb"\.raw\(|cursor\(|text\(", view.content) for view in _views(every)):
        return
    for node in islice(_handlers(source), 1):
        first = _first(node)
        if b"django" in source.content:
            imports, text = (
                "from django.db import connection\n",
                'connection.cursor().execute("SELECT id FROM users")\n',
            )
        elif b"flask" in source.content and b"db" in source.content:
            return
        else:
            return
        edits = [
            *source.at_line(first.lineno, " " * first.col_offset + text),
            *source.at_line(source.first_import(), imports),
        ]
        yield Drop(node, edits, f"SQL in {node.name}")


def sleeps_in_coroutine(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        if isinstance(node, ast.AsyncFunctionDef) and node.body[0].lineno > node.lineno:
            first = _first(node)
            text = f"{' ' * first.col_offset}time.sleep(2)\n"
            edits = [*source.at_line(first.lineno, text), *source.at_line(source.first_import(), "import time\n")]
            yield Drop(node, edits, f"time.sleep in async {node.name}")
            break


OPERATORS = (layer_skipped, service_imported_below, request_below, sql_in_view, sleeps_in_coroutine)
