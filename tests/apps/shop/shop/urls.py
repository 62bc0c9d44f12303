from django.contrib import admin
from django.urls import include, path

from shop.views import health

api_patterns = [
    path("catalogue/", include("shop.catalogue.urls")),
    path("stock/", include("shop.stock.urls")),
    path("", include("shop.orders.urls")),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/v1/", include(api_patterns)),
]
