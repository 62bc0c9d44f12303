# ruff: noqa: SIM102
"""Checks on a caller that still stand in the text and refuse nobody, or too late; and parameters that carried them."""

import ast
import re
from collections.abc import Iterator

from dropping.permission import GUARD, NO_GUARD
from dropping.source import ROUTE, Drop, Function, Source, leaf

DENIES = re.compile(r"PermissionDenied|Forbidden|Unauthorized|NotAuthenticated|40[13]\b|NotPermitted|AccessDenied")
CHECKS = re.compile(
    r"_?(check|require|assert|ensure|verify|enforce|authori[sz]e)_?\w*?(perm|access|owner|auth|can|scope|admin|user)"
)
WHO = re.compile(r"user|owner|role|perm|admin|staff|member|auth|can_|scope")


def _refusing(source: Source) -> Iterator[tuple[Function, ast.stmt]]:
    """Statements of the body itself: `if ...: refuse`, or a call that checks."""
    for node in source.functions():
        for statement in node.body:
            if isinstance(statement, ast.If) and not statement.orelse and len(statement.body) < 3:
                if DENIES.search(source.text(statement.body[-1])) and WHO.search(source.text(statement.test)):
                    yield node, statement
            elif isinstance(statement, ast.Expr):
                value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
                if isinstance(value, ast.Call) and CHECKS.match(leaf(value)):
                    yield node, statement


def _under(source: Source, statement: ast.stmt, head: str, tail: str = "") -> str:
    space = " " * statement.col_offset
    lines = f"{space}{source.text(statement)}".split("\n")
    body = "\n".join(f"    {line}" if line.strip() else line for line in lines)
    return f"{head}\n{body}" + (f"\n{space}{tail}" if tail else "")


