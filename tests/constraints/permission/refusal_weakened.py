#: file shop/views.py
from django.core.exceptions import PermissionDenied


class AccessDenied(Exception):
    pass


def refund(request, order):  #: breaks refusal no longer refuses where
    if not request.user.is_staff or order.owner != request.user:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    if not request.user.is_staff:  #: added
        raise PermissionDenied  #: added
    order.refund()


def cancel(request, order):  #: breaks refusal no longer refuses where
    if not request.user.is_superuser:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    if not request.user.is_authenticated:  #: added
        raise PermissionDenied  #: added
    order.cancel()


def ship(request, order):  #: breaks refusal no longer refuses where `not allowed`
    allowed = order.by(request)
    if not allowed:
        raise AccessDenied()  #: dropped
        pass  #: added
    order.ship()


def pack(request, order):
    if not request.user.is_staff or not order.is_open:  #: dropped
    if not order.is_open or not request.user.is_staff:  #: added
        raise PermissionDenied  #: binds refusal
    order.pack()
