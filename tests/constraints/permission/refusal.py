#: file shop/access.py
from django.core.exceptions import PermissionDenied


def require_owner(order, user):
    if order.owner != user:
        raise PermissionDenied  #: binds refusal


#: file shop/services.py
from django.core.exceptions import PermissionDenied
from django.http import Http404

from shop.access import require_owner


def refund(request, order):  #: breaks refusal no longer refuses where `not request.user.has_perm('orders.refund')` violation
    if not request.user.has_perm("orders.refund"):  #: dropped
        raise PermissionDenied  #: dropped; binds refusal `services.refund` refuses
    order.refund()


def show(order, user):  #: breaks refusal no longer calls `require_owner`
    require_owner(order, user)  #: dropped
    return order.text


def cancel(request, order):
    if order.owner != request.user:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    require_owner(order, request.user)  #: added
    order.cancel()


def rename(request, order):
    if not request.user.is_staff:  #: dropped
    if not (request.user.is_staff or order.owner == request.user):  #: added
        raise PermissionDenied  #: binds refusal
    order.rename()


def close(order):
    if order.closed:  #: dropped
        raise Http404  #: dropped
    order.close()


def gone(request, order):  #: dropped
    if not request.user.is_staff:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal


#: file shop/api.py
from functools import wraps

from django.http import HttpResponse


def keyed(function):
    @wraps(function)
    def wrapper(request):
        if not request.key:
            return HttpResponse(status=401)  #: binds refusal
        return function(request)

    return wrapper


@keyed  #: dropped
def update(request):  #: breaks refusal is no longer behind `keyed`
    return request.body


@wraps  #: dropped
def read(request):
    return request.body
