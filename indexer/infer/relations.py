"""Relations between models, both ways: what a field leads to, and by which names it is reached from the other side.

Sources: Django's "Related objects reference" and "Lookups that span relationships"; SQLAlchemy's "Basic Relationship
Patterns".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Call, Constant, Expression, Subscript
from indexer.frameworks.findings import FieldFound, ModelFound
from indexer.resolve.entities import Class

ONE_TO_ONE = frozenset({"OneToOneField", "TreeOneToOneField"})
TO_MANY = frozenset(
    {"ManyToManyField", "ParentalManyToManyField", "TreeManyToManyField", "SortedManyToManyField", "GenericRelation",
     "TaggableManager", "ClusterTaggableManager"}
)  # fmt: skip
WITHOUT_WAY_BACK = frozenset({"GenericRelation", "GenericForeignKey", "TaggableManager", "ClusterTaggableManager"})
LISTS = frozenset({"list", "List", "set", "Set", "Sequence", "Collection"})
QUERIES = frozenset({"DynamicMapped", "WriteOnlyMapped", "AppenderQuery"})


class Reverse(Struct, frozen=True):
    """The other side of a relation: `model.field` leads here."""

    model: Class
    field: str
    one: bool  # an object, not rows


class WaysBack:
    """Of every model: accessors (`order.lines`, `order.line_set`) and the names that lookups use (`line__price`)."""

    def __init__(
        self,
        models: Iterable[ModelFound],
        leads_to: Callable[[FieldFound], Class | None],
        inherits: Callable[[Class, str], bool],
    ) -> None:
        self.pointing: dict[Class, list[tuple[Class, FieldFound]]] = defaultdict(list)
        self._accessors: Claims = defaultdict(lambda: defaultdict(list))
        self._lookups: Claims = defaultdict(lambda: defaultdict(list))
        for model in models:
            if model.abstract or model.framework != "django":
                continue
            for field in model.fields.values():
                target = leads_to(field) if field.type not in WITHOUT_WAY_BACK else None
                if target is not None and not inherits(model.cls, field.name):
                    self._add(model.cls, field, target)
        self.accessors, self.lookups = _settled(self._accessors), _settled(self._lookups)

    def _add(self, model: Class, field: FieldFound, target: Class) -> None:
        if field.type not in TO_MANY:
            self.pointing[target].append((model, field))
        leaf = model.scope.name.lower()
        named = field.related_name
        one = field.type in ONE_TO_ONE
        way = Reverse(model, field.name, one)
        if not (named or "").endswith("+"):
            self._accessors[target][named or (leaf if one else f"{leaf}_set")].append(way)
            asked = text_argument(field, "related_query_name")
            self._lookups[target][asked or named or leaf].append(way)


def _settled(claims: "Claims") -> dict[Class, dict[str, Reverse]]:
    """A name that several models claim means the one that is no model of tests; among several of those, none."""
    found: dict[Class, dict[str, Reverse]] = {}
    for target, names in claims.items():
        own = found[target] = {}
        for name, ways in names.items():
            real = ways if len(ways) == 1 else [way for way in ways if not is_test(way.model.path)]
            if len(real) == 1:
                own[name] = real[0]
    return found


Claims = dict[Class, dict[str, list[Reverse]]]


def is_many(field: FieldFound) -> bool:
    return field.type in TO_MANY


def many_by_declaration(field: FieldFound) -> bool | None:
    """Of a SQLAlchemy relationship, where its annotation or `uselist` says so: does it give several objects?"""
    statement = declaration(field)
    if statement is None:
        return None
    call = statement.value
    if type(call) is Call:
        for keyword, value in call.keywords:
            if keyword == "uselist" and type(value) is Constant:
                return bool(value.value)
            if keyword in ("collection_class", "secondary"):
                return True
    if statement.annotation is None:
        return None
    return _annotated_many(statement.annotation)


def is_query(field: FieldFound) -> bool:
    """`lazy="dynamic"`: the attribute is a query."""
    statement = declaration(field)
    if statement is None:
        return False
    lazy = text_argument(field, "lazy")
    return lazy in ("dynamic", "write_only") or (
        type(statement.annotation) is Subscript and last_name(statement.annotation.value) in QUERIES
    )


def declaration(field: FieldFound) -> Assign | None:
    scope = field.declared_in.scope
    for binding in reversed(field.declared_in.bindings.get(field.name, ())):
        statement = scope.statements[binding.statement] if binding.statement < len(scope.statements) else None
        if type(statement) is Assign:
            return statement
    return None


def text_argument(field: FieldFound, name: str) -> str | None:
    statement = declaration(field)
    if statement is None or type(statement.value) is not Call:
        return None
    for keyword, value in statement.value.keywords:
        if keyword == name and type(value) is Constant and isinstance(value.value, str):
            return value.value
    return None


def _annotated_many(annotation: Expression) -> bool | None:
    """`Mapped[list["Line"]]` and `list["Line"]` give several, `Mapped["Order"]` and `Optional["Order"]` one."""
    if type(annotation) is Subscript:
        head = last_name(annotation.value)
        if head in LISTS:
            return True
        if head in ("Mapped", "Optional", "Relationship"):
            return _annotated_many(annotation.index)
        return None
    if type(annotation) is Constant and isinstance(annotation.value, str):
        head = annotation.value.partition("[")[0].rpartition(".")[2]
        if head in ("Mapped", "Optional"):
            return _annotated_many(Constant(annotation.value.partition("[")[2].removesuffix("]").strip("\"' ")))
        return head in LISTS
    return False
