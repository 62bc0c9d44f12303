from rest_framework import serializers

from shop.catalogue.models import Category, Product


class OwnCategoryField(serializers.PrimaryKeyRelatedField):
    """Offers the categories of the request's organisation and no others."""

    def get_queryset(self):
        return Category.objects.for_organisation(self.context["request"].organisation)


class CategorySerializer(serializers.ModelSerializer):
    parent = OwnCategoryField(allow_null=True, required=False)

    class Meta:
        model = Category
        fields = ["id", "name", "slug", "parent"]

    def validate_slug(self, slug: str) -> str:
        return refuse_taken(self, "slug", slug)


class ProductSerializer(serializers.ModelSerializer):
    category = OwnCategoryField()

    class Meta:
        model = Product
        fields = ["id", "sku", "name", "description", "price", "category", "is_active"]

    def validate_sku(self, sku: str) -> str:
        return refuse_taken(self, "sku", sku)


def refuse_taken(serializer: serializers.ModelSerializer, field: str, value: str) -> str:
    """The organisation is no field of the serializer, so DRF does not check uniqueness within it."""
    others = serializer.Meta.model.objects.for_organisation(serializer.context["request"].organisation)
    if serializer.instance is not None:
        others = others.exclude(pk=serializer.instance.pk)
    if others.filter(**{field: value}).exists():
        raise serializers.ValidationError(f"This {field} is taken.")
    return value
