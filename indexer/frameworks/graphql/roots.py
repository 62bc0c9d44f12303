"""The root types of a schema, whichever library made it, and how its fields are named for clients."""

from collections.abc import Iterator

from msgspec import Struct

from indexer.discover import is_test
from indexer.frameworks.findings import EntryPointFound
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.evaluate.values import Made, Value
from indexer.resolve.program import Program

ROOTS = ("query", "mutation", "subscription")  # in the order of a schema's parameters


class Root(Struct, frozen=True):
    kind: str  # query, mutation or subscription
    cls: Class
    schema: Made


def made_of(program: Program, package: str, names: frozenset[str]) -> Iterator[Made]:
    """What the repository makes of a package's classes or of its own subclasses, outside its tests."""
    for module in program.modules:
        if not is_test(module.file_path):
            edges = program.module_table.edges(module)
            if any(e.imported is None and e.target.partition(".")[0] == package for e in edges):
                program.evaluator.module(module)
    for made in list(program.evaluator.made):
        callee = made.callee
        is_one = callee.name in names if type(callee) is External else False
        is_one = is_one or (isinstance(callee, Class) and program.classes.is_a(callee, names))
        if is_one and not is_test(made.site.path):
            yield made


def roots(program: Program, schemas: Iterator[Made]) -> Iterator[Root]:
    """Each class once, however many schemas have it."""
    seen: set[tuple[str, Class]] = set()
    for schema in schemas:
        for position, kind in enumerate(ROOTS):
            for cls in _classes(program, schema.arguments.get(kind, position)):
                if (kind, cls) not in seen:
                    seen.add((kind, cls))
                    yield Root(kind, cls, schema)


def _classes(program: Program, value: Value | None) -> Iterator[Class]:
    """The class of a root; several where `merge_types` puts them together."""
    if isinstance(value, Class):
        yield value
    elif isinstance(value, Made) and value.name.rpartition(".")[2] == "merge_types":
        for item in program.evaluator.iterate(value.arguments.get("types", 1)) or ():
            yield from _classes(program, item)


def entry(root: str, name: str, entity: Class | Function | Variable) -> EntryPointFound:
    return EntryPointFound(entity=entity, kind="graphql", detail=f"{root} {name}")


def camel_case(name: str) -> str:
    """As both libraries write it: `order_items` is `orderItems`, what two underscores follow keeps one."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() if part else "_" for part in rest)
