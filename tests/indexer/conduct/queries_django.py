#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class OrderQuerySet(models.QuerySet):
    def restrict(self, user, action="view"):
        return self.filter(org__members=user)  #: asks Order filter; narrows org__members exact user by:filter


class Org(models.Model):
    members = models.ManyToManyField("auth.User")


class Order(models.Model):
    org = models.ForeignKey(Org, related_name="orders", on_delete=models.CASCADE)
    status = models.CharField(max_length=10)
    total = models.IntegerField()

    objects = OrderQuerySet.as_manager()
    everything = models.Manager()


#: file shop/views.py
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from django.shortcuts import get_object_or_404

from shop.models import Order


def chains(request, pk):
    Order.objects.filter(org=request.org).select_for_update().get(pk=pk)  #: asks Order objects filter select_for_update get ends:get locks; narrows org Order.org exact request.org by:filter; narrows pk Order.id exact pk by:get
    Order.everything.filter(org_id=1, total__gte=5).update(status="paid")  #: asks Order everything filter update ends:update; narrows org_id Order.org exact 1 by:filter; narrows total Order.total gte 5 by:filter
    Order.objects.restrict(request.user, "view").exists()  #: asks Order objects restrict exists ends:exists; narrows request.user by:restrict; narrows 'view' by:restrict
    request.org.orders.exclude(status="closed").count()  #: asks exclude count ends:count; narrows status exact 'closed' not by:exclude
    get_object_or_404(Order.objects.filter(org=request.org), pk=pk).delete()  #: asks Order objects filter get_object_or_404 ends:get; narrows org Order.org exact request.org by:filter; narrows pk Order.id exact pk by:get_object_or_404
    get_object_or_404(Order, id=pk)  #: asks Order get_object_or_404 ends:get; narrows id Order.id exact pk by:get_object_or_404
    Order.objects.create(org=request.org)  #: asks Order objects create ends:create
    User.objects.get(username="a").groups.clear()  #: asks django.contrib.auth.models.User objects get ends:get; narrows username exact 'a' by:get; asks django.contrib.auth.models.Group clear ends:clear
    for order in Order.objects.all():  #: asks Order objects all ends:iterate
        print(order)
    return [o.total for o in Order.objects.order_by("total")]  #: asks Order objects order_by ends:iterate


def conditions(request, mine, **given):
    Order.objects.filter(Q(org=mine) | Q(total=0), ~Q(status="new"))  #: asks Order objects filter; narrows org exact mine or by:filter; narrows total exact 0 or by:filter; narrows status exact 'new' not by:filter
    Order.objects.exclude(org=mine, total=0)  #: asks Order objects exclude; narrows org exact mine not or by:exclude; narrows total exact 0 not or by:exclude
    wanted = Q(total=1)
    Order.objects.filter(wanted, status=None)  #: asks Order objects filter; narrows total exact 1 by:filter; narrows status isnull None by:filter
    wider = Q(total=2)
    wider = wider | Q(total=3)
    Order.objects.filter(wider)  #: asks Order objects filter; narrows total exact 2 or by:filter; narrows wider or by:filter; narrows total exact 3 or by:filter
    Order.objects.filter(**given)  #: asks Order objects filter; narrows ** given by:filter
    if mine:
        by = {"status": "a"}
    else:
        by = dict(status="b", total=1)
    Order.objects.filter(**by)  #: asks Order objects filter; narrows status Order.status exact **by by:filter; narrows or total Order.total exact **by by:filter
    Order.objects.get_or_create(org=mine, defaults={"total": 1})  #: asks Order objects get_or_create; narrows org exact mine by:get_or_create
    Order.objects.filter(org__in=mine.orgs.filter(open=True))  #: asks Order objects filter; narrows org in mine.orgs.filter(open=True) by:filter; asks filter; narrows open exact True by:filter


def in_steps(request, closed):
    orders = Order.objects.filter(org=request.org)  #: asks Order objects filter; narrows org exact request.org by:filter
    if closed:
        orders = orders.filter(status="closed")  #: asks Order filter; narrows status exact 'closed' by:filter; narrows org exact request.org by:filter inherited
    return orders.first()  #: asks Order first ends:first; narrows org exact request.org by:filter inherited


def of_unknown(things, pk, session):
    things.filter(owner=1).first()  #: asks filter first ends:first; narrows owner exact 1 by:filter
    things.get(pk)
    filter(None, things)
    session.query("x")


def raw(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT total FROM shop_order WHERE id = %s", [pk])  #: asks Order execute raw shop_order
        cursor.execute(f"DELETE FROM other WHERE id = {pk}")  #: asks execute raw other
    return Order.objects.raw("select * from shop_order")  #: asks Order objects raw shop_order
