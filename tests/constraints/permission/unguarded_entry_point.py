#: file shop/urls.py
from django.urls import path

from shop import bills, views

urlpatterns = [
    path("orders/", views.orders),
    path("orders/new/", views.new),
    path("orders/old/", views.old),
    path("orders/export/", views.export),  #: added
    path("orders/report/", views.report),  #: added
    path("bills/", bills.bills),
    path("bills/paid/", bills.paid),
    path("bills/all/", bills.everything),  #: added
    path("bills/rates/", bills.rates),  #: added
]


#: file shop/views.py
from django.contrib.auth.decorators import login_required, permission_required


@login_required
def orders(request):  #: binds unguarded_entry_point 3 of 3 entry points of `shop.views` are behind `login_required`
    return None


@login_required
def new(request):  #: binds unguarded_entry_point
    return None


@login_required
def old(request):  #: binds unguarded_entry_point
    return None


def export(request):  #: added; breaks unguarded_entry_point not behind `login_required`, as 3 of 3 entry points beside it are
    return None  #: added


@permission_required("orders.report")  #: added
def report(request):  #: added
    return None  #: added


#: file shop/bills.py
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from shop.rates import exchange, listed, spelled, stored


def paid(request):
    return HttpResponse(listed(request.GET))


@login_required
def bills(request):
    rows = []
    for row in stored(request.user):
        if row.total:
            rows.append(spelled(exchange(row.total)))
    return HttpResponse(rows)


def everything(request):  #: added; breaks unguarded_entry_point is much like `bills.bills` and is not behind `login_required`
    rows = []  #: added
    for row in stored(request.user):  #: added
        if row.total:  #: added
            rows.append(spelled(exchange(row.total)))  #: added
    return HttpResponse(rows)  #: added


def rates(request):  #: added
    return HttpResponse("1.0")  #: added


#: file shop/rates.py
def exchange(total):
    return total


def listed(given):
    return given


def spelled(total):
    return total


def stored(user):
    return [user]
