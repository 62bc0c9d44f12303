from django.contrib import admin

from shop.stock.models import StockItem


@admin.register(StockItem)
class StockItemAdmin(admin.ModelAdmin):
    list_display = ["product", "quantity", "low_mark", "organisation"]
    # A quantity typed in here would have no movement behind it.
    readonly_fields = ["quantity"]
