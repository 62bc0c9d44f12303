# ruff: noqa: SIM102
"""What clients and old rows rely on, changed in ways of its own."""

import ast
import re
from collections.abc import Iterator

from dropping.source import ROUTE, Drop, Source, is_handler, leaf

ANSWERS = ("Response", "JsonResponse", "JSONResponse", "jsonify")


def _answers(source: Source) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.Dict]]:
    for node in source.functions():
        if not is_handler(source, node):
            continue
        for inner in ast.walk(node):
            value = inner.value if isinstance(inner, ast.Return) else None
            if isinstance(value, ast.Tuple) and value.elts:
                value = value.elts[0]
            if isinstance(value, ast.Call) and leaf(value) in ANSWERS and value.args:
                value = value.args[0]
            if isinstance(value, ast.Dict) and len(value.keys) > 1:
                if all(isinstance(key, ast.Constant) for key in value.keys) and '"error"' not in source.text(value):
                    yield node, value


def response_key_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, value in _answers(source):
        key, last = value.keys[-1], value.values[-1]
        assert key is not None
        edits = [(source.span(value.values[-2])[1], source.span(last)[1], "")]
        yield Drop(node, edits, f"response key {source.text(key)} dropped")


def response_key_renamed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node, value in _answers(source):
        key = value.keys[0]
        assert isinstance(key, ast.Constant)
        if isinstance(key.value, str):
            yield Drop(node, source.instead(key, f'"{key.value}_value"'), f"response key {source.text(key)} renamed")


def response_model_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ROUTE.search(source.text(decorator)):
                for keyword in decorator.keywords:
                    if keyword.arg == "response_model" and leaf(keyword.value) and node.returns is None:
                        yield Drop(
                            node,
                            source.without([*decorator.args, *decorator.keywords], keyword),
                            f"{source.text(keyword)} dropped",
                        )


def status_changed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    swaps = {"201": "200", "204": "200", "202": "200", "404": "400", "HTTP_201_CREATED": "HTTP_200_OK",
             "HTTP_204_NO_CONTENT": "HTTP_200_OK", "HTTP_404_NOT_FOUND": "HTTP_400_BAD_REQUEST"}  # fmt: skip
    for call in source.calls():
        for keyword in call.keywords:
            if keyword.arg in ("status_code", "status") and not isinstance(source.parents[call], ast.Raise):
                word = leaf(keyword.value) or source.text(keyword.value)
                if word in swaps and re.search(
                    r"(?i)response|router|\.(get|post|put|delete|patch)\(", source.text(call)
                ):
                    _start, end = source.span(keyword.value)
                    yield Drop(call, [(end - len(word), end, swaps[word])], f"{word} became {swaps[word]}")
    for node in source.functions():
        for inner in ast.walk(node) if is_handler(source, node) else ():
            if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Tuple) and len(inner.value.elts) == 2:
                last = inner.value.elts[1]
                if isinstance(last, ast.Constant) and str(last.value) in swaps:
                    yield Drop(
                        inner,
                        source.instead(last, swaps[str(last.value)]),
                        f"{last.value} became {swaps[str(last.value)]}",
                    )


def _enums(source: Source) -> Iterator[tuple[ast.ClassDef, list[ast.Assign]]]:
    for cls in source.classes():
        if any(re.search(r"(Enum|Choices)$", leaf(base)) for base in cls.bases):
            members = [s for s in cls.body if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name)]
            if len(members) > 1:
                yield cls, members


def enum_value_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls, members in _enums(source):
        yield Drop(
            members[-1],
            source.without_statement(members[-1]),
            f"{source.text(members[-1])[:50]} dropped from {cls.name}",
            cls.name,
        )


def enum_value_changed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls, members in _enums(source):
        for member in members[:1]:
            value = member.value.elts[0] if isinstance(member.value, ast.Tuple) and member.value.elts else member.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield Drop(
                    member,
                    source.instead(value, f'"{value.value}_v2"'),
                    f"{source.text(member)[:50]} of {cls.name} changed",
                    cls.name,
                )


def choice_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        if re.search(r"(?i)(choices|types|statuses|states)$", leaf(node.targets[0])) and isinstance(
            node.value, ast.List | ast.Tuple
        ):
            pairs = node.value.elts
            if len(pairs) > 2 and all(isinstance(pair, ast.Tuple) and len(pair.elts) == 2 for pair in pairs):
                yield Drop(
                    node,
                    source.without(pairs, pairs[-1]),
                    f"{source.text(pairs[-1])} dropped from {leaf(node.targets[0])}",
                )


