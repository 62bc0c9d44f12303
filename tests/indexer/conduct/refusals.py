#: file shop/__init__.py

#: file shop/errors.py
class NotYours(Exception):
    status_code = 403


#: file shop/views.py
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseForbidden
from django.shortcuts import redirect
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from shop.errors import NotYours


def clauses(request, order):
    if not request.user.is_staff:
        raise PermissionDenied  #: refuses raise 403 denies not request.user.is_staff so raise PermissionDenied()
    if order.org != request.org:
        raise Http404("no such order")  #: refuses raise 404 order.org != request.org
    if request.user.is_anonymous:
        return redirect("login")  #: refuses return denies request.user.is_anonymous
    if order.closed:
        return HttpResponseForbidden()  #: refuses return 403 denies order.closed
    if not order.total:
        return Response({"detail": "empty"}, status=400)  #: refuses return 400 not order.total
    if order.locked:
        raise NotYours()  #: refuses raise 403 denies order.locked
    if order.status not in ("new", "open"):
        raise ValidationError("closed")  #: refuses raise 400 order.status not in
    if order is None:
        return None  #: refuses return order is None so return None
    assert order.total > 0, "never"  #: refuses assert order.total <= 0
    return order


def answers(request, order):
    if request.user.is_staff:
        return order.total
    raise PermissionDenied("staff only")  #: refuses raise 403 denies not request.user.is_staff


#: file shop/branches.py
from rest_framework.exceptions import NotFound


def chained(kind, order):
    if kind == "a":
        return 1  #: refuses return kind == 'a'
    elif kind == "b":
        raise NotFound()  #: refuses raise 404 kind == 'b' kind != 'a' so
    else:
        order.save()


def either(found):
    if found:
        return found
    else:
        raise NotFound()  #: refuses raise 404 not found


def inside(order, user):
    if order:
        if not user.active:
            raise NotFound()  #: refuses raise 404 not user.active order so


def turns(orders):
    for order in orders:
        if order.closed:
            continue  #: refuses jump order.closed so continue
        order.save()


def cases(order):
    match order.status:
        case "closed":
            raise NotFound()  #: refuses raise 404 order.status match 'closed'
        case "new" if order.total:
            order.save()


def leaves_nothing(order):
    if order.open:
        order.save()
    else:
        order.close()
