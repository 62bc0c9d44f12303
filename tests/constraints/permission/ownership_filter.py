#: file shop/models.py
from django.contrib.auth.models import User
from django.db import models


class Order(models.Model):
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    number = models.IntegerField()


#: file shop/views.py
from shop.models import Order


def orders_for_user(user):
    return Order.objects.filter(owner=user)  #: binds ownership_filter


def orders(request):  #: breaks ownership_filter `views.orders` asks for `Order` and is no longer bound to the caller by `owner`
    return Order.objects.filter(owner=request.user)  #: dropped; binds ownership_filter
    return Order.objects.all()  #: added


def order(request, number):
    return Order.objects.filter(owner=request.user, number=number)  #: dropped; binds ownership_filter
    return Order.objects.filter(number=number, owner=request.user).first()  #: added


def mine(request):
    return Order.objects.filter(owner=request.user)  #: dropped; binds ownership_filter
    return orders_for_user(request.user)  #: added


def counted(request, number):
    return Order.objects.filter(owner=request.user, number=number).count()  #: binds ownership_filter
