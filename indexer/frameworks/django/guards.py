"""What runs before a view, outermost first, and whether it can turn the caller away."""

from collections.abc import Iterator

from indexer.frameworks.django import rest
from indexer.frameworks.django.decorators import Decorator, decorators
from indexer.frameworks.django.refusals import Refusals
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.django.views import View
from indexer.frameworks.findings import BeforeFound
from indexer.graph.nodes import Access
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Items, Made, Value, name_of, text_of
from indexer.resolve.program import Program

AUTH = "django.contrib.auth."
GUARD_DECORATORS = frozenset(
    {
        "django.contrib.auth.decorators.login_required",
        "django.contrib.auth.decorators.permission_required",
        "django.contrib.auth.decorators.user_passes_test",
        "django.contrib.admin.views.decorators.staff_member_required",
        "guardian.decorators.permission_required",
        "guardian.decorators.permission_required_or_403",
        "guardian.decorators.permission_required_or_404",
        "rules.contrib.views.permission_required",
        "django_otp.decorators.otp_required",
        "two_factor.views.utils.otp_required",
        "rolepermissions.decorators.has_role_decorator",
        "rolepermissions.decorators.has_permission_decorator",
        "oauth2_provider.decorators.protected_resource",
        "oauth2_provider.decorators.rw_protected_resource",
    }
)
OPENING_DECORATORS = frozenset(
    {"django.contrib.auth.decorators.login_not_required", "login_required.login_not_required"}
)
LOGIN_REQUIRED_MIDDLEWARE = frozenset(
    {"django.contrib.auth.middleware.LoginRequiredMiddleware", "login_required.middleware.LoginRequiredMiddleware"}
)
GUARD_MIXINS = ("LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin")
GUARD_MIXIN_PACKAGES = ("django.contrib.auth.mixins", "braces.views", "guardian.mixins", "rules.contrib.views")
GUARD_MIXINS_OF_PACKAGES = {
    "braces": (
        "LoginRequiredMixin",
        "PermissionRequiredMixin",
        "MultiplePermissionsRequiredMixin",
        "GroupRequiredMixin",
        "UserPassesTestMixin",
        "SuperuserRequiredMixin",
        "StaffuserRequiredMixin",
    ),
    "guardian": ("LoginRequiredMixin", "PermissionRequiredMixin"),
    "rules": ("LoginRequiredMixin", "PermissionRequiredMixin", "AutoPermissionRequiredMixin"),
    "rolepermissions": ("HasRoleMixin", "HasPermissionsMixin"),
    "oauth2_provider": ("ProtectedResourceMixin", "ScopedResourceMixin", "ReadWriteScopedResourceMixin"),
}
GUARDED_VIEWS = frozenset({f"{AUTH}views.PasswordChangeView", f"{AUTH}views.PasswordChangeDoneView"})
OPEN_VIEWS = frozenset({f"{AUTH}views.LoginView"})  # Django marks it `login_not_required`
PERMISSION_CLASSES = "rest_framework.decorators.permission_classes"
API_VIEW = "rest_framework.decorators.api_view"


