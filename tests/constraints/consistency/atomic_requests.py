#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "ATOMIC_REQUESTS": True}}
#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [path("pay/", views.pay), path("ship/", views.ship), path("hold/", views.Hold.as_view())]
#: file shop/views.py
from django.db import transaction
from django.http import HttpResponse
from django.views import View

from shop.models import Order


@transaction.atomic  #: dropped
def pay(request):
    store(Order.objects.get(pk=1))
    return HttpResponse()


@transaction.non_atomic_requests  #: added
def ship(request):  #: breaks transaction `views.ship` no longer opens the transaction that it opened
    Order.objects.get(pk=1).delete()
    return HttpResponse()


class Hold(View):
    def post(self, request):
        store(Order.objects.get(pk=1))
        return HttpResponse()


def store(order: Order):
    order.status = "x"
    order.save()
