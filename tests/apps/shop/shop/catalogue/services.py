from django.db import transaction

from shop.audit.services import record
from shop.catalogue.models import Product


@transaction.atomic
def edit_product(product: Product, *, changes: dict, actor) -> Product:
    """Orders keep the price they were taken at (it is copied to their lines), so only the change is recorded."""
    product = Product.objects.for_organisation(product.organisation_id).select_for_update().get(pk=product.pk)
    price_before = product.price
    for name, value in changes.items():
        setattr(product, name, value)
    product.save()
    if product.price != price_before:
        record(
            "product.price_changed", subject=product, actor=actor, before=str(price_before), after=str(product.price)
        )
    return product
