# ruff: noqa: SIM102
"""Rows of other tenants let in: by helpers, by alternatives, by what a client says."""

import ast
import re
from collections.abc import Iterator

from dropping.source import Drop, Source, leaf
from dropping.tenancy import TENANT

OWN = re.compile(
    r"^(org|organi[sz]ation|workspace|project|team|tenant|account|company|service|household|group|space)(_id)?$"
)


def helper_keyword_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A getter of the house is no longer given the tenant."""
    for call in source.calls():
        if not re.match(r"_?(get|list|find|fetch|search|count|dao_get|dao_fetch|query)(_|$)", leaf(call)):
            continue
        if not isinstance(call.func, ast.Attribute | ast.Name) or not source.within(call, ast.FunctionDef):
            continue
        for keyword in call.keywords:
            if keyword.arg and OWN.match(keyword.arg) and not isinstance(keyword.value, ast.Constant):
                if "objects" not in source.text(call.func) and "query" not in source.text(call.func):
                    edits = source.without([*call.args, *call.keywords], keyword)
                    yield Drop(call, edits, f"{source.text(keyword)[:40]} dropped from {leaf(call)}()")
                    break


def where_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`.where(Model.tenant_id == tenant_id)` in a chain, all of it."""
    for call in source.calls():
        if leaf(call) in ("where", "filter", "filter_by") and isinstance(call.func, ast.Attribute):
            given = [*call.args, *call.keywords]
            if len(given) != 1 or not source.within(call, ast.FunctionDef, ast.AsyncFunctionDef):
                continue
            one = given[0]
            if isinstance(one, ast.Compare) and isinstance(one.left, ast.Attribute):
                name = one.left.attr if not isinstance(one.comparators[0], ast.Constant) else ""
            else:
                name = one.arg or "" if isinstance(one, ast.keyword) else ""
                if isinstance(one, ast.keyword) and isinstance(one.value, ast.Constant):
                    name = ""
            if TENANT.match(name) and "objects" not in source.text(call.func.value):
                start, end = source.span(call.func.value)[1], source.span(call)[1]
                yield Drop(call, [(start, end, "")], f"{source.text(one)[:60]} dropped from the chain")


def either_condition(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`filter(a, M.tenant_id == t)` finds what either holds for."""
    if b"or_" not in source.content:
        return
    for call in source.calls():
        if leaf(call) in ("where", "filter") and len(call.args) == 2 and not call.keywords:
            if all(isinstance(a, ast.Compare) and isinstance(a.left, ast.Attribute) for a in call.args):
                if any(TENANT.match(a.left.attr) for a in call.args):  # type: ignore[attr-defined]
                    start, end = source.span(call.args[0])[0], source.span(call.args[1])[1]
                    text = f"or_({', '.join(source.text(a) for a in call.args)})"
                    yield Drop(call, [(start, end, text)], f"{source.text(call)[-60:]} became or_")


def tenant_from_client(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Whose rows they are is what the request says, not what the caller belongs to."""
    for call in source.calls():
        if leaf(call) in ("filter", "get", "get_object_or_404", "filter_by") and b"request" in source.content:
            for keyword in call.keywords:
                if keyword.arg and TENANT.match(keyword.arg):
                    value = source.text(keyword.value)
                    if re.match(r"(self\.)?request\.(user|space|org|team|tenant|project)\b", value):
                        owner = "self.request" if value.startswith("self.") else "request"
                        text = f'{owner}.GET.get("{keyword.arg}")'
                        yield Drop(call, source.instead(keyword.value, text), f"{source.text(keyword)} from the client")


def rows_not_skipped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if row.org != org: continue`"""
    for node in source.all(ast.If):
        assert isinstance(node, ast.If)
        if isinstance(node.test, ast.Compare) and isinstance(node.body[-1], ast.Continue | ast.Raise):
            left = node.test.left
            if isinstance(left, ast.Attribute) and OWN.match(left.attr) and isinstance(node.test.ops[0], ast.NotEq):
                yield Drop(node, source.without_statement(node), f"{source.text(node.test)[:60]} no longer looked at")


OPERATORS = (helper_keyword_dropped, where_dropped, either_condition, tenant_from_client, rows_not_skipped)
