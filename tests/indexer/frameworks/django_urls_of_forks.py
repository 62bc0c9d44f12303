#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/rest/__init__.py
#: file shop/rest/routers.py
from collections import namedtuple

from django.urls import re_path

Route = namedtuple("Route", ["url", "mapping", "options"])
ExtraRoute = namedtuple("ExtraRoute", "url options")


class Router(object):
    routes = [
        Route(url=r"^{prefix}{slash}$", mapping={"get": "list", "post": "create"}, options={}),
        ExtraRoute(url=r"^{prefix}/{method}{slash}$", options={}),
        Route(url=r"^{prefix}/{lookup}{slash}$", mapping={"get": "retrieve", "delete": "destroy"}, options={}),
    ]

    def __init__(self, slash=True):
        self.slash = slash and "/" or ""
        self.registry = []

    def register(self, prefix, viewset):
        self.registry.append((prefix, viewset))

    def get_routes(self, viewset):
        extra = []
        for name in dir(viewset):
            methods = getattr(getattr(viewset, name), "bind_to_methods", None)
            if methods:
                extra.append(([m.lower() for m in methods], name))
        found = []
        for route in self.routes:
            if isinstance(route, ExtraRoute):
                for methods, name in extra:
                    options = route.options.copy()
                    options.update(getattr(viewset, name).options)
                    found.append(Route(route.url.replace("{method}", name), dict((m, name) for m in methods), options))
            else:
                found.append(route)
        return found

    @property
    def urls(self):
        found = []
        for prefix, viewset in self.registry:
            lookup = "(?P<{}>[^/.]+)".format(getattr(viewset, "lookup_field", "pk"))
            for route in self.get_routes(viewset):
                mapping = {}
                for method, action in route.mapping.items():
                    if hasattr(viewset, action):
                        mapping[method] = action
                if not mapping:
                    continue
                regex = route.url.format(prefix=prefix, lookup=lookup, slash=self.slash)
                found.append(re_path(regex, viewset.as_view(mapping, **route.options)))
        return found
#: file shop/rest/viewsets.py
from django.utils.decorators import classonlymethod
from django.views.generic import View


def route(methods=("GET",), **options):
    def decorator(function):
        function.bind_to_methods = methods
        function.options = options
        return function

    return decorator


class ViewSet(View):
    page_size = 30
    parsers = ["json"]

    @classonlymethod
    def as_view(cls, actions=None, **options):
        def view(request, *args, **kwargs):
            self = cls(**options)
            for method, action in actions.items():
                setattr(self, method, getattr(self, action))
            return self.dispatch(request, *args, **kwargs)

        return view


class Listing:
    def list(self, request):
        ...
#: file shop/orders.py
from shop.rest.viewsets import Listing, ViewSet, route


class Orders(Listing, ViewSet):  #: endpoint GET /api/orders; endpoint POST /api/orders; endpoint DELETE /api/orders/<number>; endpoint GET,POST /api/orders/drafts
    lookup_field = "number"

    def create(self, request):
        ...

    def destroy(self, request, number):
        ...

    @route(methods=["GET", "POST"])
    def drafts(self, request):
        ...

    def not_routed(self):
        ...
#: file shop/urls.py
from django.urls import include, path

from shop.orders import Orders
from shop.rest.routers import Router

router = Router(slash=False)
router.register(r"orders", Orders)

urlpatterns = [path("api/", include(router.urls))]
