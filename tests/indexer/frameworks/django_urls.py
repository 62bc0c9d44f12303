#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")
#: file site_/__init__.py
#: file site_/settings.py
ROOT_URLCONF = "site_.urls"
DEBUG = False
STAFF_PREFIX = "staff/"
#: file site_/urls.py
from functools import partial

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView, TemplateView

from orders import urls as order_urls
from orders import views
from site_ import pages

versions = [
    path("orders/", views.order_list),
    path("orders/<int:pk>/", include(([path("cancel/", views.cancel)], "order"), namespace="order")),
]


def pages_of(*names):
    return [path(f"{name}/", getattr(pages, name)) for name in names]


urlpatterns = [
    path("admin/", admin.site.urls),
    path("about/", TemplateView.as_view(template_name="about.html")),
    path("old/", RedirectView.as_view(url="/new/")),
    path("inline/", lambda request: HttpResponse("")),  #: endpoint /inline/
    path("api/v1/", include(versions)),
    path("api/v2/", include(versions)),
    path("shop/", include("orders.urls")),
    path(settings.STAFF_PREFIX, include(order_urls)),
    re_path(r"^archive/(?P<year>\d{4})/(?P<slug>[\w-]+)\.html$", views.archive),
    re_path(_(r"^search/?$"), views.Search.as_view()),
    path("export/", partial(views.export, kind="csv")),
    path("terms/", views.Page("terms")),
    path("missing/", views.nowhere),
    path("feed/", views.feed),
]
urlpatterns += pages_of("imprint", "contact")
for kind in ("new", "paid"):
    urlpatterns.append(path("list/" + kind + "/", views.order_list, {"kind": kind}))
urlpatterns += i18n_patterns(path("news/", pages.news))
if settings.DEBUG:
    urlpatterns = [path("debug/", pages.debug), *urlpatterns]
#: file site_/pages.py
def imprint(request):  #: endpoint /imprint/
    pass


def contact(request):  #: endpoint /contact/
    pass


def news(request):  #: endpoint /<lang>/news/
    pass


def debug(request):  #: endpoint /debug/
    pass
#: file orders/__init__.py
#: file orders/urls.py
from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("<uuid:code>/edit/", views.Edit.as_view()),
    path("<uuid:code>/delete/", views.Delete.as_view(http_method_names=["post"])),
]
#: file orders/views.py
from django.http import HttpResponse
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import DeleteView, UpdateView
from elsewhere import Sortable


def order_list(request, kind=None):  #: endpoint /api/v1/orders/; endpoint /api/v2/orders/; endpoint /list/new/; endpoint /list/paid/
    pass


@require_POST
def cancel(request, pk):  #: endpoint POST /api/v1/orders/<int:pk>/cancel/; endpoint POST /api/v2/orders/<int:pk>/cancel/
    pass


@require_http_methods(["GET", "HEAD"])
def archive(request, year, slug):  #: endpoint GET /archive/<year>/<slug>.html
    pass


def only(*methods):
    def decorate(view):
        def wrapper(request):
            if request.method == "OPTIONS":
                return HttpResponse(status=204)
            elif request.method in methods:
                response = view(request)
            else:
                response = HttpResponse(status=405)
            return response

        return wrapper

    return decorate


@only("GET", "POST")
def feed(request):  #: endpoint GET,POST /feed/
    pass


def export(request, kind):  #: endpoint /export/
    pass


class Search(View):  #: endpoint GET /search/
    def get(self, request):
        pass


class Edit(Sortable, UpdateView):  #: endpoint /shop/<uuid:code>/edit/; endpoint /staff/<uuid:code>/edit/
    pass


class Delete(DeleteView):  #: endpoint POST /shop/<uuid:code>/delete/; endpoint POST /staff/<uuid:code>/delete/
    def post(self, request, code):
        pass


class Page:  #: endpoint /terms/
    def __init__(self, name):
        self.name = name

    def __call__(self, request):
        pass
