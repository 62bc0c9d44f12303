"""What a type annotation says about a value: the class of the object, or of the items of a list."""

import ast
from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Collection, Constant, Expression, Name, Operation, Subscript
from indexer.infer.values import Applied, Known, Listed, Rows, Several
from indexer.resolve.entities import Class, Entity, External, Instance, Variable
from indexer.resolve.names import Names

# Source: the typing documentation; `Annotated[T, ...]`, `Optional[T]`, `Final[T]` and their like stand for T.
WRAPPERS = frozenset(
    {"Annotated", "Optional", "Final", "ClassVar", "Required", "NotRequired", "Mapped", "Awaitable",
     "WithAnnotations"}
)  # fmt: skip
LISTS = frozenset(
    {"list", "List", "Sequence", "Iterable", "Iterator", "set", "Set", "frozenset", "tuple", "Tuple", "Collection",
     "Generator", "AsyncIterator", "AsyncGenerator", "AsyncIterable", "deque"}
)  # fmt: skip
GENERIC = frozenset({"Generic", "Protocol"})
VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
ROWS = frozenset(
    {"QuerySet", "Manager", "RelatedManager", "Query", "BaseQuery", "AppenderQuery", "Select", "SelectOfScalar"}
)
DEEPEST = 6


def annotated(annotation: Expression | None, at: Entity, names: Names, depth: int = 0) -> Known | None:
    """`Order`, `"Order"`, `Order | None`, `list[Order]`, `QuerySet[Order]`, and aliases of these."""
    if annotation is None or depth > DEEPEST:
        return None
    if type(annotation) is Constant and isinstance(annotation.value, str):
        parsed = _parsed(annotation.value)
        return annotated(parsed, at, names, depth + 1) if parsed is not None else None
    if type(annotation) is Operation and annotation.operator == "|":
        return _only(annotated(o, at, names, depth + 1) for o in annotation.operands if not _is_none(o))
    if type(annotation) is Subscript:
        return _subscript(annotation, at, names, depth)
    if isinstance(annotation, Name | Attribute):
        found = names.resolve(annotation, at)
        if isinstance(found, Class):
            return found.instance
        if isinstance(found, External):
            return Instance(found) if found.name not in UNHELPFUL else None
        if isinstance(found, Variable) and found.statement is not None and found.statement.value is not None:
            return annotated(found.statement.value, found.owner, names, depth + 1)  # an alias of a type
    return None


def _subscript(annotation: Subscript, at: Entity, names: Names, depth: int) -> Known | None:
    head = annotation.value
    name = head.name if type(head) is Attribute else head.id if type(head) is Name else ""
    index = annotation.index
    items = index.items if type(index) is Collection else [index]
    if name == "Union":
        return _only(annotated(i, at, names, depth + 1) for i in items if not _is_none(i))
    if name == "type" or name == "Type":
        inner = annotated(items[0], at, names, depth + 1)
        return inner.of if isinstance(inner, Instance) else None
    if name in WRAPPERS and items:
        return annotated(items[0], at, names, depth + 1)
    if name in LISTS and items:
        if name in ("tuple", "Tuple") and len(items) > 1 and not _is_ellipsis(items[1]):
            places = tuple(annotated(item, at, names, depth + 1) for item in items)
            return Several(places) if any(places) else None
        inner = annotated(items[0], at, names, depth + 1)
        return Listed(inner) if inner is not None else None
    if name in ROWS and items:
        inner = annotated(items[-1] if name == "Select" else items[0], at, names, depth + 1)
        return Rows(inner.of) if isinstance(inner, Instance) and isinstance(inner.of, Class) else None
    found = annotated(head, at, names, depth + 1)
    if type(found) is Instance and isinstance(found.of, Class):  # a generic class of one's own
        bound = tuple(pairs(parameters(found.of, names), items, at, names, depth + 1))
        return Applied(found.of, bound) if bound else found
    return found


def parameters(cls: Class, names: Names) -> list[str]:
    """The type variables of a class, in order: those of `Generic`, else as its bases name them."""
    if cls.definition.type_parameters:
        return cls.definition.type_parameters
    at = cls.parent or cls.module
    of_generic: list[str] = []
    others: list[str] = []
    for base in cls.definition.bases:
        if type(base) is Subscript:
            found = [e.id for e in items_of(base.index) if type(e) is Name and is_variable(e, at, names)]
            (of_generic if last_name(base.value) in GENERIC else others).extend(found)
    return list(dict.fromkeys(of_generic or others))


def pairs(
    variables: list[str], arguments: list[Expression], at: Entity, names: Names, depth: int = 0
) -> Iterator[tuple[str, Class]]:
    """`depth`: an alias of a type may stand in itself: `JSON = Tree["JSON"]`."""
    for variable, argument in zip(variables, arguments, strict=False):
        value = annotated(argument, at, names, depth)
        if isinstance(value, Instance) and isinstance(value.of, Class):
            yield variable, value.of


def is_variable(name: Name, at: Entity, names: Names) -> bool:
    found = names.resolve(name, at)
    value = found.statement.value if isinstance(found, Variable) and found.statement is not None else None
    if type(value) is Call:
        return last_name(value.function) in VARIABLES
    return isinstance(found, External) and "TypeVar()" in found.name


def items_of(index: Expression) -> list[Expression]:
    return list(index.items) if type(index) is Collection else [index]


def _only(values: Iterator[Known | None]) -> Known | None:
    found = list(values)
    return found[0] if len(found) == 1 else None


def _is_none(expression: Expression) -> bool:
    return type(expression) is Constant and expression.value is None


def _is_ellipsis(expression: Expression) -> bool:
    return getattr(expression, "text", "") == "..."


def _parsed(text: str) -> Expression | None:
    """A quoted annotation; the standard library's parser reads it (nothing is run)."""
    try:
        return _from_ast(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _from_ast(node: ast.expr) -> Expression | None:
    match node:
        case ast.Name(id=name):
            return Name(name)
        case ast.Attribute(value=value, attr=attr):
            inner = _from_ast(value)
            return Attribute(inner, attr, 0) if inner is not None else None
        case ast.Constant(value=value) if value is None or isinstance(value, str):
            return Constant(value)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            sides = [_from_ast(left), _from_ast(right)]
            return Operation("|", [s for s in sides if s is not None]) if None not in sides else None
        case ast.Subscript(value=value, slice=index):
            head = _from_ast(value)
            parts = index.elts if isinstance(index, ast.Tuple) else [index]
            items = [_from_ast(p) for p in parts]
            if head is None or items[0] is None:
                return None
            known = [i if i is not None else Constant(None) for i in items]
            return Subscript(head, known[0] if len(known) == 1 else Collection("tuple", known, 0))
    return None


UNHELPFUL = frozenset(
    {"typing.Any", "builtins.object", "typing.Self", "typing.NoReturn", "typing.Never", "typing_extensions.Self"}
)
