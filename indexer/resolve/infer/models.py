"""Models as inference needs them: fields by class, relations both ways, managers."""

from collections import defaultdict
from typing import TYPE_CHECKING

from indexer.facts import Attribute, Call
from indexer.frameworks.findings import FieldFound, Findings
from indexer.resolve.entities import Class, Instance, Variable
from indexer.resolve.infer.values import Known, Rows
from indexer.resolve.program import Program

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference

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
MOST_NAMESAKES = 3  # models that share a field name before a use by name alone says nothing


class Models:
    def __init__(self, program: Program, findings: Findings) -> None:
        self.classes = program.classes
        self.found = findings.models
        self._reverse: dict[Class, dict[str, Class]] = defaultdict(dict)
        self._by_field: dict[str, list[Class]] = defaultdict(list)
        for model in self.found.values():
            if model.abstract:
                continue
            for field in model.fields.values():
                self._by_field[field.name].append(model.cls)
                if isinstance(field.target, Class):
                    name = field.related_name or f"{model.cls.scope.name.lower()}_set"
                    if not name.endswith("+"):
                        self._reverse[field.target][name] = model.cls

    def is_model(self, cls: Class) -> bool:
        return cls in self.found

    def is_enum(self, cls: Class) -> bool:
        return self.classes.is_a(cls, ENUMS)

    def holder(self, cls: Class, name: str) -> Class | None:
        """The model that a use of the field counts for: the class itself, or the nearest ancestor that is a model."""
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and owner in self.found and name in self.found[owner].fields:
                return owner
        return None

    def field(self, cls: Class, name: str) -> FieldFound | None:
        model = self.found.get(cls)
        return model.fields.get(name) if model is not None else None

    def written_name(self, cls: Class, name: str) -> str | None:
        """The field that `obj.name = ...` writes: `customer_id` writes `customer`."""
        if self.field(cls, name) is not None:
            return name
        short = name.removesuffix("_id")
        return short if short != name and self.field(cls, short) is not None else None

    def related(self, cls: Class, name: str) -> Known | None:
        """What the attribute gives: the object of a foreign key, the rows of a many-to-many."""
        field = self.field(cls, name)
        if field is None or not isinstance(field.target, Class):
            return None
        if field.type in ("ManyToManyField", "GenericRelation", "TaggableManager"):
            return Rows(field.target)
        if field.kind == "relation":
            return None  # one or many: a relationship does not say so by itself
        return field.target.instance if field.type else None

    def reverse(self, cls: Class, name: str) -> Known | None:
        """`order.lines`: rows of the model whose foreign key points here."""
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and name in self._reverse.get(owner, ()):
                return Rows(self._reverse[owner][name])
        return None

    def manager(self, cls: Class, variable: Variable, inference: "Inference") -> Rows | None:
        """`objects = OrderManager()`, `objects = OrderQuerySet.as_manager()`."""
        value = variable.statement.value if variable.statement is not None else None
        if type(value) is not Call:
            return None
        made = inference.settled(variable)
        if isinstance(made, Instance):
            if isinstance(made.of, Class) and self.classes.is_a(made.of, MANAGERS):
                return Rows(cls, made.of)
            return Rows(cls) if made.of.name in MANAGERS else None
        chain = value.function
        if type(chain) is Attribute and chain.name == "as_manager":
            body = inference.body(variable.owner)
            queryset = inference.value(chain.value, body, 0)
            return Rows(cls, queryset) if isinstance(queryset, Class) else None
        return None

    def only_by_name(self, name: str) -> list[Class]:
        found = self._by_field.get(name, [])
        return found if len(found) <= MOST_NAMESAKES else []

    def rows_name(self, model: Class) -> str:
        framework = self.found[model].framework if model in self.found else ""
        return "django.db.models.QuerySet" if framework == "django" else "sqlalchemy.orm.Query"
