#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
MIDDLEWARE = ["django.contrib.auth.middleware.AuthenticationMiddleware", "shop.middleware.StaffOnly"]
#: file shop/middleware.py
from django.shortcuts import redirect


class StaffOnly:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/office/"):
            if not request.user.is_staff:
                return redirect("login")
        return self.get_response(request)
#: file shop/decorators.py
from functools import wraps

from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse


def role_required(*roles):
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.membership.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def error(text, status=400):
    return JsonResponse({"error": text}, status=status)


def with_key(view):
    def wrapper(request):
        if "X-Key" not in request.headers:
            return error("no key", 401)
        return view(request)

    return wrapper


def sudo(view):
    def wrapper(request):
        if not request.session.get("sudo"):
            return HttpResponse("ask")
        return view(request)

    return wrapper


def staff_only(view):
    return user_passes_test(lambda user: user.is_staff)(view)


def timed(view):
    def wrapper(request):
        return view(request)

    return wrapper
#: file shop/urls.py
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.views import LoginView
from django.urls import path

from shop import views

urlpatterns = [
    path("a/", views.plain),
    path("b/", login_required(views.plain)),
    path("c/", permission_required("shop.sell")(views.Sell.as_view())),  #: given permission_required 'shop.sell'
    path("d/", views.roles),
    path("e/", views.keyed),
    path("f/", views.careful),
    path("g/", views.staff),
    path("h/", views.opened),
    path("i/", views.Mixed.as_view()),
    path("j/", views.Late.as_view()),
    path("k/", views.House.as_view()),
    path("l/", views.Decorated.as_view()),
    path("m/", views.PerMethod.as_view()),
    path("n/", views.Login.as_view()),
    path("o/", views.timely),
    path("p/", views.Later.as_view()),
    path("q/", views.Latest.as_view()),
    path("office/", views.office),
]
#: file shop/mixins.py
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied


class OwnerRequiredMixin(AccessMixin):
    def dispatch(self, request, *args, **kwargs):
        if not self.owns(request.user):
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)


class PaidMixin:
    def dispatch(self, request, *args, **kwargs):
        if not request.user.paid:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
#: file shop/views.py
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import TemplateView

from shop.decorators import role_required, staff_only, sudo, timed, with_key
from shop.mixins import OwnerRequiredMixin, PaidMixin


def plain(request):  #: access unknown; guarded by login_required
    pass


class Sell(View):  #: guarded by permission_required
    pass


@role_required("owner", "manager")  #: given role_required 'owner', 'manager'
def roles(request):  #: guarded by role_required
    pass


@login_required
@with_key
def keyed(request):  #: guarded by login_required, with_key
    pass


@sudo
def careful(request):  #: guarded by sudo
    pass


@staff_only
def staff(request):  #: guarded by staff_only
    pass


@login_not_required
def opened(request):  #: public
    pass


@timed
def timely(request):  #: access unknown
    pass


def office(request):  #: guarded by StaffOnly
    pass


class Mixed(PermissionRequiredMixin, LoginRequiredMixin, TemplateView):  #: guarded by PermissionRequiredMixin, LoginRequiredMixin; given PermissionRequiredMixin permission_required='shop.see'
    permission_required = "shop.see"


class Late(TemplateView, LoginRequiredMixin):  #: access unknown; idle LoginRequiredMixin after the view
    pass


class House(OwnerRequiredMixin, PaidMixin, TemplateView):  #: guarded by OwnerRequiredMixin, PaidMixin
    pass


@method_decorator([login_required, sudo], name="dispatch")
class Decorated(TemplateView):  #: guarded by login_required, sudo
    pass


class PerMethod(View):  #: access unknown; guarded by login_required
    def get(self, request):
        pass

    @method_decorator(login_required)
    def post(self, request):
        pass


class Later(PermissionRequiredMixin, TemplateView):  #: guarded by PermissionRequiredMixin; given PermissionRequiredMixin permission_required=('shop.see',)
    def __init__(self):
        self.permission_required = ("shop.see",)


class Latest(Later):  #: guarded by PermissionRequiredMixin; given PermissionRequiredMixin permission_required=('shop.see',)
    pass


class Login(LoginView):  #: public
    pass
