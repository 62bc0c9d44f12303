"""What Django and REST framework hand to code: requests and their user, the model of a view, form, serializer, admin or
manager, the object that a signal or a method of an admin gets.

Sources: Django's references of views, forms, the admin and signals; REST framework's of generic views, serializers and
permissions; django-filter's of filter sets.
"""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Collection, Constant, Expression
from indexer.infer.annotations import annotated
from indexer.infer.models import MANAGERS
from indexer.infer.values import Known, Rows, RowsMethod, either
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module
from indexer.resolve.evaluate import Evaluator
from indexer.resolve.evaluate.values import Made

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

REQUEST = External("django.http.HttpRequest")
REQUESTS = frozenset(
    {"django.http.HttpRequest", "django.http.request.HttpRequest", "rest_framework.request.Request",
     "django.core.handlers.wsgi.WSGIRequest", "django.core.handlers.asgi.ASGIRequest"}
)  # fmt: skip
SIGNED_IN = frozenset({"django.contrib.auth.authenticate", "django.contrib.auth.aauthenticate",
                       "django.contrib.auth.get_user", "django.contrib.auth.aget_user"})  # fmt: skip
CASTS = frozenset({"typing.cast", "typing_extensions.cast"})
VIEWS = ("django.views.", "rest_framework.views.", "rest_framework.viewsets.", "rest_framework.generics.",
         "rest_framework.mixins.")  # fmt: skip
MADE_BY_VIEW = {"get_serializer": "serializer_class", "get_form": "form_class"}
ADMINS = ("django.contrib.admin.ModelAdmin", "django.contrib.admin.options.ModelAdmin")
FORMS = ("django.forms.ModelForm", "django.forms.models.ModelForm")
SERIALIZERS = ("rest_framework.serializers.ModelSerializer", "rest_framework.serializers.HyperlinkedModelSerializer")
FILTER_SETS = ("django_filters.FilterSet", "django_filters.filterset.FilterSet", "django_filters.rest_framework.",
               "rest_framework_filters.")  # fmt: skip
RECEIVERS = frozenset({"pre_save", "post_save", "pre_delete", "post_delete", "pre_init", "post_init"})
ADMIN_OBJECT = frozenset(
    {"save_model", "delete_model", "has_change_permission", "has_delete_permission", "has_view_permission",
     "log_change", "get_readonly_fields", "get_fields", "get_fieldsets", "get_form", "get_inlines",
     "get_inline_instances", "response_change", "response_add", "view_on_site", "get_view_on_site_url"}
)  # fmt: skip
OF_ROWS = frozenset(
    {"filter", "exclude", "get", "create", "all", "order_by", "select_related", "prefetch_related", "annotate",
     "values", "values_list", "first", "last", "update", "get_or_create", "update_or_create", "bulk_create",
     "bulk_update", "only", "defer", "distinct", "exists", "count", "delete", "aggregate", "none", "latest",
     "earliest", "in_bulk", "using", "select_for_update", "get_queryset", "alias", "dates", "datetimes", "iterator",
     "complex_filter", "union", "reverse"}
)  # fmt: skip


