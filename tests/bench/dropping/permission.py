# ruff: noqa: SIM102
"""Who may call what, dropped in ways of its own."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from dropping.source import ROUTE, Drop, Source, is_handler, leaf

GUARD = re.compile(
    r"(?i)(auth|login|perm|role|admin|staff|superuser|access|scope|current_user|currentuser|require|verify|owner|member)"
)
NO_GUARD = re.compile(r"(?i)(anonymous|allow_?any|optional|authenticators?$|create|author\b)")
ASKS = re.compile(r"(is_superuser|is_staff|is_admin|is_owner|has_perm\w*|has_permission)$")


def router_dependency_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        if leaf(call) in ("APIRouter", "FastAPI", "include_router", "Router", "NinjaAPI", "add_router"):
            yield from _dependencies(source, call)


def route_dependency_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ROUTE.search(source.text(decorator)):
                yield from _dependencies(source, decorator)


def _dependencies(source: Source, call: ast.Call) -> Iterator[Drop]:
    for keyword in call.keywords:
        if keyword.arg == "auth":
            yield Drop(call, source.without([*call.args, *call.keywords], keyword), f"{source.text(keyword)} dropped")
        if keyword.arg == "dependencies" and isinstance(keyword.value, ast.List):
            elements = keyword.value.elts
            for element in elements:
                if isinstance(element, ast.Call) and leaf(element) in ("Depends", "Security"):
                    if GUARD.search(source.text(element)):
                        edits = (
                            source.without([*call.args, *call.keywords], keyword)
                            if len(elements) == 1
                            else source.without(elements, element)
                        )
                        yield Drop(call, edits, f"{source.text(element)} dropped from {leaf(call)}")


def guard_above_route(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """The route registers what stands below it: what stands above never runs."""
    for node in source.functions():
        texts = [source.text(decorator) for decorator in node.decorator_list]
        routes = [n for n, text in enumerate(texts) if re.match(r"\w+\.(route|get|post|put|delete|patch)\(", text)]
        guards = [n for n, text in enumerate(texts) if GUARD.search(text) and n not in routes]
        if len(routes) == 1 and guards and guards[0] > routes[0]:
            route, guard = node.decorator_list[routes[0]], node.decorator_list[guards[0]]
            edits = [*source.instead(route, texts[guards[0]]), *source.instead(guard, texts[routes[0]])]
            yield Drop(node, edits, f"@{texts[guards[0]][:50]} moved above the route of {node.name}")


def permissions_emptied(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        name = leaf(node.targets[0])
        if name not in ("permission_classes", "permissions", "method_decorators", "decorators"):
            continue
        if not isinstance(source.parents[node], ast.ClassDef) or not isinstance(node.value, ast.List | ast.Tuple):
            continue
        text = source.text(node.value)
        if node.value.elts and GUARD.search(text + name) and not NO_GUARD.search(text):
            empty = "[]" if isinstance(node.value, ast.List) else "()"
            yield Drop(node, source.instead(node.value, empty), f"{name} = {text[:50]} emptied")


def one_permission_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        if leaf(node.targets[0]) in ("permission_classes", "permissions", "method_decorators"):
            if isinstance(source.parents[node], ast.ClassDef) and isinstance(node.value, ast.List | ast.Tuple):
                if len(node.value.elts) > 2 - isinstance(node.value, ast.List):
                    last = node.value.elts[-1]
                    if len(node.value.elts) > 1 and not NO_GUARD.search(source.text(last)):
                        yield Drop(node, source.without(node.value.elts, last), f"{source.text(last)} dropped")


def permission_always_true(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        if re.match(
            r"(has_permission|has_object_permission|test_func|has_\w+_permission|can_\w+|is_allowed)$", node.name
        ):
            body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
            if not body or _is_trivial(body):
                continue
            start, end = source.span(body[0])[0], source.span(body[-1])[1]
            yield Drop(node, [(start, end, "return True")], f"{node.name} lets everybody through")


def _is_trivial(body: list[ast.stmt]) -> bool:
    only = body[0]
    return isinstance(only, ast.Raise | ast.Pass) or (
        isinstance(only, ast.Return) and (only.value is None or isinstance(only.value, ast.Constant))
    )


def raise_to_pass(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """The test is still made, and what it finds is ignored."""
    for node in source.all(ast.Raise):
        assert isinstance(node, ast.Raise)
        if node.exc is None or not isinstance(source.parents[node], ast.If):
            continue
        if re.search(
            r"PermissionDenied|Forbidden|Unauthorized|NotAuthenticated|40[13]\b|NotPermitted|AccessDenied",
            source.text(node),
        ):
            yield Drop(node, source.instead(node, "pass"), f"{source.text(node)[:60]} became pass")


def half_of_test(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`if not a or not b: refuse` becomes `if not a: refuse`."""
    for node in source.all(ast.If):
        assert isinstance(node, ast.If)
        test = node.test
        if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.Or) or len(node.body) > 2:
            continue
        if not re.search(r"PermissionDenied|Forbidden|Unauthorized|40[13]\b|AccessDenied", source.text(node.body[-1])):
            continue
        last = test.values[-1]
        if GUARD.search(source.text(last)) or re.search(r"user|can_", source.text(last)):
            edits = [(source.span(test.values[-2])[1], source.span(last)[1], "")]
            yield Drop(node, edits, f"the test {source.text(last)[:60]} dropped")


