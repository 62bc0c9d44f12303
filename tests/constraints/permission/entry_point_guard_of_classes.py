#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
INSTALLED_APPS = ["rest_framework", "shop"]
ROOT_URLCONF = "shop.urls"
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
#: file shop/urls.py
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from shop import views

router = DefaultRouter()
router.register("orders", views.OrderViewSet, basename="order")  #: binds entry_point_guard

urlpatterns = [
    path("api/", include(router.urls)),
    path("account/", login_required(views.account)),  #: binds entry_point_guard `login_required` lets through
    path("about/", views.about),  #: binds entry_point_guard is unknown
]
#: file shop/permissions.py
from rest_framework.permissions import BasePermission


class CanRefund(BasePermission):  #: binds entry_point_guard
    def has_permission(self, request, view):
        return request.user.is_staff
#: file shop/views.py
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import ViewSet

from shop.permissions import CanRefund


class OrderViewSet(ViewSet):  #: binds entry_point_guard `GET /api/orders/` answers only callers that `IsAuthenticated` lets through; binds entry_point_guard `GET /api/orders/opening_hours/` is public by declaration; binds entry_point_guard `POST /api/orders/<pk>/refund/` answers only callers that `CanRefund` lets through
    def list(self, request):
        return total(request)

    @action(detail=True, methods=["post"], permission_classes=[CanRefund])
    def refund(self, request, pk):
        return None

    @action(detail=False, methods=["get"], permission_classes=[AllowAny])
    def opening_hours(self, request):
        return None


def total(request):
    return 0


def account(request):  #: binds entry_point_guard
    return None


def about(request):  #: binds entry_point_guard
    return None
