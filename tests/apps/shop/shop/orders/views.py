import csv

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from shop.accounts.decorators import organisation_role_required
from shop.accounts.models import Membership
from shop.accounts.permissions import CanRefund, IsOrganisationMember
from shop.orders import services
from shop.orders.filters import OrderFilter
from shop.orders.models import IDEMPOTENCY_KEY_LENGTH
from shop.orders.selectors import orders_of, sales_by_day
from shop.orders.serializers import (
    NewOrderSerializer,
    OrderSerializer,
    PaymentSerializer,
    ReasonSerializer,
    ShipmentSerializer,
)


class OrderViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet):
    permission_classes = [IsAuthenticated, IsOrganisationMember]
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self):
        return orders_of(self.request.organisation)

    def create(self, request):
        new = self._valid(NewOrderSerializer)
        order, created = services.create_order(
            organisation=request.organisation,
            actor=request.user,
            customer_email=new["customer_email"],
            quantities=new["lines"],
            idempotency_key=self._idempotency_key(),
        )
        return self._answer(order, status.HTTP_201_CREATED if created else status.HTTP_200_OK)

    def perform_update(self, serializer):
        serializer.instance = services.edit_order(
            serializer.instance, changes=serializer.validated_data, actor=self.request.user
        )

    @action(detail=True, methods=["post"])
    def place(self, request, pk=None):
        return self._answer(services.place_order(self.get_object(), actor=request.user))

    @action(detail=True, methods=["post"])
    def pay(self, request, pk=None):
        payment = self._valid(PaymentSerializer)
        return self._answer(services.pay_order(self.get_object(), actor=request.user, **payment))

    @action(detail=True, methods=["post"])
    def ship(self, request, pk=None):
        shipment = self._valid(ShipmentSerializer)
        return self._answer(services.ship_order(self.get_object(), actor=request.user, **shipment))

    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        given = self._valid(ReasonSerializer)
        return self._answer(services.cancel_order(self.get_object(), actor=request.user, **given))

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, IsOrganisationMember, CanRefund])
    def refund(self, request, pk=None):
        given = self._valid(ReasonSerializer)
        return self._answer(services.refund_order(self.get_object(), actor=request.user, **given))

    def _idempotency_key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > IDEMPOTENCY_KEY_LENGTH:
            raise ValidationError({"Idempotency-Key": f"At most {IDEMPOTENCY_KEY_LENGTH} characters."})
        return key

    def _valid(self, serializer_class) -> dict:
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _answer(self, order, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(order).data, status=code)


@require_GET
@login_required
@organisation_role_required(Membership.Role.OWNER, Membership.Role.MANAGER)
def sales_report(request):
    response = HttpResponse(content_type="text/csv")
    writer = csv.writer(response)
    writer.writerow(["day", "orders", "revenue"])
    for row in sales_by_day(request.organisation):
        writer.writerow([row["day"], row["orders"], f"{row['revenue']:.2f}"])
    return response
