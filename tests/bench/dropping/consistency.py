# ruff: noqa: SIM102
"""What has to be stored together, once, or after, forgotten in ways of its own."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from dropping.source import Drop, Source, leaf

TOGETHER = re.compile(r"(^|\.)(atomic|begin|begin_nested|transaction)$")
COMPANION = re.compile(
    r"(^|_)(log|audit|notify|record|publish|emit|track|invalidate|reindex|index|broadcast|history)(_|$)|^send_|_event$"
)
FIELD_LOCK = frozenset({"select_for_update", "with_for_update"})
SESSION = re.compile(r"(^|\.)(session|db|db_session|dbsession)$", re.IGNORECASE)
UNDOES = re.compile(r"rollback|delete|unlink|rmtree|cancel|refund|release|revert|restore|cleanup|abort|remove")


def _statement(source: Source, call: ast.AST) -> ast.Expr | None:
    """The statement that a call is, awaited or not."""
    around = source.parents[call]
    if isinstance(around, ast.Await):
        around = source.parents[around]
    return around if isinstance(around, ast.Expr) else None


def _dedented(source: Source, node: ast.With | ast.AsyncWith) -> list[tuple[int, int, str]]:
    """The body of a block without the block."""
    first, last = node.body[0], node.body[-1]
    assert last.end_lineno is not None
    start, end = source.line(node.lineno), min(source.line(last.end_lineno + 1), len(source.content))
    inner = source.content[source.line(first.lineno) : end].decode("utf8", "replace")
    less = first.col_offset - node.col_offset
    lines = [line[less:] if line[:less].isspace() else line for line in inner.splitlines(keepends=True)]
    return [(start, end, "".join(lines))]


def transaction_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if leaf(decorator) == "atomic":
                yield Drop(node, source.without_decorator(decorator), "@atomic dropped", source.symbol(node))
    for block in source.all(ast.With, ast.AsyncWith):
        assert isinstance(block, ast.With | ast.AsyncWith)
        if len(block.items) == 1 and block.items[0].optional_vars is None:
            if isinstance(block.items[0].context_expr, ast.Call) and leaf(block.items[0].context_expr) in (
                "atomic",
                "begin",
            ):
                yield Drop(block, _dedented(source, block), f"with {source.text(block.items[0].context_expr)} dropped")


def commit_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        statement = _statement(source, call)
        if statement and leaf(call) == "commit" and isinstance(call.func, ast.Attribute):
            if SESSION.search(source.text(call.func.value)) and source.within(
                call, ast.FunctionDef, ast.AsyncFunctionDef
            ):
                yield Drop(call, source.without_statement(statement), f"{source.text(call)} dropped")


def commit_between(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """What was stored together is stored in two steps."""
    for call in source.calls():
        statement = _statement(source, call)
        if not statement or leaf(call) != "commit" or not isinstance(call.func, ast.Attribute):
            continue
        block = next(
            (b for n in ("body", "orelse") if statement in (b := getattr(source.parents[statement], n, []))), []
        )
        before = block[: block.index(statement)] if block else []
        adds = [
            s
            for s in before
            if isinstance(s, ast.Expr)
            and isinstance(s.value, ast.Call)
            and leaf(s.value) in ("add", "add_all", "delete", "merge")
        ]
        if len(adds) > 1 and SESSION.search(source.text(call.func.value)):
            line = f"{' ' * statement.col_offset}{source.text(statement)}\n"
            yield Drop(call, source.at_line((adds[0].end_lineno or 0) + 1, line), "committed in between")


def undoing_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """What a handler takes back."""
    for handler in source.all(ast.ExceptHandler):
        assert isinstance(handler, ast.ExceptHandler)
        for statement in handler.body:
            value = statement.value if isinstance(statement, ast.Expr) else None
            value = value.value if isinstance(value, ast.Await) else value
            if isinstance(value, ast.Call) and UNDOES.search(leaf(value)):
                yield Drop(
                    statement, source.without_statement(statement), f"{source.text(value)[:50]} of a handler dropped"
                )
                break


def raise_swallowed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A handler that undoes and raises again keeps it to itself."""
    for handler in source.all(ast.ExceptHandler):
        assert isinstance(handler, ast.ExceptHandler)
        last = handler.body[-1]
        if isinstance(last, ast.Raise) and last.exc is None and len(handler.body) > 1:
            text = source.text(handler)
            if re.search(r"rollback|delete|cancel", text):
                yield Drop(last, source.without_statement(last), "raise of a handler that undoes dropped")


