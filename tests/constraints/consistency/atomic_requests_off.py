#: file shop/settings.py
ROOT_URLCONF = "shop.urls"  #: breaks transaction requests are no longer answered in one transaction each, as 1 functions were
INSTALLED_APPS = ["shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "ATOMIC_REQUESTS": True}}  #: dropped
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}  #: added
#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [path("pay/", views.pay)]
#: file shop/views.py
from django.http import HttpResponse


def pay(request):
    return HttpResponse()
