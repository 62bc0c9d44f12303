from django.shortcuts import get_object_or_404
from rest_framework import generics
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.accounts.permissions import IsManager, IsOrganisationMember
from shop.api import OrganisationScopedMixin
from shop.stock.models import StockItem
from shop.stock.selectors import availability, low_stock
from shop.stock.serializers import DeliverySerializer, StockItemSerializer
from shop.stock.services import receive


class StockItemList(OrganisationScopedMixin, generics.ListAPIView):
    permission_classes = [IsAuthenticated, IsOrganisationMember]
    queryset = StockItem.objects.select_related("product")
    serializer_class = StockItemSerializer


class LowStockList(generics.ListAPIView):
    permission_classes = [IsAuthenticated, IsOrganisationMember]
    serializer_class = StockItemSerializer

    def get_queryset(self):
        return low_stock(self.request.organisation)


class DeliveryView(APIView):
    permission_classes = [IsAuthenticated, IsOrganisationMember, IsManager]

    def post(self, request, pk: int):
        item = get_object_or_404(StockItem.objects.for_organisation(request.organisation), pk=pk)
        delivery = DeliverySerializer(data=request.data)
        delivery.is_valid(raise_exception=True)
        item = receive(item, actor=request.user, **delivery.validated_data)
        return Response(StockItemSerializer(item).data)


@api_view(["GET"])
@permission_classes([IsAuthenticated, IsOrganisationMember])
def availability_view(request):
    return Response(availability(request.organisation))
