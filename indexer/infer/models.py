"""Models as inference needs them: fields by class, relations both ways, managers."""

from collections import defaultdict
from typing import TYPE_CHECKING

from indexer.expressions import expressions_of, last_name, parts_of
from indexer.facts import Attribute, Call
from indexer.frameworks.django.known import NAMES
from indexer.frameworks.findings import FieldFound, Findings
from indexer.infer import relations
from indexer.infer.outside import USER, Outside
from indexer.infer.relations import Reverse, WaysBack
from indexer.infer.values import Known, Listed, Rows
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.evaluate.values import Arguments, Made, Member, Value
from indexer.resolve.names import UNSEEN
from indexer.resolve.program import Program

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

MANAGERS = frozenset(
    {
        "django.db.models.Manager",
        "django.db.models.manager.Manager",
        "django.db.models.manager.BaseManager",
        "django.db.models.QuerySet",
        "django.db.models.query.QuerySet",
    }
)
ENUMS = frozenset(
    {"enum.Enum", "enum.StrEnum", "enum.IntEnum", "django.db.models.TextChoices", "django.db.models.IntegerChoices",
     "django.db.models.enums.TextChoices", "django.db.models.enums.Choices"}
)  # fmt: skip
USERS = frozenset({"django.contrib.auth.base_user.AbstractBaseUser", "django.contrib.auth.models.AbstractBaseUser",
                   "django.contrib.auth.models.AbstractUser"})  # fmt: skip
MOST_NAMESAKES = 3  # models that share a field name before a use by name alone says nothing


