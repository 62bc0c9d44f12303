#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views import View


class Edit(LoginRequiredMixin, View):  #: endpoint GET,POST /invoices/edit/; guarded by LoginRequiredMixin
    def get(self, request):
        pass

    def post(self, request, pk):
        pass


class Sort(View):  #: endpoint POST /invoices/sort/; access unknown
    def post(self, request):
        pass


class Read(View):  #: endpoint GET /orders/; endpoint GET /invoices/; access unknown
    def get(self, request):
        pass
#: file shop/screens.py
from django.urls import path

from shop import views

NOT_SET = type("NOT_SET", (object,), {})()


class Screens:
    """What a screen set does not say is taken from its model, where the model says it."""

    sorted_by = NOT_SET
    edit = None

    def __init__(self, name, model):
        self.name = name
        if self.sorted_by is NOT_SET and hasattr(model, "sorted_by"):
            self.sorted_by = model.sorted_by

    def reverting(self):
        return type("Revert", (views.Edit,), {"reverts": True})  #: endpoint GET,POST /invoices/revert/; guarded by LoginRequiredMixin

    def reading(self):
        overridden = {}
        if getattr(self, "query", None):
            overridden["query"] = self.query
        if overridden:
            return type("Narrow", (views.Read,), overridden)  #: endpoint GET /returns/; access unknown
        return views.Read

    @property
    def urls(self):
        found = [path(f"{self.name}/", self.reading().as_view())]
        if self.edit is not None:
            found += [
                path(f"{self.name}/edit/", self.edit.as_view()),
                path(f"{self.name}/revert/", self.reverting().as_view()),
            ]
        if self.sorted_by not in {NOT_SET, None}:
            found.append(path(f"{self.name}/sort/", views.Sort.as_view()))
        return found


class Invoices(Screens):
    sorted_by = "number"
    edit = views.Edit


class Returns(Screens):
    def query(self):
        return []
#: file shop/models.py
from django.db import models


class Order(models.Model):
    pass
#: file shop/urls.py
from shop.models import Order
from shop.screens import Invoices, Returns, Screens

urlpatterns = Screens("orders", Order).urls + Invoices("invoices", Order).urls + Returns("returns", Order).urls