def check_in_debug_branch(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, statement in _refusing(source):
        edits = source.instead(statement, _under(source, statement, "if False:"))
        yield Drop(statement, edits, f"{source.text(statement)[:60]} put into a branch that never runs in {node.name}")


def check_swallowed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, statement in _refusing(source):
        if re.search(r"\braise\b|abort\(", source.text(statement)) or isinstance(statement, ast.Expr):
            space = " " * statement.col_offset
            text = _under(source, statement, "try:", f"except Exception:\n{space}    pass")
            yield Drop(statement, source.instead(statement, text), f"what refuses in {node.name} is swallowed")


def check_after_work(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """It runs where everything is done already."""
    for node, statement in _refusing(source):
        last, place = node.body[-1], node.body.index(statement)
        if isinstance(last, ast.Return) and place + 2 < len(node.body) - 1:
            between = node.body[place + 1 : -1]
            if any(
                re.search(r"\.(save|delete|commit|add|create|update|send|execute)\w*\(", source.text(s))
                for s in between
            ):
                text = " " * statement.col_offset + source.text(statement) + "\n"
                edits = [*source.without_statement(statement), *source.at_line(last.lineno, text)]
                yield Drop(statement, edits, f"{source.text(statement)[:50]} moved to the end of {node.name}")


def refusal_logged(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """What refused says so in a log and goes on."""
    for node, statement in _refusing(source):
        if isinstance(statement, ast.If):
            text = f'print("not allowed in {node.name}")'
            yield Drop(statement, source.instead(statement.body[-1], text), f"{node.name} logs and goes on")


def refusal_inverted(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, statement in _refusing(source):
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.UnaryOp):
            if isinstance(statement.test.op, ast.Not):
                text = source.text(statement.test.operand)
                yield Drop(statement, source.instead(statement.test, text), f"the test of {node.name} is inverted")


def refusal_needs_both(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if a or b: refuse` becomes `if a and b: refuse`."""
    for node, statement in _refusing(source):
        test = statement.test if isinstance(statement, ast.If) else None
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            parts = [source.text(v) for v in test.values]
            if not any("\n" in part for part in parts):
                yield Drop(statement, source.instead(test, " and ".join(parts)), f"{node.name} needs both to refuse")


def predicate_takes_either(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`return a and b` becomes `return a or b`."""
    for node in source.functions():
        if re.match(r"(has_\w*permission|test_func|can_\w+|is_allowed|has_access)$", node.name):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.BoolOp):
                    parts = [source.text(v) for v in inner.value.values]
                    if isinstance(inner.value.op, ast.And) and WHO.search(" ".join(parts)):
                        if not any("\n" in part for part in parts):
                            edits = source.instead(inner.value, " or ".join(parts))
                            yield Drop(inner, edits, f"{node.name} says yes where either holds")


def guard_parameter_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`user = Depends(current_user)` of a route that does nothing else with it."""
    for node, argument, default in _injected(source):
        used = any(isinstance(n, ast.Name) and n.id == argument.arg for s in node.body for n in ast.walk(s))
        if not used:
            start, end = source.span(argument)[0], source.span(default)[1] if default else source.span(argument)[1]
            after = re.match(rb"\s*,\s*", source.content[end:])
            before = re.search(rb",\s*$", source.content[:start])
            if after or before:
                span = (start, end + after.end(), "") if after else (before.start(), end, "")  # type: ignore[union-attr]
                yield Drop(node, [span], f"parameter {argument.arg} dropped from {node.name}")


def guard_parameter_optional(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, argument, default in _injected(source):
        if default is not None:
            yield Drop(node, source.instead(default, "None"), f"{argument.arg} of {node.name} is None now")


def _injected(source: Source) -> Iterator[tuple[Function, ast.arg, ast.expr | None]]:
    for node in source.functions():
        if not any(ROUTE.search(source.text(d)) for d in node.decorator_list):
            continue
        plain = node.args.args
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.args.defaults))
        for argument, default in zip(plain, [*defaults, *node.args.defaults], strict=True):
            said = source.text(default) if default else source.text(argument.annotation) if argument.annotation else ""
            if re.search(r"(Depends|Security)\(", said) and GUARD.search(said) and not NO_GUARD.search(said):
                yield node, argument, default


def guard_decorator_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if GUARD.search(leaf(decorator)) and not NO_GUARD.search(leaf(decorator)) and leaf(decorator) != "setter":
                if not ROUTE.search(source.text(decorator)):
                    what = f"@{source.text(decorator)[:50]} dropped from {node.name}"
                    yield Drop(node, source.without_decorator(decorator), what)


def class_decorator_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls in source.classes():
        for decorator in cls.decorator_list:
            if GUARD.search(source.text(decorator)) and not re.search("exempt|register", source.text(decorator)):
                what = f"@{source.text(decorator)[:50]} dropped from {cls.name}"
                yield Drop(cls, source.without_decorator(decorator), what)


def everybody_allowed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`permission_classes` says that anybody may."""
    if b"rest_framework" not in source.content:
        return
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        if leaf(node.targets[0]) == "permission_classes" and isinstance(source.parents[node], ast.ClassDef):
            if not NO_GUARD.search(source.text(node.value)):
                imports = "from rest_framework.permissions import AllowAny\n"
                edits = [*source.instead(node.value, "[AllowAny]"), *source.at_line(source.first_import(), imports)]
                yield Drop(node, edits, f"{source.text(node)[:60]} became AllowAny")


def get_permissions_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls in source.classes():
        for node in cls.body:
            if isinstance(node, ast.FunctionDef) and node.name in ("get_permissions", "dispatch", "check_permissions"):
                if GUARD.search(source.text(node).partition("\n")[2]) and len(cls.body) > 1:
                    what = f"{node.name} dropped from {cls.name}"
                    yield Drop(node, source.without_statement(node), what, cls.name)


def owner_compared_less(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`obj.owner != request.user` in a test that refuses, gone with its `if`."""
    for _, statement in _refusing(source):
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare):
            yield Drop(statement, source.without_statement(statement), f"{source.text(statement.test)[:60]} dropped")


def guard_call_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, statement in _refusing(source):
        if isinstance(statement, ast.Expr):
            what = f"{source.text(statement)[:60]} dropped from {node.name}"
            yield Drop(statement, source.without_statement(statement), what)


OPERATORS = (
    check_in_debug_branch, check_swallowed, check_after_work, refusal_logged, refusal_inverted, refusal_needs_both,
    predicate_takes_either, guard_parameter_dropped, guard_parameter_optional, guard_decorator_dropped,
    class_decorator_dropped, everybody_allowed, get_permissions_dropped, owner_compared_less, guard_call_dropped,
)  # fmt: skip
