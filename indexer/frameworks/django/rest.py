"""REST framework's views: which methods a viewset has, and which permission classes are asked before one answers."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from indexer.expressions import calls_in, expressions_of
from indexer.facts import Attribute, Constant, For, Return
from indexer.frameworks import spelled
from indexer.frameworks.django.asked import Asked
from indexer.frameworks.django.settings import Settings
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.evaluate.operators import COMPOSED
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, Items, Made, Member, Site, Table, Value, name_of, text_of
from indexer.resolve.program import Program

PACKAGE = "rest_framework."
VIEWS = frozenset({"rest_framework.views.APIView", "rest_framework.viewsets.ViewSetMixin"})
MIXINS = {
    "rest_framework.mixins.ListModelMixin": ("list",),
    "rest_framework.mixins.CreateModelMixin": ("create",),
    "rest_framework.mixins.RetrieveModelMixin": ("retrieve",),
    "rest_framework.mixins.UpdateModelMixin": ("update", "partial_update"),
    "rest_framework.mixins.DestroyModelMixin": ("destroy",),
    "rest_framework.viewsets.ReadOnlyModelViewSet": ("list", "retrieve"),
    "rest_framework.viewsets.ModelViewSet": (
        "list",
        "create",
        "retrieve",
        "update",
        "partial_update",
        "destroy",
    ),
}
ALLOWS_ALL = "rest_framework.permissions.AllowAny"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OPEN_VIEWS = (  # their own `permission_classes` are empty
    "rest_framework.authtoken.views.ObtainAuthToken",
    "rest_framework_simplejwt.views.Token",
)
READS_FREELY = frozenset(
    {
        "rest_framework.permissions.IsAuthenticatedOrReadOnly",
        "rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly",
    }
)
FORKED = ("get_permissions", "check_permissions")
NOWHERE = Site("", 0)
Allows = Callable[[Class], bool]  # does a class let everybody pass?


class Permission(Struct, frozen=True):
    """A permission class that is asked; an operand of `&`, `|`, `~` stands on its own."""

    name: str  # dotted
    entity: Class | Function | None
    refuses: bool
    origin: str
    arguments: str = ""  # what it asks of the view, and what it was made with
    composed: str = ""  # the composition that it is an operand of
    site: Site | None = None


class Permissions(Struct, frozen=True):
    asked: tuple[Permission, ...]
    open: bool  # somebody wrote down that everybody may


def is_rest_view(program: Program, cls: Class) -> bool:
    return _are_of_view(program.classes.ancestors(cls))


@lru_cache(maxsize=16_384)  # asked several times for each endpoint
def _are_of_view(ancestors: frozenset[str]) -> bool:
    return any(
        a.startswith(PACKAGE) and not a.startswith(("rest_framework.permissions", "rest_framework.serializers"))
        for a in ancestors
    )


def fork_of(program: Program, cls: Class) -> Class | None:
    """The class that asks the permission classes, where REST framework was copied into the repository."""
    if is_rest_view(program, cls):
        return None
    above = (c for c in program.classes.mro(cls) if isinstance(c, Class) and "permission_classes" in c.bindings)
    asks = (c for c in above if all(isinstance(program.names.member(c, name), Function) for name in FORKED))
    return next(asks, None)


def answers(program: Program, viewset: Class, name: str) -> bool:
    """Has a viewset the method, its own or one of REST framework's?"""
    found = program.classes.member(viewset, name)
    if found is not None:
        value = program.evaluator.settled(found[1])
        return not (isinstance(found[1], Variable) and (value is None or value == Const(None)))
    return any(name in MIXINS.get(a, ()) for a in program.classes.ancestors(viewset))


def text_attribute(program: Program, cls: Class, name: str) -> str | None:
    return text_of(program.evaluator.class_attribute(cls, name))


