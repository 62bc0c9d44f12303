from django.contrib import admin, messages

from shop.errors import DomainError
from shop.orders.models import Order, OrderLine
from shop.orders.services import cancel_order


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    extra = 0
    can_delete = False
    readonly_fields = ["product", "quantity", "unit_price"]

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "organisation", "status", "total", "created_at"]
    list_filter = ["status"]
    search_fields = ["number", "customer_email"]
    fields = ["organisation", "status", "customer_email", "total", "internal_note", "placed_at", "paid_at"]
    # All but the note: the rest changes through the services, which guard and record it.
    readonly_fields = ["organisation", "status", "customer_email", "total", "placed_at", "paid_at"]
    inlines = [OrderLineInline]
    actions = ["cancel_selected"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.action(description="Cancel the selected orders", permissions=["change"])
    def cancel_selected(self, request, queryset):
        for order in queryset:
            try:
                cancel_order(order, actor=request.user, reason="cancelled in the admin")
            except DomainError as error:
                self.message_user(request, str(error), messages.WARNING)
