"""Layers crossed and work done in the wrong place, in ways of its own."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from dropping.source import Drop, Function, Source, is_handler

UPPER = re.compile(r"(^|/)(views?|api|handlers|routes|routers|endpoints|controllers?|resources)(/|\.py$|_)")
LOWER = re.compile(r"(^|/)(models?|repositor(y|ies)|dao|db|domain|entities|schemas?)(/|\.py$)")


def _module(path: str) -> str:
    for root in ("src/", "server/", "apps/api/", "backend/"):
        path = path.removeprefix(root)
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def _views(every: tuple[Source, ...]) -> list[Source]:
    return [one for one in every if UPPER.search(one.path) and any(is_handler(one, f) for f in one.functions())]


def _pair(source: Source, every: tuple[Source, ...]) -> Iterator[Source]:
    """Views of the same application that a module of a lower layer has no business with."""
    if LOWER.search(source.path) and not UPPER.search(source.path):
        views = _views(every)
        near = [
            v for v in views if v.path.rpartition("/")[0].startswith(source.path.rpartition("/")[0].rpartition("/")[0])
        ]
        yield from islice(near or views, 1)


def view_module_imported(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for view in _pair(source, every):
        package, _, name = _module(view.path).rpartition(".")
        if package:
            yield Drop(
                source.tree,
                source.at_line(source.first_import(), f"from {package} import {name}  # noqa: F401\n"),
                f"from {package} import {name}",
            )


def view_imported_by_name(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for view in _pair(source, every):
        for node in source.functions():
            statement = f'{" " * node.body[0].col_offset}importlib.import_module("{_module(view.path)}")\n'
            line = node.body[0].lineno
            if line > node.lineno and not isinstance(node.body[0], ast.Expr):
                edits = [*source.at_line(line, statement), *source.at_line(source.first_import(), "import importlib\n")]
                yield Drop(node, edits, f"importlib.import_module({_module(view.path)})")
                break


def view_imported_lazily(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for view in _pair(source, every):
        name = next((n.name for n in [*view.classes(), *view.functions()] if n in view.tree.body), "")
        for node in source.functions():
            if name and node.body[0].lineno > node.lineno and not isinstance(node.body[0], ast.Expr):
                text = f"{' ' * node.body[0].col_offset}from {_module(view.path)} import {name}\n"
                yield Drop(node, source.at_line(node.body[0].lineno, text), text.strip())
                break


def view_imported_relatively(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for view in _pair(source, every):
        own, other = source.path.split("/")[:-1], view.path.removesuffix(".py").split("/")
        shared = 0
        while shared < min(len(own), len(other) - 1) and own[shared] == other[shared]:
            shared += 1
        if shared > 1:
            dots = "." * (len(own) - shared + 1)
            rest = other[shared:]
            package = ".".join(rest[:-1])
            yield Drop(
                source.tree,
                source.at_line(source.first_import(), f"from {dots}{package} import {rest[-1]}  # noqa: F401\n"),
                f"from {dots}{package} import {rest[-1]}",
            )


def _handlers(source: Source) -> Iterator[Function]:
    for node in source.functions():
        if is_handler(source, node) and node.body[0].lineno > node.lineno and UPPER.search(source.path):
            body = (
                node.body[1:]
                if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
                else node.body
            )
            if body:
                yield node


def _first(node: Function) -> ast.stmt:
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return node.body[1] if is_text and len(node.body) > 1 else first


def request_in_view(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """An HTTP request where no view makes one."""
    if any(re.search(rb"\b(requests|httpx|urllib)\b", view.content) for view in _views(every)):
        return
    for node in islice(_handlers(source), 1):
        first = _first(node)
        text = f'{" " * first.col_offset}requests.get("https://example.org/rates", timeout=5)\n'
        edits = [*source.at_line(first.lineno, text), *source.at_line(source.first_import(), "import requests\n")]
        yield Drop(node, edits, f"requests.get in {node.name}")


def query_in_route(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A query where no route asks the database itself."""
    asks = re.compile(rb"\.query\(|\.execute\(|select\(|\.objects\.|\.query\.")
    if sum(bool(asks.search(view.content)) for view in _views(every)) * 10 > len(_views(every)):
        return
    for node in islice(_handlers(source), 1):
        session = next(
            (a.arg for a in [*node.args.args, *node.args.kwonlyargs] if re.search(r"session|^db", a.arg)), ""
        )
        if session:
            first = _first(node)
            text = f"{' ' * first.col_offset}{session}.execute(select(User)).scalars().all()\n"
            model = next((o for o in every if any(c.name == "User" for c in o.classes()) and "models" in o.path), None)
            if model is not None:
                imports = f"from sqlalchemy import select\nfrom {_module(model.path)} import User\n"
                yield Drop(
                    node,
                    [*source.at_line(first.lineno, text), *source.at_line(source.first_import(), imports)],
                    f"a query in {node.name}",
                )


def blocking_in_coroutine(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        if (
            isinstance(node, ast.AsyncFunctionDef)
            and node.body[0].lineno > node.lineno
            and not node.name.startswith("_")
        ):
            first = _first(node)
            text = f'{" " * first.col_offset}requests.get("https://example.org/ping", timeout=5)\n'
            edits = [*source.at_line(first.lineno, text), *source.at_line(source.first_import(), "import requests\n")]
            yield Drop(node, edits, f"requests.get in async {node.name}")
            break


OPERATORS = (
    view_module_imported, view_imported_by_name, view_imported_lazily, view_imported_relatively, request_in_view,
    query_in_route, blocking_in_coroutine,
)  # fmt: skip
