"""What the tests of all apps build their world from."""

from decimal import Decimal
from itertools import count

from django.contrib.auth import get_user_model

from shop.accounts.models import Membership, Organisation
from shop.catalogue.models import Category, Product
from shop.orders.models import Order
from shop.orders.services import create_order, pay_order, place_order
from shop.stock.models import StockItem

serial = count(1)


def make_organisation(slug: str = "acme") -> Organisation:
    return Organisation.objects.create(name=slug.title(), slug=slug)


def make_member(organisation: Organisation, role: str = Membership.Role.CLERK, **fields):
    user = get_user_model().objects.create_user(f"user{next(serial)}", **fields)
    Membership.objects.create(organisation=organisation, user=user, role=role)
    return user


def make_product(organisation: Organisation, *, sku: str = "TEA", price: str = "4.50", stock: int = 10) -> Product:
    category, _ = Category.objects.get_or_create(organisation=organisation, slug="all", defaults={"name": "All"})
    product = Product.objects.create(
        organisation=organisation, category=category, sku=sku, name=sku.title(), price=Decimal(price)
    )
    StockItem.objects.create(organisation=organisation, product=product, quantity=stock)
    return product


def make_draft(organisation: Organisation, *, actor, quantities: dict[str, int] | None = None) -> Order:
    order, _ = create_order(
        organisation=organisation, actor=actor, customer_email="ann@example.com", quantities=quantities or {"TEA": 2}
    )
    return order


def make_placed(organisation: Organisation, *, actor) -> Order:
    return place_order(make_draft(organisation, actor=actor), actor=actor)


def make_paid(organisation: Organisation, *, actor) -> Order:
    order = make_placed(organisation, actor=actor)
    return pay_order(order, amount=order.total, payment_reference="pay-1", actor=actor)
