from rest_framework.permissions import SAFE_METHODS, BasePermission


class IsOrganisationMember(BasePermission):
    message = "You do not act for an organisation."

    def has_permission(self, request, view) -> bool:
        return request.membership is not None

    def has_object_permission(self, request, view, obj) -> bool:
        return obj.organisation_id == request.organisation.pk


class IsManager(BasePermission):
    message = "Only managers and owners may do this."

    def has_permission(self, request, view) -> bool:
        return request.membership is not None and request.membership.manages


class IsManagerOrReadOnly(IsManager):
    def has_permission(self, request, view) -> bool:
        return request.method in SAFE_METHODS or super().has_permission(request, view)


class CanRefund(BasePermission):
    """Money leaves the house: clerks never, whatever else they may do."""

    message = "Your role may not refund orders."

    def has_permission(self, request, view) -> bool:
        return request.membership is not None and request.membership.may_refund
