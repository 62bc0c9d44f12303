#: file shop/__init__.py
#: file shop/settings.py
import environ

env = environ.Env(SHOP_PREFIX=(str, "shop/"), SHOP_LOGIN=(str, "/login"))
ROOT_URLCONF = "shop.urls"
PREFIX = env("SHOP_PREFIX")
LOGIN_URL = env.str("SHOP_LOGIN")
OPEN = [r"^shop/webhook/", rf"^{PREFIX}about$"]
MIDDLEWARE = ["shop.middleware.LoginRequired", "shop.middleware.SignedReads"]
#: file shop/middleware.py
import re

from django.conf import settings
from django.http import HttpResponseForbidden, HttpResponseRedirect

from shop.models import Setting

OPEN = [re.compile(settings.LOGIN_URL.lstrip("/"))]
OPEN += [re.compile(one) for one in settings.OPEN]


class LoginRequired:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            path = request.path_info.lstrip("/")
            if not any(one.match(path) for one in OPEN):
                where = f"{settings.LOGIN_URL}?next={path}"
                return HttpResponseRedirect(where)
        return self.get_response(request)


class SignedReads:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if Setting.get().signed_reads and request.method == "GET":
            if not has_valid_signature(request.user):
                return HttpResponseForbidden()
        return self.get_response(request)


def has_valid_signature(user):
    return False


#: file shop/models.py
class Setting:
    pass


#: file shop/urls.py
from django.conf import settings
from django.urls import path, re_path

from shop import views

urlpatterns = [
    path("login", views.login),
    path("shop/webhook/paid", views.paid),
    re_path(r"^%sabout$" % settings.PREFIX, views.about),
    path("shop/orders", views.orders),
]
#: file shop/views.py
def login(request):  #: endpoint /login; access unknown
    pass


def paid(request):  #: endpoint /shop/webhook/paid; access unknown
    pass


def about(request):  #: endpoint /shop/about; access unknown
    pass


def orders(request):  #: endpoint /shop/orders; guarded by LoginRequired
    pass
