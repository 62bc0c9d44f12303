#: file shop/models.py
from django.db import models


class Organisation(models.Model):
    name = models.TextField()


class Order(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.IntegerField()


#: file shop/services.py
from shop.models import Order


def open_orders(org):
    return Order.objects.filter(organisation=org, number__gt=0)  #: binds tenant_filter 6 of 6 queries for `Order`; binds tenant_filter of one tenant alone: bound by


def last(org):
    return Order.objects.filter(organisation=org).last()  #: binds tenant_filter; binds tenant_filter of one tenant alone: bound by


def first(org):
    return Order.objects.filter(organisation=org).first()  #: binds tenant_filter; binds tenant_filter of one tenant alone: bound by


def numbered(org, number):  #: breaks tenant_filter no longer bound to a tenant by `organisation` (6 of 6 queries for it are)
    return Order.objects.get(organisation=org, number=number)  #: dropped; binds tenant_filter; binds tenant_filter of one tenant alone: bound by
    return Order.objects.get(number=number)  #: added


def above(org, number):
    return Order.objects.filter(organisation=org, number__gt=number)  #: dropped; binds tenant_filter; binds tenant_filter of one tenant alone: bound by
    return Order.objects.filter(organisation=org, number__gte=number)  #: added


def counted(cursor, org):  #: breaks tenant_filter no longer bound to a tenant
    return Order.objects.filter(organisation=org).count()  #: dropped; binds tenant_filter; binds tenant_filter of one tenant alone: bound by
    return cursor.execute("SELECT count(*) FROM shop_order WHERE number > 0")  #: added
