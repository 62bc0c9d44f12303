# ruff: noqa: SIM102
"""What a state may become, and who may make it so, forgotten in ways of its own."""

import ast
import re
from collections.abc import Iterator

from dropping.source import Drop, Function, Source, leaf

STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
MEMBER = re.compile(r"^([A-Z]\w*\.)+[A-Z][A-Z_0-9]*(\.value)?$|^[A-Z][A-Z_]*_(STATUS|STATE)_?\w*$")


def _given(source: Source) -> list[tuple[ast.Assign, ast.Attribute]]:
    """`order.status = Status.PAID`."""
    return [
        (node, node.targets[0])
        for node in source.all(ast.Assign)
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Attribute)
        and STATE.search(node.targets[0].attr)
    ]


def _is_member(source: Source, node: ast.expr) -> bool:
    return bool(MEMBER.match(source.text(node))) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _reads_state(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Attribute) and STATE.search(n.attr) for n in ast.walk(node))


def state_test_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A test of a state that refuses."""
    for node in source.all(ast.If):
        assert isinstance(node, ast.If)
        if node.orelse or not _reads_state(node.test) or not source.within(node, ast.FunctionDef, ast.AsyncFunctionDef):
            continue
        if isinstance(node.body[-1], ast.Raise):
            yield Drop(node, source.without_statement(node), f"if {source.text(node.test)[:60]}: raise dropped")


def state_conjunct_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if a and order.status == X:` of what gives the state asks `a` alone."""
    for node in source.all(ast.If):
        assert isinstance(node, ast.If)
        if not isinstance(node.test, ast.BoolOp) or not isinstance(node.test.op, ast.And):
            continue
        gives = any(
            isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Attribute) and STATE.search(n.targets[0].attr)
            for s in node.body
            for n in ast.walk(s)
        )
        for value in node.test.values:
            if gives and _reads_state(value):
                rest = " and ".join(source.text(v) for v in node.test.values if v is not value)
                yield Drop(node, source.instead(node.test, rest), f"{source.text(value)[:60]} dropped from a test")
                break


def state_branch_always(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if order.status == X: order.status = Y` becomes `if True`."""
    for node, target in _given(source):
        around = source.parents[node]
        if isinstance(around, ast.If) and node in around.body and not around.orelse and _reads_state(around.test):
            if any(isinstance(n, ast.Attribute) and n.attr == target.attr for n in ast.walk(around.test)):
                yield Drop(node, source.instead(around.test, "True"), f"{source.text(around.test)[:60]} became True")


def other_state(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Another value of the same enumeration."""
    for node, target in _given(source):
        text = source.text(node.value)
        if not MEMBER.match(text) or "." not in text:
            continue
        owner = text.removesuffix(".value").rpartition(".")[0]
        others = {
            source.text(n)
            for n in source.all(ast.Attribute)
            if isinstance(n, ast.Attribute) and source.text(n).rpartition(".")[0] == owner and n.attr.isupper()
        } - {text.removesuffix(".value")}
        if others:
            yield Drop(node, source.instead(node.value, min(others)), f"{target.attr} = {text} became {min(others)}")


def unknown_state(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, target in _given(source):
        if _is_member(source, node.value):
            yield Drop(node, source.instead(node.value, "'in_limbo'"), f"{target.attr} became 'in_limbo'")


def state_condition_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`.filter(pk=pk, status=A).update(status=B)` asks for the key alone."""
    for call in source.calls():
        if leaf(call) != "update" or not any(k.arg and STATE.search(k.arg) for k in call.keywords):
            continue
        inner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(inner, ast.Call) and leaf(inner) == "filter" and len(inner.keywords) > 1:
            for keyword in inner.keywords:
                if keyword.arg and STATE.search(keyword.arg.removesuffix("__in")):
                    edits = source.without([*inner.args, *inner.keywords], keyword)
                    yield Drop(call, edits, f"{source.text(keyword)[:50]} dropped from an update")


def new_writer(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A function that saves the same sort of object gives it a state, as others do."""
    owners: dict[str, tuple[str, str]] = {}
    writers: set[Function | None] = set()
    for node, target in _given(source):
        if isinstance(target.value, ast.Name) and target.value.id != "self" and _is_member(source, node.value):
            owners[target.value.id] = (target.attr, source.text(node.value))
            writers.add(source.within(node, ast.FunctionDef, ast.AsyncFunctionDef))  # type: ignore[arg-type]
    for call in source.calls():
        if (
            leaf(call) != "save"
            or not isinstance(call.func, ast.Attribute)
            or not isinstance(call.func.value, ast.Name)
        ):
            continue
        name, statement = call.func.value.id, source.parents[call]
        function = source.within(call, ast.FunctionDef, ast.AsyncFunctionDef)
        if name in owners and function not in writers and isinstance(statement, ast.Expr):
            field, value = owners[name]
            line = f"{' ' * statement.col_offset}{name}.{field} = {value}\n"
            yield Drop(call, source.at_line(statement.lineno, line), f"{name}.{field} = {value} added")


def table_widened(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A table of what may follow allows one step more; `source=` of a declared one becomes any."""
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        if isinstance(node.value, ast.Dict) and re.search(r"TRANSITION|PIPELINE|ALLOWED", source.text(node.targets[0])):
            keys = [key for key in node.value.keys if key is not None]
            for value in node.value.values:
                if isinstance(value, ast.List | ast.Tuple | ast.Set) and value.elts:
                    missing = [k for k in keys if source.text(k) not in {source.text(e) for e in value.elts}]
                    if missing:
                        edits = source.instead(
                            value.elts[0], f"{source.text(missing[0])}, {source.text(value.elts[0])}"
                        )
                        yield Drop(node, edits, f"{source.text(missing[0])} may follow too")
    for call in source.calls():
        for keyword in call.keywords:
            if leaf(call) == "transition" and keyword.arg == "source" and "*" not in source.text(keyword):
                yield Drop(call, source.instead(keyword.value, '"*"'), f"{source.text(keyword)[:50]} became any")


OPERATORS = (
    state_test_dropped, state_conjunct_dropped, state_branch_always, other_state, unknown_state,
    state_condition_dropped, new_writer, table_widened,
)  # fmt: skip
