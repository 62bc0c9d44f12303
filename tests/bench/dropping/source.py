"""One Python file as edits by syntax see it: nodes with their parents, spans of text, and what can be taken out."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Edit = tuple[int, int, str]  # from, to (offsets in bytes), what stands there instead
Function = ast.FunctionDef | ast.AsyncFunctionDef
OUTSIDE = re.compile(
    r"(^|/)(tests?|testing|migrations|versions|alembic|scripts|fixtures|factories|docs?|examples?|commands|cli)(/|\.|_)"
    r"|(^|/)(test_[^/]*|conftest|setup|manage|settings[^/]*)\.py$"
)


@dataclass(frozen=True)
class Drop:
    """An edit that drops something, and what."""

    at: ast.AST
    edits: list[Edit]
    what: str
    symbol: str = ""  # where it is not that which holds the node
    others: dict[str, str] = field(default_factory=dict)  # further files, by path


class Source:
    def __init__(self, path: str, content: bytes) -> None:
        self.path, self.content = path, content
        self.tree = ast.parse(content)
        self.nodes = list(ast.walk(self.tree))
        self.parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self._lines = [0]
        for line in content.split(b"\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def all(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in self.nodes if isinstance(node, kinds))

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def line(self, number: int) -> int:
        """Where a line begins."""
        return self._lines[number - 1]

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.line(node.lineno) + node.col_offset, self.line(node.end_lineno) + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> str:
        start, end = self.span(node)
        return self.content[start:end].decode("utf8", "replace")

    def within(self, node: ast.AST, *kinds: type[ast.AST]) -> ast.AST | None:
        """The nearest of these kinds around a node."""
        above = self.parents.get(node)
        while above is not None and not isinstance(above, kinds):
            above = self.parents.get(above)
        return above

    def symbol(self, node: ast.AST | None) -> str:
        names: list[str] = []
        while node is not None:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(node.name)
            node = self.parents.get(node)
        return ".".join(reversed(names))

    def without_statement(self, node: ast.stmt) -> list[Edit]:
        """Its lines; `pass` where nothing else is in the block."""
        assert node.end_lineno is not None
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        start, end = self.line(first), min(self.line(node.end_lineno + 1), len(self.content))
        around = self.parents[node]
        blocks = [getattr(around, name, None) for name in ("body", "orelse", "finalbody")]
        alone = any(isinstance(block, list) and block == [node] for block in blocks)
        return [(start, end, " " * node.col_offset + "pass\n" if alone else "")]

    def without_decorator(self, node: ast.expr) -> list[Edit]:
        assert node.end_lineno is not None
        return [(self.line(node.lineno), self.line(node.end_lineno + 1), "")]

    def without(
        self, siblings: Sequence[ast.expr | ast.keyword | ast.arg], node: ast.expr | ast.keyword | ast.arg
    ) -> list[Edit]:
        """An element of a list, argument of a call or base of a class, with its comma."""
        start, end = self.span(node)
        after = re.match(rb"\s*,\s*", self.content[end:])
        if after:
            return [(start, end + after.end(), "")]
        before = re.search(rb",\s*$", self.content[:start])
        return [(before.start() if before else start, end, "")] if before or len(siblings) == 1 else []

    def instead(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg, text: str) -> list[Edit]:
        return [(*self.span(node), text)]

    def at_line(self, number: int, text: str) -> list[Edit]:
        start = min(self.line(number), len(self.content))
        return [(start, start, text)]

    def first_import(self) -> int:
        for node in self.tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
                return node.lineno
        return 1


def applied(content: bytes, edits: Sequence[Edit]) -> bytes:
    for start, end, text in sorted(edits, reverse=True):
        content = content[:start] + text.encode() + content[end:]
    return content


def read(root: Path) -> list[Source]:
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        content = path.read_bytes()
        if OUTSIDE.search(name) or b"\r\n" in content or len(content) > 400_000:
            continue
        try:
            found.append(Source(name, content))
        except (SyntaxError, ValueError):
            continue
    return found


def leaf(node: ast.AST) -> str:
    """The last name of what is called, decorated or inherited."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


ROUTE = re.compile(
    r"(router|routes|blueprint|bp|app|api|\w*_router|\w*_api|\w*_bp)\.(get|post|put|patch|delete|route)\b"
)
HTTP = frozenset({"get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "destroy"})


def is_handler(source: Source, node: Function) -> bool:
    """It is routed by a decorator, or a method of a class that answers requests."""
    if any(ROUTE.search(source.text(decorator)) for decorator in node.decorator_list):
        return True
    return isinstance(source.parents.get(node), ast.ClassDef) and node.name in HTTP and "request" in _names(node)


def _names(node: Function) -> set[str]:
    return {a.arg for a in [*node.args.args, *node.args.kwonlyargs]} | {"request"} & {
        name.id if isinstance(name, ast.Name) else name.attr
        for name in ast.walk(node)
        if isinstance(name, ast.Name | ast.Attribute)
    }
