# ruff: noqa: SIM102
"""Whose rows these are, forgotten in ways of its own."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from dropping.source import Drop, Source, leaf

TENANT = re.compile(
    r"^(\w+__)?(org|organi[sz]ation|workspace|project|team|tenant|account|company|customer|group|household|realm|event"
    r"|user|owner|member|site)(_id|_slug|__slug|__id|__in|_ids)?$"
)


def tenant_keyword_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """One condition of several."""
    for call in source.calls():
        if leaf(call) not in ("filter", "get", "filter_by", "exclude", "get_object_or_404", "aget"):
            continue
        if not isinstance(source.within(call, ast.FunctionDef, ast.AsyncFunctionDef), ast.AST):
            continue
        others = [k for k in call.keywords if k.arg and not TENANT.match(k.arg)]
        for keyword in call.keywords:
            if keyword.arg and TENANT.match(keyword.arg) and (others or call.args):
                if leaf(call) == "exclude" or isinstance(keyword.value, ast.Constant):
                    continue
                yield Drop(
                    call,
                    source.without([*call.args, *call.keywords], keyword),
                    f"{source.text(keyword)[:60]} dropped from {leaf(call)}",
                )
                break


def scoped_to_all(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """In the middle of a chain."""
    for call in source.calls():
        if leaf(call) == "filter" and call.keywords and not call.args and isinstance(call.func, ast.Attribute):
            if all(k.arg and TENANT.match(k.arg) and not isinstance(k.value, ast.Constant) for k in call.keywords):
                if isinstance(source.parents[call], ast.Attribute) and source.within(call, ast.FunctionDef):
                    start, end = source.span(call.func.value)[1], source.span(call)[1]
                    yield Drop(
                        call, [(start, end, ".all()")], f".filter({source.text(call.keywords[0])[:50]}) became .all()"
                    )


def queryset_override_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls in source.classes():
        has = any(isinstance(s, ast.Assign) and leaf(s.targets[0]) in ("queryset", "model") for s in cls.body)
        for node in cls.body:
            if has and isinstance(node, ast.FunctionDef) and node.name == "get_queryset":
                text = source.text(node)
                if (
                    re.search(r"request\.user|kwargs|workspace|project|owner|organi[sz]ation|user", text)
                    and "filter" in text
                ):
                    yield Drop(node, source.without_statement(node), f"get_queryset of {cls.name} dropped", cls.name)


def conjunct_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`Q(project=p) & Q(...)` keeps the second alone; `where(a, M.org_id == o)` keeps the first."""
    for node in source.all(ast.BinOp):
        assert isinstance(node, ast.BinOp)
        if isinstance(node.op, ast.BitAnd):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(side, ast.Call) and leaf(side) == "Q" and side.keywords:
                    if side.keywords[0].arg and TENANT.match(side.keywords[0].arg):
                        yield Drop(node, source.instead(node, source.text(other)), f"{source.text(side)[:60]} dropped")
                        break
    for call in source.calls():
        if leaf(call) in ("where", "filter", "and_") and len(call.args) > 1:
            for argument in call.args:
                if isinstance(argument, ast.Compare) and isinstance(argument.left, ast.Attribute):
                    right = argument.comparators[0]
                    if TENANT.match(argument.left.attr) and not isinstance(right, ast.Constant):
                        if (
                            isinstance(right, ast.Attribute)
                            and isinstance(right.value, ast.Name)
                            and right.value.id[:1].isupper()
                        ):
                            continue
                        yield Drop(
                            call,
                            source.without([*call.args, *call.keywords], argument),
                            f"{source.text(argument)[:60]} dropped",
                        )
                        break


def new_unscoped_query(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A function copied under a new name, its query without the tenant."""
    for node in source.functions():
        if node.end_lineno is None or node.end_lineno - node.lineno > 40 or node.name.startswith("__"):
            continue
        for call in ast.walk(node):
            if not isinstance(call, ast.Call) or leaf(call) not in ("filter", "get", "filter_by"):
                continue
            keywords = [
                k for k in call.keywords if k.arg and TENANT.match(k.arg) and not isinstance(k.value, ast.Constant)
            ]
            if not keywords or ("objects" not in source.text(call) and "query" not in source.text(call)):
                continue
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            start, end = source.line(first), min(source.line(node.end_lineno + 1), len(source.content))
            text = source.content[start:end].decode()
            old = source.text(call)
            new = old
            for keyword in keywords:
                new = re.sub(rf",?\s*{re.escape(source.text(keyword))}", "", new, count=1)
            new = re.sub(r"\(\s*,\s*", "(", new)
            text = text.replace(old, new, 1)
            text = re.sub(rf"def {node.name}\b", f"def {node.name}_all", text, count=1)
            yield Drop(
                node,
                [(end, end, f"\n{text}")],
                f"{node.name}_all copied, without {source.text(keywords[0])[:40]}",
                f"{source.symbol(node)}_all",
            )
            break


def fetched_by_key_alone(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A getter that binds the tenant is bypassed for one that does not."""
    for call in source.calls():
        name = leaf(call)
        found = re.match(
            r"(get|find|list|all)\w*_(and|for|by|of)_(org|organization|project|workspace|team|user|account|tenant)$",
            name,
        )
        if found and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.args:
            if call.func.value.id[:1].isupper():
                text = f"{call.func.value.id}.query.get({source.text(call.args[0])})"
                yield Drop(call, source.instead(call, text), f"{source.text(call)[:50]} became {text}")


def unscoped_manager(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Where a model has a manager of its own."""
    own = _with_managers(every)
    for node in source.all(ast.Attribute):
        assert isinstance(node, ast.Attribute)
        if node.attr == "objects" and isinstance(node.value, ast.Name) and node.value.id in own:
            called = source.parents[node]
            makes = isinstance(called, ast.Attribute) and "create" in called.attr
            if source.within(node, ast.FunctionDef) and not makes:
                yield Drop(
                    node,
                    source.instead(node, f"{node.value.id}._base_manager"),
                    f"{source.text(node)} became _base_manager",
                )


@cache
def _with_managers(every: tuple[Source, ...]) -> set[str]:
    return {
        cls.name
        for other in every
        for cls in other.classes()
        for s in cls.body
        if isinstance(s, ast.Assign) and leaf(s.targets[0]) == "objects" and "models.Manager()" not in other.text(s)
    }


def sql_without_tenant(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A scoped query becomes SQL for all rows."""
    for call in source.calls():
        if leaf(call) == "filter" and call.keywords and isinstance(call.func, ast.Attribute):
            chain = source.text(call.func.value)
            found = re.match(r"(\w+)\.objects$", chain)
            scoped = [
                k for k in call.keywords if k.arg and TENANT.match(k.arg) and not isinstance(k.value, ast.Constant)
            ]
            if found and scoped and isinstance(source.parents[call], ast.Assign | ast.Return):
                text = f'{chain}.raw("SELECT * FROM {found[1].lower()}s ORDER BY id")'
                yield Drop(call, source.instead(call, text), f"{source.text(call)[:60]} became SQL")


OPERATORS = (
    tenant_keyword_dropped, scoped_to_all, queryset_override_dropped, conjunct_dropped, new_unscoped_query,
    fetched_by_key_alone, unscoped_manager, sql_without_tenant,
)  # fmt: skip
