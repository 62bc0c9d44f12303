from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated

from shop.accounts.permissions import IsManagerOrReadOnly, IsOrganisationMember
from shop.api import OrganisationScopedMixin
from shop.catalogue.filters import ProductFilter
from shop.catalogue.models import Category, Product
from shop.catalogue.serializers import CategorySerializer, ProductSerializer
from shop.catalogue.services import edit_product


class CatalogueViewSet(OrganisationScopedMixin, viewsets.ModelViewSet):
    permission_classes = [IsAuthenticated, IsOrganisationMember, IsManagerOrReadOnly]
    http_method_names = ["get", "post", "patch", "head", "options"]

    def perform_create(self, serializer):
        serializer.save(organisation=self.request.organisation)


class CategoryViewSet(CatalogueViewSet):
    queryset = Category.objects.all()
    serializer_class = CategorySerializer


class ProductViewSet(CatalogueViewSet):
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filterset_class = ProductFilter

    def perform_update(self, serializer):
        serializer.instance = edit_product(
            serializer.instance, changes=serializer.validated_data, actor=self.request.user
        )