class Given:
    def __init__(self, inference: "Inference") -> None:
        self.inference, self.models = inference, inference.models
        self.classes = inference.classes
        self.subjects: dict[Class, Rows | None] = {}  # of classes that were asked about
        self._managed: dict[Class, set[Class]] | None = None
        self._registered: dict[Class, list[Class]] | None = None

    @property
    def evaluator(self) -> Evaluator:
        return self.models.program.evaluator

    # ------------------------------------------------------------------------------------ parameters

    def parameter(self, function: Function, name: str) -> Known | None:
        """What a parameter without an annotation holds, where the framework says so."""
        if not self.models.is_django:
            return None
        if name == "request":
            return Instance(REQUEST) if not function.scope.name.startswith("test") else None
        if name == "instance":
            sender = self._sender(function)
            if sender is not None:
                return sender
        owner = function.owner
        if owner is None or name not in ("obj", "instance", "queryset", "qs", "serializer", "form"):
            return self._admin_column(function, name)
        rows = self.subject(owner)
        if rows is None:
            return None
        method = function.scope.name
        if name in ("queryset", "qs"):
            return rows if self._is(owner, FILTER_SETS) or self._is(owner, ADMINS) else None
        if self._is(owner, SERIALIZERS):
            if name == "obj" and method.startswith("get_") and method.removeprefix("get_") in owner.bindings:
                return rows.model.instance
            return rows.model.instance if name == "instance" and method in ("update", "to_representation") else None
        if self._is(owner, VIEWS):
            return self._handed_to_view(owner, name, method)
        if name == "obj" and self._is(owner, ADMINS) and method in ADMIN_OBJECT:
            return rows.model.instance
        return self._admin_column(function, name)

    def _handed_to_view(self, owner: Class, name: str, method: str) -> Known | None:
        attribute = {"serializer": "serializer_class", "form": "form_class"}.get(name, "")
        if not attribute or method not in ("perform_create", "perform_update", "form_valid", "form_invalid"):
            return None
        cls = self.models.program.class_attribute(owner, attribute)
        return cls.instance if isinstance(cls, Class) else None

    def _admin_column(self, function: Function, name: str) -> Known | None:
        """`def total(self, order)` of an admin whose `list_display` names it."""
        owner, parameters = function.owner, function.definition.parameters
        if owner is None or len(parameters) != 2 or parameters[1].name != name or not self._is(owner, ADMINS):
            return None
        for attribute in ("list_display", "readonly_fields", "list_display_links"):
            if function.scope.name in _texts(owner, attribute):
                rows = self.subject(owner)
                return rows.model.instance if rows is not None else None
        return None

    def _sender(self, function: Function) -> Known | None:
        """`@receiver(post_save, sender=Order)`: an object of each sender, where all of them are known."""
        found: Known | None = None
        for decorator in function.definition.decorators:
            if last_name(decorator) != "receiver":
                continue
            if type(decorator) is not Call or not decorator.arguments:
                return None
            first = decorator.arguments[0]
            signals = first.items if type(first) is Collection else [first]
            sender = next((self._class(v, function) for k, v in decorator.keywords if k == "sender"), None)
            if sender is None or not self.models.is_model(sender) or not {last_name(s) for s in signals} <= RECEIVERS:
                return None
            found = either(found, sender.instance)
        return found

    # ------------------------------------------------------------------------------------ attributes and calls

    def attribute(self, cls: Class, name: str) -> Known | None:
        """An attribute that an object has from a class of the framework."""
        if not self.models.is_django or not self.classes.is_open(cls):
            return None
        if name == "request" and self._is(cls, VIEWS):
            return Instance(REQUEST)
        if name == "user" and self.classes.is_a(cls, REQUESTS):
            return self._user()
        if name in MADE_BY_VIEW and self._is(cls, VIEWS):
            made = self.models.program.class_attribute(cls, MADE_BY_VIEW[name])
            return made if isinstance(made, Class) else None
        if name == "queryset" or name in OF_ROWS or name in ("get_object", "object", "instance", "save", "model"):
            return self._of_subject(cls, name)
        return None

    def _of_subject(self, cls: Class, name: str) -> Known | None:
        rows = self.subject(cls)
        if rows is None:
            return None
        if self.classes.is_a(cls, MANAGERS):
            if name == "model":
                return rows.model
            return RowsMethod(rows, name) if name in OF_ROWS else None
        if self._is(cls, VIEWS):
            if name == "get_queryset":
                return RowsMethod(rows, "all")
            if name == "get_object":
                return RowsMethod(Rows(rows.model), "get")
            return rows.model.instance if name == "object" else None
        if self._is(cls, FORMS) or self._is(cls, SERIALIZERS):
            if name == "instance":
                return rows.model.instance
            return RowsMethod(Rows(rows.model), "create") if name == "save" else None
        return None

    def of_outside(self, cls: External, name: str) -> Known | None:
        """`request.user` of a request of the framework."""
        return self._user() if name == "user" and cls.name in REQUESTS and self.models.is_django else None

    def call(self, callee: External, call: Call, at: Entity) -> Known | None:
        """What a function of the framework gives: the user, a model looked up by name, rows from `super()`."""
        if callee.name in CASTS and call.arguments:
            return annotated(call.arguments[0], at, self.inference.names)
        if callee.name in SIGNED_IN:
            return self._user()
        leaf = callee.name.rpartition(".")[2]
        if self.models.program.means(callee.name):
            self.inference.ask("models", None, "")
            value = self.evaluator.value(call, at)
            if isinstance(value, External):
                return self.models.outside.of(value.name)
            return value if isinstance(value, Class) else None
        if leaf in ("get_queryset", "get_object", "filter_queryset") and type(call.function) is Attribute:
            cls = _class_around(at)
            if cls is not None:
                self.inference.ask("subject", cls, "")
            rows = self.subject(cls) if cls is not None and last_name(call.function.value) == "super" else None
            if rows is not None:
                return rows.model.instance if leaf == "get_object" else rows
        return None

    def historical(self, call: Call) -> Class | None:
        """`apps.get_model("shop", "Order")` of a migration: the model as it was, found as it is."""
        texts = [a.value for a in call.arguments if type(a) is Constant and isinstance(a.value, str)]
        texts += [v.value for k, v in call.keywords if k and type(v) is Constant and isinstance(v.value, str)]
        label, _, name = ".".join(texts).rpartition(".")
        wanted = (label.lower(), name.lower())
        self.inference.ask("models", None, "")
        found = [m.cls for m in self.models.written.values() if (m.app.lower(), m.cls.scope.name.lower()) == wanted]
        if len(found) == 1:
            return found[0]
        return next((c for c in self.models.outside.classes.values() if _label(c) == wanted), None)

    def _user(self) -> Known | None:
        self.inference.ask("models", None, "")
        user = self.models.user()
        return user.instance if user is not None else None

    # ------------------------------------------------------------------------------------ what a class is about

    def subject(self, cls: Class) -> Rows | None:
        """Rows of the one model that a view, form, serializer, filter set, admin or manager is about."""
        found = self.subjects.get(cls, self)
        if found is self:
            self.subjects[cls] = None  # while it is looked for
            model = self._model(cls)
            found = self.subjects[cls] = self.models.rows(model) if model is not None else None
        return found  # type: ignore[return-value]

    def _model(self, cls: Class) -> Class | None:
        if self.classes.is_a(cls, MANAGERS):
            return self._managed_by(cls)
        if self._is(cls, ADMINS):
            found = self._admins().get(cls, [])
            return found[0] if len(found) == 1 else None
        if self._is(cls, FORMS) or self._is(cls, SERIALIZERS) or self._is(cls, FILTER_SETS):
            meta = self.models.program.class_attribute(cls, "Meta")
            model = self.models.program.class_attribute(meta, "model") if isinstance(meta, Class) else None
            return self._settled(model)
        if not self._is(cls, VIEWS):
            return None
        model = self._settled(self.models.program.class_attribute(cls, "model")) or self._queried(cls)
        if model is not None:
            return model
        for attribute in ("serializer_class", "form_class"):
            other = self.models.program.class_attribute(cls, attribute)
            rows = self.subject(other) if isinstance(other, Class) else None
            if rows is not None:
                return rows.model
        return None

    def _settled(self, value: object) -> Class | None:
        if isinstance(value, External):
            return self.models.outside.of(value.name)
        return value if isinstance(value, Class) and self.models.is_model(value) else None

    def _queried(self, cls: Class) -> Class | None:
        """The model of `queryset = Order.objects.filter(...)`."""
        found = self.classes.member(cls, "queryset")
        rows = self.inference.settled(found[1]) if found is not None else None
        return rows.model if isinstance(rows, Rows) else None

    def _managed_by(self, manager: Class) -> Class | None:
        if self._managed is None:
            self._managed = {}
            for model in self.models.written.values():
                for value in self.evaluator.class_body(model.cls).values():
                    if isinstance(value, Made):
                        rows = self.models.rows_of(model.cls, value)
                        if rows is not None and rows.manager is not None:
                            self._managed.setdefault(rows.manager, set()).add(model.cls)
        found = self._managed.get(manager, set())
        return next(iter(found)) if len(found) == 1 else None

    def _admins(self) -> dict[Class, list[Class]]:
        """Models by the admin class that they are registered with."""
        if self._registered is None:
            self._registered = {}
            for cls in self.inference.models.program.classes_in_order:
                for decorator in cls.definition.decorators:
                    if type(decorator) is Call and last_name(decorator) == "register":
                        for argument in decorator.arguments:
                            model = self._class(argument, cls)
                            if model is not None and self.models.is_model(model):
                                self._registered.setdefault(cls, []).append(model)
        return self._registered

    def _class(self, expression: Expression, at: Entity) -> Class | None:
        found = self.inference.names.resolve(expression, at.parent or at.module)
        return found if isinstance(found, Class) else None

    def _is(self, cls: Class, names: tuple[str, ...]) -> bool:
        return any(name.startswith(names) for name in self.classes.ancestors(cls))


def _class_around(at: Entity) -> Class | None:
    found: Entity | None = at
    while found is not None and not isinstance(found, Class):
        found = found.parent
    return found if not isinstance(found, Module) else None


def _texts(cls: Class, name: str) -> set[str]:
    for statement in cls.scope.statements:
        targets = getattr(statement, "targets", None)
        value = getattr(statement, "value", None)
        if targets and last_name(targets[0]) == name and isinstance(value, Collection):
            return {i.value for i in value.items if type(i) is Constant and isinstance(i.value, str)}
    return set()


def _label(cls: Class) -> tuple[str, str]:
    package, _, name = cls.name.rpartition(".")
    return package.removesuffix(".models").rpartition(".")[2].lower(), name.lower()
