#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
#: file shop/permissions.py
from rest_framework.permissions import BasePermission


class IsOwner(BasePermission):
    def has_permission(self, request, view):
        return request.user == view.owner


class IsClerk(IsOwner):
    pass


class Anybody(BasePermission):
    def has_permission(self, request, view):
        return True
#: file shop/routers.py
from rest_framework.routers import DefaultRouter, Route


class BulkRouter(DefaultRouter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.routes[0].mapping.update({"delete": "bulk_destroy"})


class ReadRouter(DefaultRouter):
    routes = [Route(r"^{prefix}/all$", {"get": "list"}, "{basename}-all", False, {})]
    include_root_view = False
#: file shop/urls.py
from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework_nested.routers import NestedSimpleRouter

from shop import views
from shop.routers import BulkRouter, ReadRouter

router = BulkRouter(trailing_slash=False)
router.APIRootView = views.Root
router.register("orders", views.OrderViewSet)
router.register("tags", views.TagViewSet, basename="tag")
reads = ReadRouter()
reads.register(r"logs", views.LogViewSet, basename="log")
simple = SimpleRouter()
simple.register("items", views.ItemViewSet)
lines = NestedSimpleRouter(simple, "items", lookup="item")
lines.register("lines", views.LineViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    *simple.urls,
    path("health/", views.health),
    path("me/", views.Me.as_view()),
    path("orders/", views.OrderList.as_view()),
    path("orders/<int:pk>/mine/", views.OrderViewSet.as_view({"get": "retrieve", "post": "pay"})),
]
urlpatterns += reads.urls + lines.get_urls()
#: file shop/views.py
from rest_framework import generics, mixins, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.views import APIView

from shop.permissions import Anybody, IsClerk, IsOwner


class Root(APIView):  #: endpoint GET /api/; guarded by IsAuthenticated
    def get(self, request):
        pass


class Orders(viewsets.ModelViewSet):
    permission_classes = [IsOwner & ~IsClerk]
    lookup_field = "code"

    def bulk_destroy(self, request):
        pass


class OrderViewSet(Orders):  #: endpoint GET /api/orders; endpoint POST /api/orders; endpoint DELETE /api/orders; endpoint GET /api/orders/<code>; endpoint PUT /api/orders/<code>; endpoint PATCH /api/orders/<code>; endpoint DELETE /api/orders/<code>; endpoint GET /orders/<int:pk>/mine/; endpoint POST /orders/<int:pk>/mine/; endpoint POST,DELETE /api/orders/<code>/payment; guarded by IsOwner, IsClerk; guarded by IsAdminUser
    @action(detail=True, methods=["post", "delete"], url_path="payment", permission_classes=[IsAdminUser])
    def pay(self, request, code):
        pass

    def internal(self, request):
        pass


class TagViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):  #: endpoint GET /api/tags; endpoint DELETE /api/tags/<pk>; endpoint GET /api/tags/of/<year>; endpoint POST /api/tags/of/<year>; guarded by IsAuthenticated, IsOwner; access unknown
    http_method_names = ["get", "post", "delete"]

    def get_permissions(self):
        if self.action in ("list", "of_year", "make_year"):
            return [IsAuthenticated(), IsOwner()]
        return roles(self.request)

    @action(detail=False, url_path="of/(?P<year>[0-9]+)")
    def of_year(self, request, year):
        pass

    @of_year.mapping.post
    def make_year(self, request, year):
        pass


class LogViewSet(viewsets.ViewSet):  #: endpoint GET /logs/all; guarded by IsAdminUser
    permission_classes = ()

    def get_permissions(self):
        if self.request.method == "GET":
            self.permission_classes = (IsAdminUser,)
        return super().get_permissions()

    def list(self, request):
        pass


class ItemViewSet(viewsets.ReadOnlyModelViewSet):  #: endpoint GET /items/; endpoint GET /items/<pk>/; access unknown
    permission_classes = [IsAuthenticatedOrReadOnly]


class LineViewSet(viewsets.ModelViewSet):  #: endpoint GET /items/<item_pk>/lines/; endpoint POST /items/<item_pk>/lines/; endpoint GET /items/<item_pk>/lines/<pk>/; public
    permission_classes = [IsClerk | Anybody]
    http_method_names = ["get", "post"]


class Me(APIView):  #: endpoint GET,PATCH /me/; guarded by IsAuthenticated
    def get(self, request):
        pass

    def patch(self, request):
        pass


class Base(generics.ListCreateAPIView):
    permission_classes = (IsOwner,)


class OrderList(Base):  #: endpoint GET,POST /orders/; guarded by IsOwner, IsAdminUser
    permission_classes = (*Base.permission_classes, IsAdminUser)


@api_view(["GET", "POST"])
@permission_classes([AllowAny])
def health(request):  #: endpoint GET,POST /health/; public
    pass
