#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "ATOMIC_REQUESTS": True}}
#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [path("pay/", views.pay), path("ship/", views.ship), path("hold/", views.Hold.as_view())]
#: file shop/views.py
from django.db import transaction
from django.http import HttpResponse
from django.views import View


def pay(request):  #: opens request
    return HttpResponse()


@transaction.non_atomic_requests
def ship(request):
    return HttpResponse()


class Hold(View):
    def post(self, request):  #: opens request
        return self.answer()

    def answer(self):
        return HttpResponse()