class Models:
    def __init__(self, program: Program, findings: Findings, *, outside: Outside | None = None) -> None:
        self.program, self.classes = program, program.classes
        self.outside = outside or Outside()
        self.written = findings.models
        self.found = {**findings.models, **self.outside.models}
        self.is_mapped = any(m.framework != "django" for m in findings.models.values())
        self.is_django = any(m.framework == "django" for m in findings.models.values())
        self.ways = WaysBack(self.found.values(), self._leads_to, self._inherits)
        self._by_field: dict[str, list[Class]] = defaultdict(list)
        for model in findings.models.values():
            if not model.abstract:
                for field in model.fields.values():
                    self._by_field[field.name].append(model.cls)
        self._held: dict[tuple[Class, str], tuple[Class, str] | None] = {}
        self._managers: dict[Class, Rows] = {}
        self._users: list[Class] | None = None
        self.by_table: dict[str, Class] = {}
        for model in findings.models.values():
            if model.table and not model.abstract:
                self.by_table.setdefault(model.table.lower(), model.cls)

    # ------------------------------------------------------------------------------------ models and their fields

    def is_model(self, cls: Class) -> bool:
        return cls in self.found

    def by_django(self, cls: Class) -> bool:
        return cls in self.found and self.found[cls].framework == "django"

    def by_column(self, cls: Class, column: str) -> str | None:
        """The field of a column, as SQL writes it."""
        fields = self.found[cls].fields.values()
        return next((f.name for f in fields if (f.column or "").lower() == column), None)

    def is_enum(self, cls: Class) -> bool:
        return self.classes.is_a(cls, ENUMS)

    def held(self, cls: Class, name: str) -> tuple[Class, str] | None:
        """The model that a use of the field counts for (the class itself, or the nearest ancestor that is a model), and
        the field's own name there."""
        key = (cls, name)
        found: tuple[Class, str] | None = self._held.get(key, UNSEEN)
        if found is UNSEEN:
            owners = (owner for owner in self.classes.mro(cls) if type(owner) is Class and owner in self.found)
            named = ((owner, self.canonical(owner, name)) for owner in owners)
            found = self._held[key] = next(((owner, own) for owner, own in named if own is not None), None)
        return found

    def canonical(self, cls: Class, name: str) -> str | None:
        """The field that an attribute or lookup means: `pk` the primary key, `customer_id` the `customer` of Django."""
        model = self.found.get(cls)
        if model is None:
            return None
        if name in model.fields:
            return name
        if model.framework == "django":
            if name == "pk":
                return next((f.name for f in model.fields.values() if f.primary_key), None)
            short = name.removesuffix("_id")
            if short != name and short in model.fields and model.fields[short].kind == "column":
                return short if model.fields[short].target is not None else None
        return None

    def field(self, cls: Class, name: str) -> FieldFound | None:
        if cls not in self.found:
            return None
        canonical = self.canonical(cls, name)
        return self.found[cls].fields[canonical] if canonical is not None else None

    def has_field(self, name: str) -> bool:
        """Has any model of the repository one of this name?"""
        return name in self._by_field

    def only_by_name(self, name: str) -> list[Class]:
        found = self._by_field.get(name, [])
        return found if len(found) <= MOST_NAMESAKES else []

    # ------------------------------------------------------------------------------------ relations

    def related(self, cls: Class, name: str) -> Known | None:
        """What the attribute gives: the object of a foreign key, the rows of a many-to-many."""
        model = self.found.get(cls)
        field = model.fields.get(name) if model is not None else None
        target = self._leads_to(field) if field is not None else None
        if model is None or field is None or target is None:
            return None
        if model.framework != "django":
            return self._related_by_mapper(model.cls, field, target)
        if relations.is_many(field):
            return self.rows(target)
        return target.instance if field.type and field.kind == "column" else None

    def target(self, cls: Class, name: str) -> Class | None:
        """The model on the other side of a relation field."""
        field = self.field(cls, name)
        return self._leads_to(field) if field is not None else None

    def way_back(self, cls: Class, name: str) -> Reverse | None:
        """`line` in `Order.objects.filter(line__price=1)`: what a lookup calls the other side of a relation."""
        return self._way(cls, name, self.ways.lookups)

    def accessor(self, cls: Class, name: str) -> Reverse | None:
        return self._way(cls, name, self.ways.accessors)

    def reverse(self, cls: Class, name: str) -> Known | None:
        """`order.lines`: rows of the model whose foreign key points here; the object of a one-to-one."""
        way = self.accessor(cls, name)
        if way is None:
            return None
        return way.model.instance if way.one else self.rows(way.model)

    def _way(self, cls: Class, name: str, ways: dict[Class, dict[str, Reverse]]) -> Reverse | None:
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and name in ways.get(owner, ()):
                return ways[owner][name]
        return None

    def _leads_to(self, field: FieldFound) -> Class | None:
        if type(field.target) is External:
            return self.outside.of(field.target.name)
        return field.target if isinstance(field.target, Class) else None

    def _inherits(self, cls: Class, name: str) -> bool:
        """Has a model above, with a table of its own, the field already?"""
        above = (self.found[c] for c in self.classes.mro(cls)[1:] if isinstance(c, Class) and c in self.found)
        return any(not model.abstract and name in model.fields for model in above)

    def _related_by_mapper(self, cls: Class, field: FieldFound, target: Class) -> Known | None:
        """SQLAlchemy: the declaration says whether there are several, else the side that has the foreign key."""
        if field.kind != "relation":
            return None
        if relations.is_query(field):
            return Rows(target)
        many = relations.many_by_declaration(field)
        if many is None:
            here, there = self._refers(cls, target), self._refers(target, cls)
            if here == there:
                return None
            many = there
        return Listed(target.instance) if many else target.instance

    def _refers(self, cls: Class, target: Class) -> bool:
        if cls not in self.found or target not in self.found:
            return False  # a relation may lead to a class that is no model, or none any more
        table = self.found[target].table
        columns = self.found[cls].fields.values()
        return table is not None and any(r.rpartition(".")[0] == table for f in columns for r in f.references)

    def relation(self, cls: Class, name: str) -> tuple[Class, str] | None:
        """The relation field behind an attribute: the model's own, or the one that points here."""
        held = self.held(cls, name)
        if held is not None:
            return held[0], name
        way = self.accessor(cls, name)
        return (way.model, way.field) if way is not None else None

    def pointing_at(self, model: Class) -> list[tuple[Class, FieldFound]]:
        """Foreign keys and one-to-ones of the repository that lead to a model."""
        return [(cls, field) for cls, field in self.ways.pointing.get(model, ()) if cls in self.written]

    def is_removed(self, cls: Class) -> bool:
        """Does deleting remove the row? Not where `delete` is one's own and does not go on, or a package's."""
        for owner in self.classes.mro(cls):
            if isinstance(owner, External):
                known = owner.name.startswith("django.") or owner.name in NAMES
                if not known or "softdelet" in owner.name.lower():
                    return False
            elif "delete" in owner.bindings:
                own = self.program.names.member(owner, "delete")
                if not isinstance(own, Function) or not _goes_on(own):
                    return False
        return True

    # ------------------------------------------------------------------------------------ managers and users

    def rows(self, model: Class) -> Rows:
        """What the default manager of a model gives: the first one that its classes declare."""
        found = self._managers.get(model)
        if found is None:
            found = self._managers[model] = Rows(model)
            for owner in self.classes.mro(model):
                if isinstance(owner, Class) and owner in self.found:
                    body = self.program.evaluator.class_body(owner)
                    managers = (self.rows_of(model, value) for value in body.values())
                    first = next((m for m in managers if m is not None), None)
                    if first is not None:
                        found = self._managers[model] = first
                        break
        return found

    def manager(self, cls: Class, variable: Variable, inference: "Inference") -> Rows | None:
        """`objects = OrderManager()`, `OrderQuerySet.as_manager()`, `Manager.from_queryset(OrderQuerySet)()`."""
        body = self.program.evaluator.class_body(variable.owner) if isinstance(variable.owner, Class) else {}
        return self.rows_of(cls, body.get(variable.local_name))

    def rows_of(self, model: Class, value: Value | None) -> Rows | None:
        if type(value) is not Made:
            return None
        made = value.callee
        if isinstance(made, Class):
            return Rows(model, made) if self.classes.is_a(made, MANAGERS) else None
        if type(made) is External:
            return Rows(model) if made.name in MANAGERS else None
        if type(made) is Member:
            if made.name == "as_manager" and isinstance(made.of, Class):
                return Rows(model, made.of)
            return Rows(model) if made.name == "as_manager" and type(made.of) is External else None
        return self._from_queryset(model, made) if type(made) is Made else None

    def _from_queryset(self, model: Class, made: Made) -> Rows | None:
        """The manager class of one's own where there is one, else the query set class."""
        head = made.callee
        if isinstance(head, Member) and head.name == "from_queryset" and isinstance(head.of, Class):
            return Rows(model, head.of)
        if made.name.endswith(".from_queryset"):
            queryset = made.arguments.get("queryset_class", 0)
            return Rows(model, queryset) if isinstance(queryset, Class) else Rows(model)
        return None

    def user(self) -> Class | None:
        """The user model, where there is no doubt which one it is."""
        if self._users is None:
            get_user_model = self.program.evaluator.meanings.get("django.contrib.auth.get_user_model")
            said = get_user_model(Arguments()) if get_user_model is not None else None
            if isinstance(said, Class) and said in self.found:
                self._users = [said]
                return said
            own = [m.cls for m in self.written.values() if not m.abstract and self.classes.is_a(m.cls, USERS)]
            stock = self.outside.of(USER)
            self._users = own if own or stock is None or not self.is_django else [stock]
        return self._users[0] if len(self._users) == 1 else None

    def rows_name(self, model: Class) -> str:
        framework = self.found[model].framework if model in self.found else ""
        return "django.db.models.QuerySet" if framework == "django" else "sqlalchemy.orm.Query"


def _goes_on(delete: Function) -> bool:
    """Is there a `super().delete(...)` in it?"""
    waiting = [expression for statement in delete.scope.statements for expression in expressions_of(statement)]
    while waiting:
        expression = waiting.pop()
        called = expression.function if type(expression) is Call else None
        if type(called) is Attribute and called.name == "delete" and last_name(called.value) == "super":
            return True
        waiting.extend(parts_of(expression))
    return False
