"""Which HTTP methods a view answers, where its class or its decorators say so."""

from indexer.frameworks.django import method_tests
from indexer.frameworks.django.decorators import Decorators
from indexer.frameworks.django.views import View
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.evaluate.values import Const, Items, Made, Value, text_of
from indexer.resolve.program import Program

VERBS = ("get", "post", "put", "patch", "delete")  # HEAD and OPTIONS are answered along with them
REQUIRE = {
    "django.views.decorators.http.require_GET": ("GET",),
    "django.views.decorators.http.require_POST": ("POST",),
    "django.views.decorators.http.require_safe": ("GET",),
}
REQUIRE_METHODS = "django.views.decorators.http.require_http_methods"
API_VIEW = "rest_framework.decorators.api_view"

GET, FORM, DELETION = ("get",), ("get", "post", "put"), ("get", "post", "delete")
GENERIC = {  # by the last part of the name, of what lies in Django
    "TemplateView": GET,
    "DetailView": GET,
    "BaseDetailView": GET,
    "ListView": GET,
    "BaseListView": GET,
    "ArchiveIndexView": GET,
    "YearArchiveView": GET,
    "MonthArchiveView": GET,
    "WeekArchiveView": GET,
    "DayArchiveView": GET,
    "TodayArchiveView": GET,
    "DateDetailView": GET,
    "RedirectView": VERBS,
    "FormView": FORM,
    "BaseFormView": FORM,
    "ProcessFormView": FORM,
    "CreateView": FORM,
    "BaseCreateView": FORM,
    "UpdateView": FORM,
    "BaseUpdateView": FORM,
    "DeleteView": DELETION,
    "BaseDeleteView": DELETION,
    "DeletionMixin": ("post", "delete"),
    "LoginView": FORM,
    "PasswordChangeView": FORM,
    "PasswordChangeDoneView": GET,
    "PasswordResetView": FORM,
    "PasswordResetDoneView": GET,
    "PasswordResetConfirmView": FORM,
    "PasswordResetCompleteView": GET,
    "JavaScriptCatalog": GET,
    "JSONCatalog": GET,
    "View": (),
}
API = {  # by the last part of the name, of what lies in REST framework
    "APIView": (),
    "GenericAPIView": (),
    "CreateAPIView": ("post",),
    "ListAPIView": GET,
    "RetrieveAPIView": GET,
    "DestroyAPIView": ("delete",),
    "UpdateAPIView": ("put", "patch"),
    "ListCreateAPIView": ("get", "post"),
    "RetrieveUpdateAPIView": ("get", "put", "patch"),
    "RetrieveDestroyAPIView": ("get", "delete"),
    "RetrieveUpdateDestroyAPIView": ("get", "put", "patch", "delete"),
    "ObtainAuthToken": ("post",),
    "ViewSet": (),
    "GenericViewSet": (),
    "ModelViewSet": (),
    "ReadOnlyModelViewSet": (),
    "APIRootView": GET,
    "TokenViewBase": ("post",),
    "TokenObtainPairView": ("post",),
    "TokenRefreshView": ("post",),
    "TokenVerifyView": ("post",),
}
PACKAGES = {"django": GENERIC, "rest_framework": API, "rest_framework_simplejwt": API}
WITHOUT_HANDLERS = ("Mixin", "Protocol", "Generic", "ABC", "object")


def methods(program: Program, decorators: Decorators, view: View) -> list[str] | None:
    """Upper case, in a fixed order; None for any, or where it is not known."""
    required = _required(program, decorators, view)
    if isinstance(view.handler, Function):
        return required
    found = list(view.mapping) if view.mapping else handled(program, view.handler)
    if found is None:
        return required
    allowed = _allowed(program, view)
    names = [v.upper() for v in VERBS if v in found and (allowed is None or v in allowed)]
    names = [n for n in names if required is None or n in required]
    return names or required


def handled(program: Program, cls: Class) -> list[str] | None:
    """HTTP methods, lower case, a class has a method for; None where an ancestor that is not known may have more."""
    outside = [a for a in program.classes.mro(cls) if type(a) is External]
    if not all(map(_is_known, outside)):
        return None
    inherited = {verb for ancestor in outside for verb in _known(ancestor)}
    found = [verb for verb in VERBS if _answers(program, cls, verb, inherited)]
    return found or None


def _answers(program: Program, cls: Class, verb: str, inherited: set[str]) -> bool:
    own = program.classes.member(cls, verb)
    if own is None:
        return verb in inherited
    return not (isinstance(own[1], Variable) and program.evaluator.variable(own[1]) in (None, Const(None)))


def _known(ancestor: External) -> tuple[str, ...]:
    package, _, _ = ancestor.name.partition(".")
    return PACKAGES.get(package, {}).get(ancestor.name.rpartition(".")[2], ())


def _is_known(ancestor: External) -> bool:
    last = ancestor.name.rpartition(".")[2]
    package = ancestor.name.partition(".")[0]
    return last in PACKAGES.get(package, {}) or last.endswith(WITHOUT_HANDLERS) or package in ("builtins", "typing")


def _allowed(program: Program, view: View) -> list[str] | None:
    """`http_method_names`, lower case."""
    assert isinstance(view.handler, Class)
    value = view.given.get("http_method_names")
    value = value if value is not None else program.evaluator.class_attribute(view.handler, "http_method_names")
    if not isinstance(value, Items) or not value.complete:
        return None
    return [(text_of(i) or "").lower() for i in value.items]


def _required(program: Program, decorators: Decorators, view: View) -> list[str] | None:
    """What `require_POST` and its like let through."""
    written = decorators.all(view.handler) if isinstance(view.handler, Function) else decorators.of(view.handler)
    for value in (*(w.value for w in view.wrappers), *(d.value for d in written)):
        found = _lets_through(value)
        if found is None:
            found = method_tests.lets_through(program, value)
        if found is not None:
            return [v.upper() for v in VERBS if v.upper() in found] or None
    return None


def _lets_through(decorator: Value | None) -> list[str] | None:
    if isinstance(decorator, External):
        return list(REQUIRE[decorator.name]) if decorator.name in REQUIRE else None
    if isinstance(decorator, Made) and decorator.name in (REQUIRE_METHODS, API_VIEW):
        given = decorator.arguments.get(
            "request_method_list" if decorator.name == REQUIRE_METHODS else "http_method_names", 0
        )
        if given is None and decorator.name == API_VIEW and not decorator.arguments.positional:
            return ["GET"]
        if isinstance(given, Items) and given.complete:
            return [(text_of(i) or "").upper() for i in given.items]
    return None
