# ruff: noqa: SIM102
"""What clients and other parts of the code go by, changed: paths, names in strings, parameters, columns, answers."""

import ast
import re
from collections.abc import Iterator

from dropping.source import ROUTE, Drop, Source, leaf


def route_renamed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.functions():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ROUTE.search(source.text(decorator)) and decorator.args:
                path = decorator.args[0]
                if isinstance(path, ast.Constant) and isinstance(path.value, str) and re.search(r"/\w", path.value):
                    text = re.sub(r"/(\w+)", r"/\1-v2", path.value, count=1)
                    yield Drop(node, source.instead(path, f'"{text}"'), f"{path.value} became {text}")


def url_name_changed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A name that `reverse` or a template asks for."""
    for call in source.calls():
        if leaf(call) in ("path", "re_path", "url"):
            for keyword in call.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    name = str(keyword.value.value)
                    asked = re.compile(rf"""["':]{re.escape(name)}["']""".encode())
                    if any(asked.search(o.content) for o in every if o is not source):
                        edits = source.instead(keyword.value, f'"{name}_new"')
                        yield Drop(call, edits, f"the URL name {name} became {name}_new")


def serializer_field_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for node in source.all(ast.Assign):
        assert isinstance(node, ast.Assign)
        meta = source.parents[node]
        if leaf(node.targets[0]) == "fields" and isinstance(meta, ast.ClassDef) and meta.name == "Meta":
            holder = source.parents[meta]
            if isinstance(holder, ast.ClassDef) and "Serializer" in holder.name:
                if isinstance(node.value, ast.List | ast.Tuple) and len(node.value.elts) > 2:
                    gone = node.value.elts[len(node.value.elts) // 2]
                    edits = source.without(node.value.elts, gone)
                    yield Drop(node, edits, f"{source.text(gone)} dropped from {holder.name}", holder.name)


def serializer_field_required(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    for call in source.calls():
        for keyword in call.keywords:
            holder = source.within(call, ast.ClassDef)
            if keyword.arg == "required" and source.text(keyword.value) == "False" and isinstance(holder, ast.ClassDef):
                if "Serializer" in holder.name and isinstance(source.parents[call], ast.Assign):
                    edits = source.instead(keyword.value, "True")
                    yield Drop(call, edits, f"{source.text(source.parents[call])[:40]} is required", holder.name)  # type: ignore[arg-type]


def schema_keyword_required(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Of marshmallow and the like: `fields.Str(required=False)`, or none at all."""
    for cls in source.classes():
        if cls.name.endswith("Schema") and b"marshmallow" in source.content:
            for node in cls.body:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                    text = source.text(node)
                    if re.search(r"(fields\.|ma\.|field_for)", text):
                        edits = source.without_statement(node)
                        yield Drop(node, edits, f"{leaf(node.targets[0])} dropped from {cls.name}", cls.name)
                        break


def answer_wrapped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """What was a list or an object is inside of another one."""
    for node in source.functions():
        if not any(ROUTE.search(source.text(d)) for d in node.decorator_list):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Call) and leaf(inner.value) == "jsonify":
                if len(inner.value.args) == 1 and not isinstance(inner.value.args[0], ast.Dict):
                    first = inner.value.args[0]
                    edits = source.instead(first, f'{{"result": {source.text(first)}}}')
                    yield Drop(node, edits, f"{source.text(inner)[:50]} wrapped")


def parameter_added(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A route asks for something that no client sends."""
    for node in source.functions():
        if any(
            re.match(r"(router|app|\w*_router)\.(get|post|put|delete)\(", source.text(d)) for d in node.decorator_list
        ):
            if b"fastapi" in source.content and node.args.args:
                start = source.span(node.args.args[0])[0]
                edits = [(start, start, "reason: str, ")]
                yield Drop(node, edits, f"{node.name} asks for reason")


def parameter_renamed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A query parameter of a route."""
    for node in source.functions():
        if not any(ROUTE.search(source.text(d)) for d in node.decorator_list) or b"fastapi" not in source.content:
            continue
        arguments = node.args.args[len(node.args.args) - len(node.args.defaults) :]
        for argument, default in zip(arguments, node.args.defaults, strict=True):
            if isinstance(default, ast.Constant) and argument.annotation is not None:
                names = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == argument.arg]
                start = source.span(argument)[0]
                edits = [(start, start + len(argument.arg), f"{argument.arg}_value")]
                edits += [(*source.span(n), f"{argument.arg}_value") for n in names]
                yield Drop(node, edits, f"parameter {argument.arg} of {node.name} renamed")
                break


def column_required(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Old rows have none, and nothing migrates them."""
    for call in source.calls():
        holder = source.within(call, ast.ClassDef)
        if not isinstance(holder, ast.ClassDef) or not isinstance(source.parents[call], ast.Assign | ast.AnnAssign):
            continue
        for keyword in call.keywords:
            name, value = keyword.arg, source.text(keyword.value)
            if (name, value) in (("null", "True"), ("nullable", "True")):
                if re.search(r"(Field|Column|mapped_column|ForeignKey)$", leaf(call)):
                    edits = source.instead(keyword.value, "False")
                    yield Drop(call, edits, f"{source.text(call)[:40]} may not be null", holder.name)


def property_dropped(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """Of a model, while other modules read it."""
    if not re.search(r"(^|/)models?(/|\.py)", source.path):
        return
    for node in source.functions():
        holder = source.parents[node]
        if isinstance(holder, ast.ClassDef) and any(leaf(d) == "property" for d in node.decorator_list):
            asked = re.compile(rf"\.{node.name}\b".encode())
            if f"@{node.name}." in source.text(holder):
                continue  # it has a setter
            if len(node.name) > 6 and sum(bool(asked.search(o.content)) for o in every if o is not source) == 1:
                edits = source.without_statement(node)
                yield Drop(node, edits, f"property {node.name} of {holder.name} dropped and still read", holder.name)


def attribute_renamed(source: Source, every: tuple[Source, ...]) -> Iterator[Drop]:
    """A field of a model under another name, its column kept, while other modules read the old one."""
    if not re.search(r"(^|/)models?(/|\.py)|tables\.py", source.path):
        return
    for node in source.all(ast.Assign, ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target  # type: ignore[attr-defined]
        value = node.value  # type: ignore[attr-defined]
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Call) or len(target.id) < 7:
            continue
        if re.search(r"(Column|mapped_column|Field)$", leaf(value)) and isinstance(source.parents[node], ast.ClassDef):
            asked = re.compile(rf"\.{target.id}\b".encode())
            if 0 < sum(bool(asked.search(o.content)) for o in every if o is not source) < 4:
                edits = source.instead(target, f"{target.id}_value")
                holder = source.parents[node]
                assert isinstance(holder, ast.ClassDef)
                yield Drop(node, edits, f"{target.id} of {holder.name} renamed and still read", holder.name)


OPERATORS = (
    route_renamed, url_name_changed, serializer_field_dropped, serializer_field_required, schema_keyword_required,
    answer_wrapped, parameter_added, parameter_renamed, column_required, property_dropped, attribute_renamed,
)  # fmt: skip
