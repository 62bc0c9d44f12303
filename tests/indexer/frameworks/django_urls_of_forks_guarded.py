#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/rest/__init__.py
#: file shop/rest/views.py
from django.core.exceptions import PermissionDenied
from django.views.generic import View

from shop.rest.permissions import Nobody


class APIView(View):
    permission_classes = (Nobody,)

    def get_permissions(self):
        for cls in self.permission_classes:
            yield cls(self)

    def permission_denied(self, request):
        raise PermissionDenied

    def check_permissions(self, request, obj=None):
        for permission in self.get_permissions():
            if not permission.allows(request, obj):
                self.permission_denied(request)

    def initial(self, request):
        self.check_permissions(request)

    def dispatch(self, request, *args, **kwargs):
        self.initial(request)
        return super().dispatch(request, *args, **kwargs)
#: file shop/rest/permissions.py
class Permission:
    def __init__(self, view):
        self.view = view


class Nobody(Permission):
    def allows(self, request, obj=None):
        return False


class Everybody(Permission):
    def allows(self, request, obj=None):
        return True


class Members(Permission):
    def allows(self, request, obj=None):
        return request.user.is_authenticated and request.user.is_member
#: file shop/orders.py
from shop.rest.permissions import Everybody, Members, Nobody
from shop.rest.views import APIView


class Orders(APIView):  #: guarded by Members
    permission_classes = (Members,)

    def get(self, request):
        return []


class Office(APIView):  #: guarded by Nobody
    def get(self, request):
        return []


class Prices(APIView):  #: public
    permission_classes = (Everybody,)

    def get(self, request):
        return []


class Offers(APIView):  #: public
    permission_classes = (Everybody(None),)

    def get(self, request):
        return []


class Notes(APIView):  #: guarded by Members, Nobody
    permission_classes = (Members(None) | Nobody(None),)

    def get(self, request):
        return []


class Pages(APIView):  #: public
    permission_classes = (Members(None) | Everybody(None),)

    def get(self, request):
        return []


class Drafts(APIView):  #: guarded by APIView, APIView, APIView
    permission_classes = classes_for("drafts")

    def get(self, request):
        return []
#: file shop/urls.py
from django.urls import path

from shop import orders

urlpatterns = [
    path("orders/", orders.Orders.as_view()),
    path("office/", orders.Office.as_view()),
    path("prices/", orders.Prices.as_view()),
    path("offers/", orders.Offers.as_view()),
    path("notes/", orders.Notes.as_view()),
    path("pages/", orders.Pages.as_view()),
    path("drafts/", orders.Drafts.as_view()),
]