def looked_first_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if X.filter(key=key).exists(): return` before one is made; `existing = ...; if existing: return existing`."""
    for node in source.all(ast.If):
        assert isinstance(node, ast.If)
        function = source.within(node, ast.FunctionDef, ast.AsyncFunctionDef)
        if node.orelse or function is None or not isinstance(node.body[-1], ast.Return | ast.Continue | ast.Raise):
            continue
        if not isinstance(source.parents[node], ast.FunctionDef | ast.AsyncFunctionDef | ast.For):
            continue
        asked = source.text(node.test)
        if isinstance(node.test, ast.Name):
            bound = [
                s
                for s in ast.walk(function)
                if isinstance(s, ast.Assign)
                and source.text(s.targets[0]) == asked
                and s.lineno < node.lineno
                and isinstance(s.value, ast.Call | ast.Await)
            ]
            asked = source.text(bound[-1].value) if bound else ""
        if not re.search(
            r"\.(exists|first|one_or_none|scalar_one_or_none)\(\)$|\bget_\w*by_\w+\(", asked
        ) or asked.startswith("not "):
            continue
        after = [s for s in ast.walk(function) if isinstance(s, ast.Call) and s.lineno > (node.end_lineno or 0)]
        if any(leaf(call) in ("create", "add", "save", "bulk_create") for call in after):
            yield Drop(node, source.without_statement(node), f"if {source.text(node.test)[:60]} dropped")


def lock_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        if (
            leaf(call) in FIELD_LOCK
            and isinstance(call.func, ast.Attribute)
            and source.within(call, ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            start, end = source.span(call.func.value)[1], source.span(call)[1]
            yield Drop(call, [(start, end, "")], f".{leaf(call)}() dropped")


def made_without_looking(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`X.objects.get_or_create(a=a)` looks, and makes one then."""
    for call in source.calls():
        statement = source.parents[call]
        if leaf(call) == "get_or_create" and isinstance(call.func, ast.Attribute) and isinstance(statement, ast.Assign):
            target = statement.targets[0]
            if (
                isinstance(target, ast.Tuple)
                and len(target.elts) == 2
                and not any(k.arg in ("defaults", None) for k in call.keywords)
            ):
                owner, given = source.text(call.func.value), ", ".join(source.text(k) for k in call.keywords)
                name, made = (source.text(e) for e in target.elts)
                pad = " " * statement.col_offset
                look = f"{name} = {owner}.filter({given}).first()\n{pad}{made} = {name} is None\n"
                text = f"{look}{pad}if {made}:\n{pad}    {name} = {owner}.create({given})"
                yield Drop(call, source.instead(statement, text), "get_or_create became two steps")


def sent_at_once(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`transaction.on_commit(lambda: f(x))` calls at once."""
    for call in source.calls():
        statement = _statement(source, call)
        if statement and leaf(call) == "on_commit" and call.args and isinstance(call.args[0], ast.Lambda):
            yield Drop(call, source.instead(statement, source.text(call.args[0].body)), "on_commit dropped")


def unique_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        for keyword in call.keywords:
            if keyword.arg == "unique" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True:
                if source.within(call, ast.ClassDef) and not source.within(call, ast.FunctionDef):
                    yield Drop(call, source.without([*call.args, *call.keywords], keyword), "unique=True dropped")
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        if source.text(node.targets[0]) == "unique_together":
            yield Drop(node, source.without_statement(node), "unique_together dropped")


def companion_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A call made for what it tells others, of which there are three at least in the file."""
    said = Counter(leaf(call) for call in source.calls() if _statement(source, call))
    for call in source.calls():
        statement = _statement(source, call)
        name = leaf(call)
        if (
            statement
            and COMPANION.search(name)
            and said[name] >= 3
            and source.within(call, ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            if "logg" not in source.text(call.func) and name not in ("log", "index", "exception"):
                yield Drop(call, source.without_statement(statement), f"{source.text(call)[:60]} dropped")


def counted_here(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`F("n") + 1` becomes what was read plus one."""
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        target, value = node.targets[0], node.value
        if (
            isinstance(target, ast.Attribute)
            and isinstance(value, ast.BinOp)
            and isinstance(value.left, ast.Call)
            and leaf(value.left) == "F"
        ):
            yield Drop(node, source.instead(value.left, source.text(target)), f"{source.text(value.left)} read first")


def condition_of_update_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`.filter(pk=pk, version=v).update(...)` asks for the key alone."""
    for call in source.calls():
        inner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if (
            leaf(call) in ("update", "delete")
            and isinstance(inner, ast.Call)
            and leaf(inner) == "filter"
            and len(inner.keywords) > 1
        ):
            keys = [k for k in inner.keywords if k.arg in ("pk", "id", "uuid")]
            others = [
                k
                for k in inner.keywords
                if k not in keys and not re.search("user|owner|org|team|project|tenant", k.arg or "")
            ]
            if keys and others:
                yield Drop(
                    call,
                    source.without(inner.keywords, others[0]),
                    f"{source.text(others[0])[:50]} dropped from {leaf(call)}",
                )


def outside_inside(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """What was called behind a transaction is called in it."""
    for block in source.all(ast.With, ast.AsyncWith):
        assert isinstance(block, ast.With | ast.AsyncWith)
        context = block.items[0].context_expr
        if not isinstance(context, ast.Call) or leaf(context) not in ("atomic", "begin"):
            continue
        siblings = next((b for n in ("body", "orelse") if block in (b := getattr(source.parents[block], n, []))), [])
        following = siblings[siblings.index(block) + 1 :] if siblings else []
        for statement in following[:2]:
            value = statement.value if isinstance(statement, ast.Expr) else None
            value = value.value if isinstance(value, ast.Await) else value
            if isinstance(value, ast.Call) and re.search(r"delay|apply_async|send|post|enqueue|publish", leaf(value)):
                last = block.body[-1]
                inside = f"{' ' * block.body[0].col_offset}{source.text(statement)}\n"
                edits = [*source.without_statement(statement), *source.at_line((last.end_lineno or 0) + 1, inside)]
                yield Drop(statement, edits, f"{source.text(value)[:50]} moved into the transaction")


OPERATORS = (
    transaction_dropped, commit_dropped, commit_between, undoing_dropped, raise_swallowed, looked_first_dropped,
    lock_dropped, made_without_looking, sent_at_once, unique_dropped, companion_dropped, counted_here,
    condition_of_update_dropped, outside_inside,
)  # fmt: skip
