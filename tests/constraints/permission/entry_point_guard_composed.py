#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
INSTALLED_APPS = ["rest_framework", "shop"]
ROOT_URLCONF = "shop.urls"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.DjangoModelPermissions",
        "rest_framework.permissions.IsAuthenticated",
    ]
}
#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [
    path("orders/", views.Orders.as_view()),  #: binds entry_point_guard
    path("bills/", views.Bills.as_view()),  #: binds entry_point_guard
    path("parcels/", views.Parcels.as_view()),  #: binds entry_point_guard
]
#: file shop/permissions.py
from rest_framework.permissions import BasePermission


class IsOwner(BasePermission):  #: binds entry_point_guard
    def has_permission(self, request, view):
        return request.user.is_owner


class IsClerk(BasePermission):  #: binds entry_point_guard
    def has_permission(self, request, view):
        return request.user.is_clerk
#: file shop/views.py
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from shop.permissions import IsClerk, IsOwner


class Orders(APIView):  #: binds entry_point_guard; breaks entry_point_guard is no longer behind `IsOwner & IsClerk`: only `IsOwner` and `IsClerk` are left
    permission_classes = [IsOwner & IsClerk]  #: dropped
    permission_classes = [IsOwner | IsClerk]  #: added

    def get(self, request):
        return None


class Bills(APIView):  #: binds entry_point_guard; breaks entry_point_guard is no longer behind `IsOwner`: only `DjangoModelPermissions` and `IsAuthenticated` are left
    permission_classes = [IsAuthenticated & IsOwner]  #: dropped

    def get(self, request):
        return None


class Parcels(APIView):  #: binds entry_point_guard
    permission_classes = [IsOwner]  #: dropped
    permission_classes = [IsOwner | IsClerk]  #: added

    def get(self, request):
        return None
