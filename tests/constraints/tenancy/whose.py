#: file shop/service.py
def get_orders(days, project=None, page=1):
    return [days, project, page]


def get_bills(project=None):  #: dropped
def get_bills():  #: added
    return []


#: file shop/jobs.py
from shop.service import get_bills, get_orders


def report(project):  #: breaks tenant_filter asks `service.get_orders` and no longer tells it `project`
    orders = get_orders(7, project=project)  #: dropped
    orders = get_orders(7)  #: added
    return sorted(orders)


def bills(project):
    found = get_bills(project=project)  #: dropped
    found = get_bills()  #: added
    return found


def pages(project):
    orders = get_orders(7, project=project, page=2)  #: dropped
    orders = get_orders(8, project, page=3)  #: added
    return orders


def named(project_id):  #: breaks tenant_filter asks `service.get_orders` and no longer tells it `project`
    return [order.name for order in get_orders(7, project=project_id)]  #: dropped
    return [order.name for order in get_orders(7)]  #: added


def lines(order, project):  #: breaks tenant_filter no longer leaves out what is of others where `line.project != project`
    found = []
    for line in order.lines:
        if line.project != project:  #: dropped
            continue  #: dropped
        found.append(line)
    return found


#: file shop/models.py
from django.contrib.auth.models import User
from django.db import models


class Order(models.Model):
    project = models.IntegerField()
    number = models.IntegerField()
    owner = models.ForeignKey(User, on_delete=models.CASCADE)


#: file shop/views.py
from django.db.models import Q

from shop.models import Order


def numbered(request, project, number):  #: breaks tenant_filter no longer bound to a tenant by `project`
    return Order.objects.filter(Q(project=project), Q(number=number))  #: dropped
    return Order.objects.filter(Q(project=project) | Q(number=number))  #: added


def mine(request):  #: breaks ownership_filter no longer bound to the caller by `owner`
    return Order.objects.filter(owner=request.user)  #: dropped
    return Order.objects.filter(owner=request.GET["owner"])  #: added


def ours(request):
    return Order.objects.filter(owner=request.user)  #: dropped
    return Order.objects.filter(Q(owner=request.user) | Q(number=0))  #: added
