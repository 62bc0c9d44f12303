#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.auth", "shop.core.apps.CoreConfig", "shop.stock"]
#: file shop/registry.py
from collections import defaultdict

from django.urls import path
from django.utils.module_loading import import_string

registry = {"views": defaultdict(dict)}


def register_view(model, name="", detail=True):
    def wrapper(cls):
        label, model_name = model._meta.app_label, model._meta.model_name
        if model_name not in registry["views"][label]:
            registry["views"][label][model_name] = []
        registry["views"][label][model_name].append({"name": name, "view": cls, "detail": detail})
        return cls

    return wrapper


def urls_of(label, model_name, detail=True):
    paths = []
    try:
        views = [view for view in registry["views"][label][model_name] if view["detail"] == detail]
    except KeyError:
        return []
    for config in views:
        if type(config["view"]) is str:
            view = import_string(config["view"])
        else:
            view = config["view"]
        paths.append(path(f"{config['name']}/" if config["name"] else "", view.as_view()))
    return paths


def decorate_all(patterns, decorator):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            decorate_all(pattern.url_patterns, decorator)
        if getattr(pattern, "callback", None):
            pattern.callback = decorator(pattern.callback)
    return patterns
#: file shop/urls.py
from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from shop.registry import decorate_all

urlpatterns = [
    path("stock/", include("shop.stock.urls")),
    path("core/", apps.get_app_config("core").urls),
]
urlpatterns = decorate_all(urlpatterns, login_required)
#: file shop/core/__init__.py
#: file shop/core/apps.py
from django.apps import AppConfig
from django.urls import path
from django.utils.module_loading import import_string


class UrlsMixin:
    @property
    def urls(self):
        return self.get_urls(), self.label, self.label


class CoreConfig(UrlsMixin, AppConfig):
    name = "shop.core"

    def ready(self):
        from shop.stock.models import Item

        from ..registry import register_view

        self.home = import_string("shop.core.views.Home")
        register_view(Item, "history")("shop.core.views.History")

    def get_urls(self):
        return [path("home/", self.home.as_view())]
#: file shop/core/views.py
from django.views.generic import TemplateView


class Home(TemplateView):  #: endpoint GET /core/home/; guarded by login_required
    pass


class History(TemplateView):  #: endpoint GET /stock/items/<int:pk>/history/; guarded by login_required
    pass
#: file shop/stock/__init__.py
#: file shop/stock/models.py
from django.db import models


class Item(models.Model):
    name = models.TextField()
#: file shop/stock/urls.py
from django.urls import include, path

from shop.registry import urls_of

from . import views

urlpatterns = [
    path("items/", include(urls_of("stock", "item", detail=False))),
    path("items/<int:pk>/", include(urls_of("stock", "item"))),
]
#: file shop/stock/views.py
from django.views.generic import DetailView, ListView

from shop.registry import register_view
from shop.stock.models import Item


@register_view(Item, detail=False)
class ItemList(ListView):  #: endpoint GET /stock/items/; guarded by login_required
    pass


@register_view(Item)
class ItemView(DetailView):  #: endpoint GET /stock/items/<int:pk>/; guarded by login_required
    pass
