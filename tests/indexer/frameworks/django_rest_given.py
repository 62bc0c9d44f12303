#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["shop.permissions.HasAction"]}  #: given HasAction permission_map={'GET': 'see'}
#: file shop/permissions.py
from rest_framework.permissions import BasePermission


class IsOwner(BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.owner == request.user


class HasAction(BasePermission):
    def has_permission(self, request, view):
        return request.user.may(view.permission_map[request.method])


class ByAction(BasePermission):
    perms_map = {"GET": ["shop.view"]}

    def has_permission(self, request, view):
        return request.user.has_perms(self.perms_map[request.method])
#: file shop/views.py
from django.core.exceptions import PermissionDenied
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.views import APIView

from shop.permissions import ByAction, IsOwner


class Composed(APIView):  #: guarded by IsAuthenticated, IsOwner, IsAdminUser
    permission_classes = [IsAuthenticated & (IsOwner | ~IsAdminUser)]  #: given IsAuthenticated of IsAuthenticated & (IsOwner | ~IsAdminUser); given IsOwner of IsAuthenticated & (IsOwner | ~IsAdminUser); given IsAdminUser of IsAuthenticated & (IsOwner | ~IsAdminUser)

    def get(self, request):
        pass


class Mapped(APIView):  #: guarded by ByAction
    permission_classes = [ByAction]  #: given ByAction perms_map={'GET': ['shop.view']}

    def get(self, request):
        pass


class Default(APIView):  #: guarded by HasAction
    permission_map = {"GET": "see"}

    def get(self, request):
        pass


@permission_classes([IsAdminUser])  #: idle permission_classes above the view maker
@api_view(["GET"])
def late(request):  #: guarded by HasAction
    pass

def allowed(roles, level="PROJECT"):
    def decorate(view):
        def wrapper(self, request):
            if request.user.role not in roles:
                raise PermissionDenied
            return view(self, request)

        return wrapper

    return decorate


class Decorated(APIView):  #: guarded by allowed, IsAuthenticated
    permission_classes = [IsAuthenticated]

    @allowed(roles=["admin"], level="WORKSPACE")  #: given allowed roles=['admin'], level='WORKSPACE'
    def get(self, request):
        pass


class ByMethod(APIView):  #: public; guarded by IsAuthenticated
    def get_permissions(self):
        if self.request.method == "GET":
            return [AllowAny()]
        return [IsAuthenticated()]

    def get(self, request):
        pass

    def post(self, request):
        pass
#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [
    path("a/", views.Composed.as_view()),
    path("b/", views.Mapped.as_view()),
    path("c/", views.Default.as_view()),
    path("d/", views.late),
    path("e/", views.Decorated.as_view()),
    path("f/", views.ByMethod.as_view()),
]