class PermissionClasses:
    """Which permission classes are asked for a view, from the view itself, its bases or the settings."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        self.asked = program.shared(Asked)
        defaults = plain(settings.get("REST_FRAMEWORK"))
        self.default = defaults.get(Const("DEFAULT_PERMISSION_CLASSES")) if isinstance(defaults, Table) else None
        near = settings.modules[0] if settings.modules else None
        if isinstance(self.default, Items) and near is not None:
            names = program.names
            found = [names.dotted(text_of(i) or "", near) or External(text_of(i) or "") for i in self.default.items]
            classes: list[Value | None] = [f if isinstance(f, Class | External) else None for f in found]
            self.default = Items("list", classes, self.default.complete)
        self.site = settings.site("REST_FRAMEWORK")

    def of_class(self, cls: Class, given: Arguments, action: str, method: str) -> Permissions | None:
        """`given`: what `as_view` or `@action` hands over; None where it cannot be said."""
        own = self.program.classes.member(cls, "get_permissions")
        if own is not None and isinstance(own[1], Function):
            return self._returned(cls, own[1], given, action, method)
        return self._declared(cls, given)

    def of_fork(self, cls: Class, fork: Class) -> Permissions | None:
        """Each class is asked by whatever method the fork's own check calls."""
        for owner in self.program.classes.mro(cls):
            if isinstance(owner, Class) and "permission_classes" in owner.bindings:
                value = self.program.evaluator.class_body(owner).get("permission_classes")
                if not isinstance(value, Items) or not value.complete:
                    return None
                methods, site = _methods_asked(self.program, fork), spelled.assigned_at(owner, "permission_classes")
                origin = "class" if owner is cls else "base class"
                return self._forked(value, methods, origin, site)
        return None

    def _forked(self, listed: Items, methods: set[str], origin: str, site: Site | None) -> Permissions | None:
        """Classes, objects of them, and compositions of both."""
        allows = lambda cls: self._all_true(cls, methods)  # noqa: E731
        asked: list[Permission] = []
        for item in listed.items:
            found = list(self._composed(item, origin, allows))
            if not found or not all(isinstance(p.entity, Class) for p in found):
                return None
            asked += [replace(p, composed=spelled.composed(item), site=site) for p in found]
        return Permissions(tuple(asked), open=not any(self._item_refuses(i, allows) for i in listed.items))

    def _all_true(self, cls: Class, methods: set[str]) -> bool:
        found = [self.program.classes.member(cls, name) for name in methods]
        return any(found) and all(f is None or (isinstance(f[1], Function) and _returns_true(f[1])) for f in found)

    def of_value(
        self, value: Value | None, origin: str, site: Site | None = None, view: Class | None = None
    ) -> Permissions | None:
        """The classes that a list names; None where it is no list that is known."""
        if not isinstance(value, Items) or not value.complete:
            return None
        asked: list[Permission] = []
        for item in value.items:
            found = list(self._composed(item, origin, self._always_allows))
            if not found:
                return None
            whole = spelled.composed(item)
            asked += [replace(p, composed=whole, site=site, arguments=self._asks(p, view)) for p in found]
        return Permissions(tuple(asked), open=all(not self._item_refuses(i, self._always_allows) for i in value.items))

    def of_settings(self, view: Class | None = None) -> Permissions | None:
        return self.of_value(self.default, "settings", self.site, view) if self.default is not None else None

    def _asks(self, permission: Permission, view: Class | None) -> str:
        """What it was made with, its own map of permissions, and what it reads from the view."""
        found = [permission.arguments]
        if isinstance(permission.entity, Class):
            found.append(self.asked.attribute(permission.entity, "perms_map"))
            if view is not None:
                for name in ("has_permission", "has_object_permission"):
                    method = self.program.classes.member(permission.entity, name)
                    if method is not None and isinstance(method[1], Function):
                        found.append(self.asked.by_hook(method[1], view, reader=2))
        elif view is not None:
            found.append(self.asked.by_mixin(view))
        return spelled.joined(dict.fromkeys(found))

    def _declared(self, cls: Class, given: Arguments) -> Permissions | None:
        if given.has("permission_classes"):
            return self.of_value(given.get("permission_classes"), "method", None, cls)
        for owner in self.program.classes.mro(cls):
            if isinstance(owner, Class) and "permission_classes" in owner.bindings:
                value = self.program.evaluator.class_body(owner).get("permission_classes")
                site = spelled.assigned_at(owner, "permission_classes")
                return self.of_value(value, "class" if owner is cls else "base class", site, cls)
            if type(owner) is External and owner.name.startswith(OPEN_VIEWS):
                return Permissions((), open=True)
        return self.of_settings(cls)

    def _returned(
        self, cls: Class, function: Function, given: Arguments, action: str, method: str
    ) -> Permissions | None:
        """`get_permissions` of the repository, run for one action and one HTTP method."""
        evaluator = self.program.evaluator
        request = Made(External("rest_framework.request.Request"), Arguments(), NOWHERE)
        request.attributes["method"] = Const(method) if method else None
        view = Made(cls, Arguments(), NOWHERE)
        view.attributes.update(given.named)
        view.attributes["action"] = Const(action) if action else None
        view.attributes["request"] = request
        before = evaluator.undecided
        returned = evaluator.returns(function, Arguments((view,)))
        if returned is None or (evaluator.undecided != before and "permission_classes" in view.attributes):
            return None
        site = Site(function.path, function.line)
        alternatives = [self._instances(view, cls, value, given, site) for value in returned]
        found = [a for a in alternatives if a is not None]
        if not found or len(found) != len(alternatives):
            return None
        asked = dict.fromkeys(p for a in found for p in a.asked)
        return Permissions(tuple(asked), open=all(a.open for a in found))

    def _instances(
        self, view: Made, cls: Class, value: Value | None, given: Arguments, site: Site
    ) -> Permissions | None:
        """`[IsAuthenticated()]`, or what `super().get_permissions()` makes of the view's classes."""
        if isinstance(value, Items):
            return self.of_value(value, "method", site, cls)
        if isinstance(value, Made) and isinstance(value.callee, Member) and value.callee.name == "get_permissions":
            if "permission_classes" in view.attributes:
                return self.of_value(view.attributes["permission_classes"], "method", site, cls)
            return self._declared(cls, given)
        return None

    def _composed(
        self, value: Value | None, origin: str, allows: Allows, *, may_refuse: bool = True
    ) -> Iterator[Permission]:
        """`may_refuse`: an operand of something that never says no decides nothing."""
        if isinstance(value, Made) and value.name in COMPOSED.values():
            may_refuse = may_refuse and self._item_refuses(value, allows)
            for operand in value.arguments.positional:
                yield from self._composed(operand, origin, allows, may_refuse=may_refuse)
            return
        made_with = spelled.arguments(value.arguments) if isinstance(value, Made) else ""
        if isinstance(value, Made):
            value = value.callee
        name = name_of(value)
        if name:
            entity = value if isinstance(value, Class | Function) else None
            yield Permission(name, entity, may_refuse and self._item_refuses(value, allows), origin, made_with)

    def _item_refuses(self, value: Value | None, allows: Allows) -> bool:
        """Could it say no? `A | AllowAny` could not."""
        if type(value) is Made and value.name in COMPOSED.values():
            refusing = [self._item_refuses(o, allows) for o in value.arguments.positional]
            return all(refusing) if value.name == COMPOSED["|"] else any(refusing) or value.name == COMPOSED["~"]
        if type(value) is Made:
            value = value.callee
        if isinstance(value, Class):
            return not allows(value)
        return name_of(value) != ALLOWS_ALL

    def _always_allows(self, cls: Class) -> bool:
        for name in ("has_permission", "has_object_permission"):
            found = self.program.classes.member(cls, name)
            if found is not None and not (isinstance(found[1], Function) and _returns_true(found[1])):
                return False
        ancestors = self.program.classes.mro(cls)
        outside = [c.name for c in ancestors if isinstance(c, External)]
        return all(n in ("rest_framework.permissions.BasePermission", ALLOWS_ALL, "builtins.object") for n in outside)


def _methods_asked(program: Program, fork: Class) -> set[str]:
    """`has_permission` of `for permission in self.get_permissions(): if not permission.has_permission(...)`."""
    check = program.names.member(fork, FORKED[1])
    statements = check.scope.statements if isinstance(check, Function) else []
    loops = [s.target for s in statements if type(s) is For]
    calls = (c for s in statements for e in expressions_of(s) for c in calls_in(e))
    return {c.function.name for c in calls if type(c.function) is Attribute and c.function.value in loops}


def _returns_true(function: Function) -> bool:
    statements = function.scope.statements
    return len(statements) == 1 and type(statements[0]) is Return and statements[0].value == Constant(True)
