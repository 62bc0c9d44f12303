#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/models.py
from django.db import models


class Project(models.Model):
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)


class Order(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE)

    class Meta:
        base_manager_name = "objects"
#: file shop/views.py
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, ListView, View

from shop.models import Order, Project


def authorize(view):
    @wraps(view)
    def wrapper(request):
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request)

    return wrapper


def project_of(request, pk):
    project = get_object_or_404(Project, pk=pk)
    if request.user.is_superuser:
        return project
    return get_object_or_404(Project, pk=pk, owner=request.user)  #: owned Project by owner request.user


def rw_project_of(request, pk):
    return project_of(request, pk)


def staff_only(request):  #: guarded by staff_only
    if not request.user.is_staff:
        raise PermissionDenied
    return HttpResponse()


def hidden(request):  #: guarded by hidden
    order = Order.objects.get(pk=1)
    if order.project.owner != request.user:
        raise Http404
    return HttpResponse()


def one_deeper(request, pk):  #: guarded by rw_project_of
    return HttpResponse(rw_project_of(request, pk))


def narrowed(request):  #: guarded by narrowed
    return HttpResponse(Order.objects.visible_to(request.user))  #: owned Order by request.user


def marked_up(request):  #: access unknown
    return HttpResponse(Order.objects.annotate_is_mine(request.user))


def own(request):  #: guarded by own
    return HttpResponse(Order.objects.filter(project__owner=request.user))  #: owned Order by project__owner request.user


def perhaps(request):  #: access unknown
    orders = []
    if request.user.is_authenticated:
        orders = Order.objects.filter(project__owner=request.user)  #: owned Order by project__owner request.user
    return HttpResponse(orders)


def for_guests(request):  #: access unknown
    if not settings.REGISTRATION_OPEN or request.user.is_authenticated:
        return HttpResponseForbidden()
    return HttpResponse()


def switched_off(request):  #: access unknown
    if not settings.AUTH_ENABLED:
        return HttpResponseForbidden()
    return HttpResponse()


def log_in(request):  #: access unknown
    user = find(request.POST["name"])
    if not user.check_password(request.POST["password"]):
        return HttpResponseForbidden()
    login(request, user)
    return redirect("home")


def missing(request, pk):  #: access unknown
    order = Order.objects.filter(pk=pk).first()
    if order is None:
        raise Http404
    return HttpResponse()


def signed(request, payload):  #: guarded by signed
    try:
        TimestampSigner().unsign(payload)
    except BadSignature:
        return HttpResponse("bad link")
    return HttpResponse()


def badge(request, key, signature):  #: guarded by badge
    if not check_signature(key, signature):
        raise Http404
    return HttpResponse()


def viewable(order, request):
    return order.public or request.user.is_staff


def shown(request, pk):  #: guarded by shown
    order = Order.objects.get(pk=pk)
    if not viewable(order, request):
        raise Http404
    return HttpResponse()


def both_checks(request, pk):  #: guarded by both_checks, project_of
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    return HttpResponse(project_of(request, pk))


def sent_away(request):  #: guarded by sent_away
    if not request.user.has_perm("shop.see"):
        return redirect("home")
    return HttpResponse()


def home_for_users(request):  #: access unknown
    if request.user.is_authenticated:
        return redirect("home")
    return HttpResponse()


@authorize
def listed(request):  #: guarded by authorize
    return HttpResponse()


def dispatching(request):  #: guarded by listed
    return listed(request)


class Orders(ListView):  #: guarded by get_queryset
    def get_queryset(self):
        return Order.objects.filter(project__owner=self.request.user)  #: owned Order by project__owner self.request.user


class Detail(DetailView):  #: guarded by project_of
    def get_object(self):
        project = project_of(self.request, self.kwargs["pk"])
        return Order.objects.get(project=project)


class Shared(View):  #: guarded by project_or_404
    def dispatch(self, request, *args, **kwargs):
        self.project = self.project_or_404(kwargs["pk"], request.user)
        return super().dispatch(request, *args, **kwargs)

    def project_or_404(self, pk, user):
        project = get_object_or_404(Project, pk=pk)
        if project.is_allowed_to_edit(user):
            return project
        raise Http404

    def get(self, request, pk):
        return HttpResponse()


class Both(View):  #: guarded by Both.post; access unknown
    def get(self, request):
        return HttpResponse()

    def post(self, request):
        if not request.user.has_perm("shop.add_order"):
            raise PermissionDenied
        return HttpResponse()
#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [
    path("a/", views.staff_only),
    path("b/", views.hidden),
    path("c/", views.one_deeper),
    path("d/", views.own),
    path("e/", views.perhaps),
    path("e/all/", views.narrowed),
    path("e/marked/", views.marked_up),
    path("f/", views.for_guests),
    path("g/", views.switched_off),
    path("h/", views.log_in),
    path("i/", views.missing),
    path("j/", views.listed),
    path("k/", views.dispatching),
    path("l/", views.Orders.as_view()),
    path("m/", views.Detail.as_view()),
    path("n/", views.Both.as_view()),
    path("o/", views.signed),
    path("p/", views.badge),
    path("q/", views.shown),
    path("r/", views.both_checks),
    path("s/", views.sent_away),
    path("t/", views.home_for_users),
    path("u/<pk>/", views.Shared.as_view()),
]