class Guards:
    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        self.refusals = Refusals(program, GUARD_DECORATORS)
        self.permissions = rest.PermissionClasses(program, settings)
        self.middleware = list(self._middleware(settings))

    def before(self, view: View, action: str = "", method: str = "") -> tuple[list[BeforeFound], Access]:
        """For one route: `action` is the method of a viewset, `method` the HTTP method, where there is only one."""
        found: list[BeforeFound] = []
        opened = False
        for wrapper in view.wrappers:
            found.append(self._decorator(wrapper.name, wrapper.entity, wrapper.value, "url"))
            opened = opened or wrapper.name in OPENING_DECORATORS
        api = False
        if isinstance(view.handler, Class):
            opened = self._class(view.handler, found, action or method.lower()) or opened
            api = rest.is_rest_view(self.program, view.handler)
            asked = self.permissions.of_class(view.handler, view.given, action, method) if api else None
        else:
            written = decorators(self.program, view.handler)
            api = any(name_of(d.value).startswith(API_VIEW) for d in written)
            asked = self._of_function(written) if api else None
            for decorator in written:
                if not api or not decorator.name.startswith("rest_framework.decorators."):
                    found.append(self._decorator(decorator.name, decorator.entity, decorator.value, "decorator"))
                opened = opened or decorator.name in OPENING_DECORATORS
        if asked is not None:
            found += [self._permission(p, method) for p in asked.asked]
            opened = opened or asked.open
        around = [b for b in self.middleware if not (b.guards and (opened or api))]
        found = [*around, *found]
        if any(b.guards for b in found):
            return found, "guarded"
        return found, "public" if opened else "unknown"

    # ---------------------------------------------------------------------------------------------- one by one

    def _decorator(self, name: str, entity: Class | Function | None, value: Value | None, origin: str) -> BeforeFound:
        return BeforeFound(name=name, entity=entity, guards=self.is_guard(entity, value), origin=origin)

    def is_guard(self, entity: Class | Function | None, value: Value | None) -> bool:
        """Is a decorator one that can turn a caller away?"""
        if isinstance(entity, Function):
            return self.refusals.decorator_refuses(entity)
        if isinstance(value, Made):
            value = value.callee
        if isinstance(value, Function):
            return self.refusals.decorator_refuses(value)
        return isinstance(value, External) and value.name in GUARD_DECORATORS

    def _permission(self, permission: rest.Permission, method: str) -> BeforeFound:
        refuses = permission.refuses and not (permission.name in rest.READS_FREELY and method in rest.SAFE_METHODS)
        return BeforeFound(name=permission.name, entity=permission.entity, guards=refuses, origin=permission.origin)

    def is_rest(self, cls: Class) -> bool:
        return rest.is_rest_view(self.program, cls)

    def differ(self, cls: Class, methods: list[str]) -> bool:
        """Are the methods of a class view guarded by different decorators?"""
        found = []
        for method in methods:
            own: list[BeforeFound] = []
            self._decorated_method(cls, method, own)
            found.append([b.name for b in own if b.guards])
        return any(f != found[0] for f in found)

    def _of_function(self, written: list[Decorator]) -> rest.Permissions | None:
        """`@permission_classes` below `@api_view`; above it, it has no effect."""
        below = False
        for decorator in written:
            if isinstance(decorator.value, Made) and decorator.value.name == API_VIEW:
                below = True
            elif below and isinstance(decorator.value, Made) and decorator.value.name == PERMISSION_CLASSES:
                return self.permissions.of_value(decorator.value.arguments.get("permission_classes", 0), "decorator")
        return self.permissions.of_settings()

    # ---------------------------------------------------------------------------------------------- classes

    def _class(self, cls: Class, found: list[BeforeFound], method: str) -> bool:
        """What a class view runs before its method, in the order of its ancestors; is it declared open?"""
        opened = False
        dispatched = False  # a `dispatch` that does not call on ends the way upwards
        in_view = False  # past View itself, a mixin's `dispatch` is never reached
        for owner in self.program.classes.mro(cls):
            if isinstance(owner, External):
                if not in_view and not dispatched and _is_guard_mixin(owner):
                    found.append(BeforeFound(name=owner.name, guards=True, origin="base class"))
                if owner.name in GUARDED_VIEWS and not dispatched:
                    found.append(BeforeFound(name=f"{AUTH}decorators.login_required", guards=True, origin="base class"))
                opened = opened or owner.name in OPEN_VIEWS
                in_view = in_view or not owner.name.endswith(("Mixin", "builtins.object"))
                continue
            if in_view or dispatched:
                continue
            opened = self._decorated_class(owner, cls, found) or opened
            dispatched = self._dispatch(owner, cls, found)
        opened = self._decorated_method(cls, method, found) or opened
        return opened

    def _decorated_class(self, owner: Class, cls: Class, found: list[BeforeFound]) -> bool:
        origin = "class" if owner is cls else "base class"
        opened = False
        for decorator in decorators(self.program, owner):
            if decorator.method in ("", "dispatch", "as_view"):
                found.append(self._decorator(decorator.name, decorator.entity, decorator.value, origin))
                opened = opened or decorator.name in OPENING_DECORATORS
        return opened

    def _dispatch(self, owner: Class, cls: Class, found: list[BeforeFound]) -> bool:
        """`dispatch`, or what REST framework calls before a method; does it end the way upwards?"""
        ends = False
        for name in ("dispatch", "initial", "check_permissions"):
            member = self.program.names.member(owner, name)
            if not isinstance(member, Function):
                continue
            for decorator in decorators(self.program, member):
                found.append(self._decorator(decorator.name, decorator.entity, decorator.value, "method"))
            refuses = self.refusals.refuses(member) or self.refusals.gives_up(member, set())
            if owner is cls:
                if refuses:
                    found.append(BeforeFound(name=member.name, entity=member, guards=True, origin="method"))
            elif refuses:
                found.append(BeforeFound(name=owner.name, entity=owner, guards=True, origin="base class"))
            ends = ends or (name == "dispatch" and not _calls_super(member))
        return ends

    def _decorated_method(self, cls: Class, method: str, found: list[BeforeFound]) -> bool:
        """Decorators on the method that answers, and those that a class puts there by `method_decorator(name=...)`."""
        opened = False
        if not method:
            return opened
        for owner in self.program.classes.mro(cls):
            if not isinstance(owner, Class):
                continue
            put = [d for d in decorators(self.program, owner) if d.method == method]
            member = self.program.names.member(owner, method)
            own = decorators(self.program, member) if isinstance(member, Function) else []
            for decorator in (*put, *own):
                if (
                    not decorator.name.startswith("rest_framework.decorators.")
                    and decorator.name != "builtins.property"
                ):
                    found.append(self._decorator(decorator.name, decorator.entity, decorator.value, "method"))
                opened = opened or decorator.name in OPENING_DECORATORS
            if member is not None:
                break
        return opened

    # ---------------------------------------------------------------------------------------------- middleware

    def _middleware(self, settings: Settings) -> Iterator[BeforeFound]:
        """The repository's own, and what demands a login of everybody."""
        written = plain(settings.get("MIDDLEWARE"))
        near = settings.modules[0] if settings.modules else None
        for item in written.items if isinstance(written, Items) and near is not None else ():
            name = text_of(item) or ""
            entity = self.program.names.dotted(name, near) if near is not None and name else None
            if isinstance(entity, Class | Function):
                yield BeforeFound(name=entity.name, entity=entity, guards=False, origin="middleware")
            elif name in LOGIN_REQUIRED_MIDDLEWARE:
                yield BeforeFound(name=name, guards=True, origin="middleware")


def _is_guard_mixin(owner: External) -> bool:
    last = owner.name.rpartition(".")[2]
    if owner.name.startswith("django.contrib.auth.mixins."):
        return last in GUARD_MIXINS
    return last in GUARD_MIXINS_OF_PACKAGES.get(owner.name.partition(".")[0], ())


def _calls_super(function: Function) -> bool:
    from indexer.expressions import expressions_of
    from indexer.facts import Name
    from indexer.frameworks.django.refusals import calls_in

    return any(
        type(call.function) is Name and call.function.id == "super"
        for s in function.scope.statements
        for e in expressions_of(s)
        for call in calls_in(e)
    )
