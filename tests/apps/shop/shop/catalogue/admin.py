from django.contrib import admin

from shop.catalogue.models import Category, Product


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "parent", "organisation"]


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["sku", "name", "price", "is_active", "organisation"]
    list_filter = ["is_active"]
    search_fields = ["sku", "name"]

    def get_readonly_fields(self, request, obj=None):
        # The price of an existing product changes through the API, which leaves an audit entry.
        return ["price"] if obj else []
