#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/access.py
from functools import update_wrapper, wraps

from django.core.exceptions import PermissionDenied


def user_passes(test):
    def decorator(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if test(request.user):
                return view(request, *args, **kwargs)
            raise PermissionDenied

        return wrapped

    return decorator


class Checker:
    def __init__(self, policy):
        self.policy = policy

    def require(self, action):
        return user_passes(lambda user: self.policy.allows(user, action))


class StockChecker(Checker):
    def __init__(self):
        pass


def decorate_all(patterns, decorator):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            decorate_all(pattern.url_patterns, decorator)
        if getattr(pattern, "callback", None):
            pattern.callback = update_wrapper(decorator(pattern.callback), pattern.callback)
    return patterns
#: file shop/routing.py
from django.urls import include, path
from functools import wraps

from shop.access import decorate_all


class Routing:
    """A router of the house: its own method goes around every view, the one below around that."""

    def __init__(self):
        self.parts = {}

    def add(self, name, view):
        self.parts[name] = view

    def numbered(self, view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            request.routing = self
            return view(request, *args, **kwargs)

        return wrapped

    @property
    def urls(self):
        patterns = [path(f"{name}/", include(([path("", view.as_view())], name))) for name, view in self.parts.items()]
        decorate_all(patterns, self.numbered)
        return patterns, "parts", "parts"
#: file shop/views.py
from django.contrib.auth.decorators import login_required
from django.views import View

from shop.access import StockChecker

checker = StockChecker()


class Parts(View):  #: endpoint GET /office/parts/; guarded by login_required
    def get(self, request):
        return None


@checker.require("add")
def add_stock(request):  #: endpoint /stock/add/; guarded by user_passes
    return None
#: file shop/urls.py
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from shop import views
from shop.access import decorate_all
from shop.routing import Routing

routing = Routing()
routing.add("parts", views.Parts)

office = decorate_all([path("", routing.urls)], login_required)

urlpatterns = [path("office/", include(office)), path("stock/add/", views.add_stock)]
