#: file shop/urls.py
from django.urls import path

from shop import views

urlpatterns = [
    path("orders/", views.orders),
    path("orders/new/", views.new),
    path("orders/old/", views.old),
    path("orders/export/", views.export),  #: added
    path("orders/report/", views.report),  #: added
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
