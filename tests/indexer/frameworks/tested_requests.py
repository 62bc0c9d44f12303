#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop.orders"]

#: file shop/urls.py
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from shop.orders import views
from shop.orders.viewsets import OrderViewSet

router = DefaultRouter()
router.register("api/orders", OrderViewSet)

urlpatterns = [
    path("orders/", views.listed, name="list"),
    path("orders/<int:pk>/", views.one, name="one"),
    path("orders/new/", views.new, name="new"),
    path("files/<path:name>", views.file),
    path("shop/", include("shop.orders.urls", namespace="shop")),
    path("", include(router.urls)),
    path("<path:anything>", views.page),
]

#: file shop/orders/__init__.py

#: file shop/orders/urls.py
from django.urls import path

from shop.orders import views

app_name = "shop"
urlpatterns = [path("pay/<uuid:code>/", views.pay, name="pay")]

#: file shop/orders/models.py
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)

#: file shop/orders/viewsets.py
from rest_framework.decorators import action
from rest_framework.viewsets import ModelViewSet

from shop.orders.models import Order


class OrderViewSet(ModelViewSet):
    queryset = Order.objects.all()

    @action(detail=True, methods=["post"])
    def send_out(self, request, pk):
        return None

#: file shop/orders/views.py
def listed(request):
    return None


def one(request, pk):
    return None


def new(request):
    return None


def pay(request, code):
    return None


def file(request, name):
    return None


def page(request, anything):
    return None

#: file shop/orders/tests/__init__.py

#: file shop/orders/tests/test_orders.py
import pytest
from django.test import TestCase
from django.urls import reverse

BASE = "/orders"


class Common(TestCase):
    def setUp(self):
        self.url = f"/orders/{self.order.pk}/"

    def send(self, url):
        return self.client.post(url)


class OrderTest(Common):
    new_url = "/orders/new/"

    def setUp(self):
        super().setUp()
        self.pay_url = reverse("shop:pay", args=[self.code])

    def item_url(self, pk):
        return "%s/%d/" % (BASE, pk)

    def test_paths(self):
        self.client.get("/orders/?page=2")  #: requests GET /orders/
        self.client.get(f"/orders/{self.order.pk}/")  #: requests GET /orders/<int:pk>/
        self.client.get(BASE + "/new/")  #: requests GET /orders/new/
        self.client.get(self.new_url)  #: requests GET /orders/new/
        self.client.get(self.url)  #: requests GET /orders/<int:pk>/
        self.client.get(self.item_url(1))  #: requests GET /orders/<int:pk>/
        self.client.get("/files/a/b.txt")  #: requests GET /files/<path:name>
        self.client.get("/nobody/knows/")  #: requests GET unknown
        self.client.get("http://testserver/orders/")  #: requests GET /orders/
        for url in ["/orders/", self.pay_url]:
            self.client.head(url)  #: requests HEAD /orders/; requests HEAD /shop/pay/<uuid:code>/
        self.cache.get("orders")
        self.settings.get(self.unknown)

    def test_names(self):
        self.client.post(self.pay_url)  #: requests POST /shop/pay/<uuid:code>/
        self.client.get(reverse("list") + "?page=1")  #: requests GET /orders/
        self.client.get(reverse("order-detail", args=[1]))  #: requests GET /api/orders/<pk>/
        self.client.post(reverse("order-send-out", args=[1]))  #: requests POST /api/orders/<pk>/send_out/
        self.client.post(reverse("order-list"))  #: requests POST /api/orders/


@pytest.mark.parametrize("path, status", [("/orders/", 200), pytest.param("/orders/new/", 404)])
def test_each(client, path, status):
    client.get(path)  #: requests GET /orders/; requests GET /orders/new/


async def test_later(client):
    await client.request("POST", "/orders/")  #: requests POST /orders/

#: file shop/orders/check.py
def health(client):
    client.get("/orders/")
