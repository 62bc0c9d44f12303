#: file shop/__init__.py

#: file shop/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]

#: file shop/models.py
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    limit = models.IntegerField()


class Order(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="orders", on_delete=models.CASCADE)
    total = models.IntegerField()


#: file shop/services.py
from django.contrib.auth.models import Group, User

from shop.models import Order, Profile


def join(email):
    user = User(username=email, email=email)  #: writes User.username; writes User.email
    user.is_active = True  #: writes User.is_active
    user.set_password("x")
    user.save(update_fields=["last_login"])  #: writes User.last_login
    return user.profile.limit  #: filters Profile.user; reads Profile.limit


def of(order: Order):
    return order.owner.email, order.owner.get_full_name()  #: reads Order.owner; reads User.email


def find(name):
    User.objects.filter(orders__total=1, groups__name=name)  #: filters Order.owner; filters Order.total; filters User.groups; filters Group.name
    Profile.objects.filter(user__email="")  #: filters Profile.user; filters User.email
    return Group.objects.get(name=name).permissions.all()  #: filters Group.name; reads Group.permissions