def parameter_required(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        if not any(ROUTE.search(source.text(d)) for d in node.decorator_list):
            continue
        arguments = node.args.args[len(node.args.args) - len(node.args.defaults) :]
        for argument, default in zip(arguments, node.args.defaults, strict=True):
            plain = isinstance(default, ast.Constant) or (
                leaf(default) == "Query" and "default=None" in source.text(default).replace(" ", "")
            )
            if plain and argument.annotation is not None and argument is arguments[0]:
                edits = [(source.span(argument)[1], source.span(default)[1], "")]
                yield Drop(node, edits, f"parameter {argument.arg} of {node.name} is required now")


def schema_field_required(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """An optional field of what clients send."""
    for cls, node in _schema_fields(source):
        optional = re.match(r"Optional\[(.*)\]$|(.*?) \| None$", source.text(node.annotation))
        if (
            optional
            and isinstance(node.value, ast.Constant)
            and re.search(r"(Create|Update|Request|Input|In|Payload)$", cls.name)
        ):
            text = f"{source.text(node.target)}: {optional[1] or optional[2]}"
            yield Drop(
                node, source.instead(node, text), f"{source.text(node)[:50]} of {cls.name} is required now", cls.name
            )


def schema_type_changed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    swaps = {"int": "str", "str": "int", "bool": "str", "float": "str", "datetime": "str"}
    for cls, node in _schema_fields(source):
        text = source.text(node.annotation)
        if text in swaps and re.search(r"(Read|Out|Response|Schema|Public|View)$", cls.name):
            yield Drop(
                node,
                source.instead(node.annotation, swaps[text]),
                f"{source.text(node)[:50]} of {cls.name} became {swaps[text]}",
                cls.name,
            )


def schema_field_renamed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for cls, node in _schema_fields(source):
        name = source.text(node.target)
        if re.search(r"(Read|Out|Response|Schema|Public|View)$", cls.name):
            yield Drop(node, source.instead(node.target, f"{name}_value"), f"{name} of {cls.name} renamed", cls.name)


def _schema_fields(source: Source) -> Iterator[tuple[ast.ClassDef, ast.AnnAssign]]:
    if b"pydantic" not in source.content and not source.path.endswith(("schemas.py", "models.py", "schema.py")):
        return
    for cls in source.classes():
        if any(re.search(r"(BaseModel|Base|Schema|Model|Read|Out)$", leaf(base)) for base in cls.bases):
            for node in cls.body:
                if (
                    (
                        isinstance(node, ast.AnnAssign)
                        and isinstance(node.target, ast.Name)
                        and "Column" not in source.text(node)
                    )
                    and "relationship" not in source.text(node)
                    and "Mapped" not in source.text(node)
                ):
                    yield cls, node
                    break


def path_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """The view stays, the way to it goes."""
    for node in source.all(ast.List):
        assert isinstance(node, ast.List)
        around = source.parents[node]
        if isinstance(around, ast.Assign) and leaf(around.targets[0]) == "urlpatterns":
            for element in node.elts[1:2]:
                if isinstance(element, ast.Call) and "include" not in source.text(element):
                    yield Drop(element, source.without(node.elts, element), f"{source.text(element)[:60]} dropped")
    for node in source.all(ast.Expr):
        assert isinstance(node, ast.Expr)
        if (
            (
                isinstance(node.value, ast.Call)
                and leaf(node.value) in ("add_resource", "register")
                and len(node.value.args) > 1
            )
            and isinstance(node.value.func, ast.Attribute)
            and re.search(r"router|api", source.text(node.value.func.value))
        ):
            yield Drop(node, source.without_statement(node), f"{source.text(node)[:60]} dropped")


def method_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
                if keyword.arg == "methods" and isinstance(keyword.value, ast.List) and len(keyword.value.elts) > 1:
                    elements = [e for e in keyword.value.elts if source.text(e).strip("'\"").upper() != "OPTIONS"]
                    if len(elements) > 1:
                        yield Drop(
                            node,
                            source.without(keyword.value.elts, elements[-1]),
                            f"method {source.text(elements[-1])} dropped from {node.name}",
                        )


def column_narrowed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A shorter column, without a migration."""
    for call in source.calls():
        for keyword in call.keywords:
            if (
                keyword.arg == "max_length"
                and leaf(call) in ("CharField", "SlugField")
                and isinstance(keyword.value, ast.Constant)
            ):
                holder = source.within(call, ast.ClassDef)
                if (
                    (
                        isinstance(keyword.value.value, int)
                        and keyword.value.value > 20
                        and isinstance(holder, ast.ClassDef)
                    )
                    and any("Model" in leaf(b) for b in holder.bases)
                    and "models.CharField" in source.text(call)
                ):
                    yield Drop(
                        call,
                        source.instead(keyword.value, str(keyword.value.value // 2)),
                        f"{source.text(keyword)} halved",
                        holder.name,
                    )


def column_type_changed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    swaps = {"IntegerField": "CharField", "TextField": "IntegerField", "PositiveIntegerField": "FloatField"}
    for call in source.calls():
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in swaps
            and source.text(call.func.value) == "models"
        ):
            holder = source.within(call, ast.ClassDef)
            if isinstance(holder, ast.ClassDef) and isinstance(source.parents[call], ast.Assign):
                _start, end = source.span(call.func)
                edits = [(end - len(call.func.attr), end, swaps[call.func.attr])]
                yield Drop(call, edits, f"{call.func.attr} became {swaps[call.func.attr]}", holder.name)


OPERATORS = (
    response_key_dropped, response_key_renamed, response_model_dropped, status_changed, enum_value_dropped,
    enum_value_changed, choice_dropped, parameter_required, schema_field_required, schema_type_changed,
    schema_field_renamed, path_dropped, method_dropped, column_narrowed, column_type_changed,
)  # fmt: skip
