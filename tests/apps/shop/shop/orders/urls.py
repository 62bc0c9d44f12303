from django.urls import include, path
from rest_framework.routers import DefaultRouter

from shop.orders.views import OrderViewSet, sales_report

router = DefaultRouter()
router.register("orders", OrderViewSet, basename="order")

urlpatterns = [
    path("reports/sales/", sales_report, name="sales-report"),
    path("", include(router.urls)),
]
