"""Strings that are put together: parts that are not known are kept as such, with what was written there."""

from indexer.expressions import dotted
from indexer.facts import Expression
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Const, Items, Text, Value


def is_text(value: Value | None) -> bool:
    return isinstance(value, Text) or (isinstance(value, Const) and isinstance(value.value, str))


def together(parts: list[tuple[Value | None, Expression | None]]) -> Value:
    """Parts, each with the expression that it comes from."""
    found: list[str | None] = []
    names: list[str] = []
    for value, written in parts:
        value = plain(value)
        if type(value) is Const:
            piece: list[str | None] = [str(value.value)]
        elif type(value) is Text:
            piece = value.parts
            names.extend(value.names)
        else:
            piece = [None]
            names.append((dotted(written) or "" if written is not None else "").rpartition(".")[2])
        for part in piece:
            if part is not None and found and found[-1] is not None:
                found[-1] += part
            else:
                found.append(part)
    if all(p is not None for p in found):
        return Const("".join(p for p in found if p is not None))
    return Text(found, names)


def filled(template: str, right: Value | None) -> Value | None:
    """`template % right` with plain `%s`."""
    values = right.items if isinstance(right, Items) else [right]
    pieces = template.split("%s")
    if "%" in template.replace("%s", "") or len(pieces) != len(values) + 1:
        return None
    parts: list[tuple[Value | None, Expression | None]] = [(Const(pieces[0]), None)]
    for value, piece in zip(values, pieces[1:], strict=True):
        parts += [(value, None), (Const(piece), None)]
    return together(parts)
