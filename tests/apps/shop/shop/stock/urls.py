from django.urls import path

from shop.stock.views import DeliveryView, LowStockList, StockItemList, availability_view

urlpatterns = [
    path("items/", StockItemList.as_view(), name="stock-items"),
    path("items/low/", LowStockList.as_view(), name="stock-low"),
    path("items/<int:pk>/deliveries/", DeliveryView.as_view(), name="stock-delivery"),
    path("availability/", availability_view, name="stock-availability"),
]
