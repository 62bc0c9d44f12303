"""What all endpoints share: pages, tenant scope, and the answer to a refusal of the domain."""

from rest_framework import status
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_exception_handler

from shop.errors import DomainError


class DefaultPagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class OrganisationScopedMixin:
    """Narrows a view's queryset to the organisation that the request acts for."""

    def get_queryset(self):
        return super().get_queryset().for_organisation(self.request.organisation)


def exception_handler(exc, context):
    if isinstance(exc, DomainError):
        return Response({"code": exc.code, "detail": str(exc)}, status=status.HTTP_409_CONFLICT)
    return default_exception_handler(exc, context)