def weaker_test(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.all(ast.Attribute):
        assert isinstance(node, ast.Attribute)
        if node.attr in ("is_superuser", "is_staff", "is_admin") and isinstance(node.ctx, ast.Load):
            around = source.within(node, ast.If, ast.Return, ast.FunctionDef)
            if not isinstance(around, ast.If) or not any(node is n for n in ast.walk(around.test)):
                continue
            if re.search(r"Denied|Forbidden|Unauthorized|40[13]\b|NotPermitted", source.text(around.body[-1])):
                _start, end = source.span(node)
                edits: list[tuple[int, int, str]] = [(end - len(node.attr), end, "is_authenticated")]
                yield Drop(node, edits, f"{source.text(node)} became is_authenticated")


def authentication_optional(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        if leaf(call) in ("jwt_required", "login_required") and isinstance(source.parents[call], ast.FunctionDef):
            if not call.keywords and not call.args:
                edits = [(source.span(call)[1] - 1, source.span(call)[1], "optional=True)")]
                yield Drop(call, edits, f"{source.text(call)} is optional now")


def scope_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """One of several rights that a guard is given, or the guard's own argument made weaker."""
    for node in source.functions():
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call) or not GUARD.search(leaf(decorator)):
                continue
            for argument in [*decorator.args, *(k.value for k in decorator.keywords)]:
                if isinstance(argument, ast.List | ast.Tuple) and len(argument.elts) > 1:
                    gone = argument.elts[0]
                    what = f"{source.text(gone)} dropped from @{leaf(decorator)} of {node.name}"
                    yield Drop(node, source.without(argument.elts, gone), what)


def scope_widened(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A role that the guard of a sibling names is let in here too."""
    given: dict[str, list[ast.expr]] = {}
    for node in source.functions():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and GUARD.search(leaf(decorator)) and decorator.args:
                first = decorator.args[0]
                if isinstance(first, ast.List) and leaf(decorator) != "permission_classes":
                    given.setdefault(leaf(decorator), []).append(first)
    for alike in given.values():
        words = dict.fromkeys(source.text(e) for one in alike for e in one.elts)  # type: ignore[attr-defined]
        for one in alike:
            more = [word for word in words if word not in source.text(one)]
            if more and one.elts:  # type: ignore[attr-defined]
                end = source.span(one)[1] - 1
                yield Drop(one, [(end, end, f", {more[0]}")], f"{more[0]} is let in at {source.text(one)[:60]}")


def base_swapped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A class that asks for more is replaced by the one above it."""
    above = _asking(every)
    for cls in source.classes():
        for base in cls.bases:
            name = leaf(base)
            if name not in above or cls.name == name or not above[name][0]:
                continue
            new, other = above[name]
            imported = next(
                (n for n in other.tree.body if isinstance(n, ast.ImportFrom) and not n.level
                 and any(a.name == new and not a.asname for a in n.names)), None)  # fmt: skip
            if imported is not None:
                edits = [
                    *source.instead(base, new),
                    *source.at_line(source.first_import(), f"from {imported.module} import {new}\n"),
                ]
                yield Drop(cls, edits, f"{cls.name} inherits {new} instead of {name}")


@cache
def _asking(every: tuple[Source, ...]) -> dict[str, tuple[str, Source]]:
    return {
        cls.name: (leaf(cls.bases[0]), other)
        for other in every
        for cls in other.classes()
        if len(cls.bases) == 1 and re.search(r"Auth|Login|Admin|Staff|Secure|Private|Permission|Owner", cls.name)
    }


def mixin_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls in source.classes():
        for base in cls.bases if len(cls.bases) > 1 else []:
            name = leaf(base)
            if re.search(r"(Auth|Access|Owner|Member|Admin|Login|Perm)\w*(Mixin|View|Required)$", name):
                yield Drop(cls, source.without(cls.bases, base), f"{name} removed from {cls.name}")


def unguarded_action(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A method of a view copied under a new name, without its guard."""
    for node in source.functions():
        if (
            not isinstance(source.parents[node], ast.ClassDef)
            or node.end_lineno is None
            or len(node.decorator_list) < 1
        ):
            continue
        guards = [d for d in node.decorator_list if GUARD.search(leaf(d)) and leaf(d) not in ("action", "list_route")]
        keywords = [
            (d, k)
            for d in node.decorator_list
            if isinstance(d, ast.Call)
            for k in d.keywords
            if k.arg == "permission_classes" and leaf(d) == "action"
        ]
        if (not guards and not keywords) or node.end_lineno - node.lineno > 40:
            continue
        first = min(d.lineno for d in node.decorator_list)
        start, end = source.line(first), min(source.line(node.end_lineno + 1), len(source.content))
        text = source.content[start:end].decode()
        for guard in guards:
            text = text.replace(f"@{source.text(guard)}", "@_gone", 1)
        text = re.sub(r"[ \t]*@_gone\n", "", text)
        for _, keyword in keywords:
            text = re.sub(rf",?\s*{re.escape(source.text(keyword))}", "", text, count=1)
        text = re.sub(rf"def {node.name}\b", f"def {node.name}_export", text, count=1)
        if node.name in ("get", "post", "put", "patch", "delete") and not keywords:
            continue
        symbol = f"{source.symbol(node)}_export"
        yield Drop(node, [(end, end, f"\n{text}")], f"{node.name}_export copied without its guard", symbol)


def hook_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if leaf(decorator) in ("before_request", "before_app_request") and GUARD.search(source.text(node)):
                yield Drop(node, source.without_decorator(decorator), f"@{source.text(decorator)} removed")


def object_fetched_directly(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """`self.get_object()`, which checks, becomes a query, which does not."""
    for call in source.calls():
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "get_object"
            and not call.args
            and not call.keywords
        ):
            cls, function = source.within(call, ast.ClassDef), source.within(call, ast.FunctionDef)
            if (
                isinstance(cls, ast.ClassDef)
                and isinstance(function, ast.FunctionDef)
                and function.name != "get_object"
            ):
                model = _model_of(cls)
                if model:
                    text = f'{model}.objects.get(pk=self.kwargs["pk"])'
                    yield Drop(call, source.instead(call, text), f"self.get_object() became {text}")


def _model_of(cls: ast.ClassDef) -> str:
    for statement in cls.body:
        if isinstance(statement, ast.Assign) and leaf(statement.targets[0]) == "model":
            return leaf(statement.value)
        if isinstance(statement, ast.Assign) and leaf(statement.targets[0]) == "queryset":
            found = re.match(r"(\w+)\.objects", ast.unparse(statement.value))
            return found[1] if found else ""
    return ""


def guard_moved_down(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """The check runs after what it guards."""
    for node in source.functions():
        for number, statement in enumerate(node.body[:-2]):
            value = statement.value if isinstance(statement, ast.Expr) else None
            value = value.value if isinstance(value, ast.Await) else value
            if not isinstance(value, ast.Call) or not re.match(
                r"_?(check|require|assert|ensure|verify|enforce)_\w*(perm|access|owner|auth|can|scope|admin)",
                leaf(value),
            ):
                continue
            last = node.body[-1]
            if not isinstance(last, ast.Return) or number + 2 >= len(node.body):
                continue
            text = " " * statement.col_offset + source.text(statement) + "\n"
            edits = [*source.without_statement(statement), *source.at_line(last.lineno, text)]
            yield Drop(statement, edits, f"{source.text(value)[:50]} moved to the end of {node.name}")


def graphql_permission_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        for keyword in call.keywords:
            if keyword.arg == "permission_classes" and leaf(call) in ("field", "mutation"):
                if keyword.value.elts:  # type: ignore[attr-defined]
                    yield Drop(
                        call, source.without([*call.args, *call.keywords], keyword), f"{source.text(keyword)} dropped"
                    )


def guard_weakened(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A decorator that asks for a right becomes one that asks for a login."""
    for node in source.functions():
        for decorator in node.decorator_list:
            if leaf(decorator) in (
                "permission_required",
                "staff_member_required",
                "superuser_required",
                "admin_required",
            ) and (
                (b"login_required" in source.content and is_handler(source, node))
                or b"import login_required" in source.content
            ):
                yield Drop(
                    node,
                    source.instead(decorator, "login_required"),
                    f"@{source.text(decorator)[:50]} became login_required",
                )


OPERATORS = (
    router_dependency_dropped, route_dependency_dropped, guard_above_route, permissions_emptied, one_permission_dropped,
    permission_always_true, raise_to_pass, half_of_test, weaker_test, authentication_optional, scope_dropped,
    scope_widened, base_swapped, mixin_dropped, unguarded_action, hook_dropped, object_fetched_directly,
    guard_moved_down, graphql_permission_dropped, guard_weakened,
)  # fmt: skip
