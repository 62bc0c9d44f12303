"""What nobody wrote down as a rule: comments that protect, tests that pin what once broke."""

import ast
import re
from collections.abc import Iterator

from dropping.source import Drop, Source

PROTECTS = re.compile(  # an order, or a reason; "lines that don't contain" is neither
    r"(^#|[.!:;,] |\bwe )\s*(do not|don't|never|make sure|ensure|always|important|careful|keep (this|in|for))\b"
    r"|\b(must (not )?(be|stay|run|come|happen)|workaround|work around|hack)\b|backwards?.compat|see (issue|#)"
    r"|https?://\S+/issues/\d+|gh-\d+|bug \d+|fixes #\d+",
    re.IGNORECASE,
)


def protected_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A statement below a comment that says why it stands, and the comment."""
    yield from _commented(source, with_comment=True)


def protected_dropped_alone(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    yield from _commented(source, with_comment=False)


def _commented(source: Source, *, with_comment: bool) -> Iterator[Drop]:
    lines = source.content.decode("utf8", "replace").split("\n")
    for node in source.all(ast.stmt):
        if not isinstance(node, ast.Assign | ast.Expr | ast.If | ast.AugAssign):
            continue
        if isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Attribute | ast.Subscript):
            continue  # a name that is read further down: what is left would not run
        if not source.within(node, ast.FunctionDef, ast.AsyncFunctionDef) or (node.end_lineno or 0) - node.lineno > 6:
            continue
        first = node.lineno - 1
        while first > 0 and lines[first - 1].strip().startswith("#"):
            first -= 1
        text = " ".join(line.strip() for line in lines[first : node.lineno - 1])
        if first < node.lineno - 1 and PROTECTS.search(text) and not re.search(r"TODO|FIXME|noqa|type:", text):
            edits = source.without_statement(node)
            if with_comment:
                edits = [(source.line(first + 1), edits[0][1], edits[0][2])]
            yield Drop(node, edits, f"dropped what stands below: {text[:70]}")


OPERATORS = (protected_dropped, protected_dropped_alone)
