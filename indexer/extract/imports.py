"""Import statements → facts; what they mean is decided when names are resolved."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.dispatch import SKIPPED
from indexer.extract.reader import Reader, line_of
from indexer.facts import Import


def import_(reader: Reader, node: Node) -> None:
    names = _imported_names(reader, node.children[1:])
    for name, alias in names:
        reader.bind(alias or name.partition(".")[0], "import")
    reader.add(Import(reader.block, line_of(node), None, 0, names))


def import_from(reader: Reader, node: Node) -> None:
    children = [c for c in node.children if c.kind_id not in SKIPPED]
    source = children[1] if len(children) > 1 else node
    module: str | None = None
    level = 0
    if source.kind_id == RELATIVE_IMPORT:
        for child in source.children:
            if child.kind_id == DOTTED_NAME:
                module = dotted(reader, child)
            else:
                level = reader.slice(child).count(".")
    elif source.kind_id == DOTTED_NAME:
        module = dotted(reader, source)
    else:
        module = reader.slice(source)  # __future__
    names = _imported_names(reader, children[2:])
    for name, alias in names:
        if name != "*":
            reader.bind(alias or name, "import")
    reader.add(Import(reader.block, line_of(node), module, level, names))


def _imported_names(reader: Reader, nodes: list[Node]) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for child in nodes:
        kind = child.kind_id
        if kind == DOTTED_NAME:
            found.append((dotted(reader, child), None))
        elif kind == ALIASED_IMPORT:
            parts = child.children
            found.append((dotted(reader, parts[0]), reader.slice(parts[-1])))
        elif kind == WILDCARD:
            found.append(("*", None))
    return found


def dotted(reader: Reader, node: Node) -> str:
    text = reader.slice(node)
    return text if text.replace(".", "a").isidentifier() else "".join(text.replace("\\", " ").split())


DOTTED_NAME, RELATIVE_IMPORT, ALIASED_IMPORT, WILDCARD = (
    grammar.kind(k) for k in ("dotted_name", "relative_import", "aliased_import", "wildcard_import")
)
