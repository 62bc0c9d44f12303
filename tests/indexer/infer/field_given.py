#: file manage.py

#: file shop/__init__.py

#: file shop/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]
AUTH_USER_MODEL = "shop.Member"

#: file shop/models.py
from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    phone = models.CharField(max_length=10)


class Profile(models.Model):
    member = models.OneToOneField("shop.Member", on_delete=models.CASCADE)
    limit = models.IntegerField()


class Order(models.Model):
    owner = models.ForeignKey(Member, on_delete=models.CASCADE)
    total = models.IntegerField()
    status = models.CharField(max_length=5)


#: file shop/views.py
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.views.generic import DetailView, UpdateView
from rest_framework import viewsets
from rest_framework.decorators import action

from shop.forms import OrderForm
from shop.models import Order
from shop.serializers import OrderSerializer

User = get_user_model()


def phone(request):
    return request.user.phone  #: reads Member.phone


def limit(request: HttpRequest):
    return request.user.profile.limit  #: filters Profile.member; reads Profile.limit


def by_phone(number):
    user = User.objects.get(phone=number)  #: filters Member.phone
    user.phone = ""  #: writes Member.phone
    return user.email  #: reads Member.email


class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer

    def get_queryset(self):
        return super().get_queryset().filter(owner=self.request.user)  #: filters Order.owner

    @action(detail=True)
    def close(self, request, pk=None):
        order = self.get_object()
        order.status = "done"  #: writes Order.status
        print(request.user.phone)  #: reads Member.phone

    def perform_create(self, serializer):
        order = serializer.save(owner=self.request.user)  #: writes Order.owner
        return order.total  #: reads Order.total


class OrderDetail(DetailView):
    model = Order

    def title(self):
        return self.object.total  #: reads Order.total


class OrderUpdate(UpdateView):
    form_class = OrderForm

    def form_valid(self, form):
        form.instance.status = "new"  #: writes Order.status


#: file shop/forms.py
from django import forms

from shop.models import Order


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        exclude = []

    def clean(self):
        return self.instance.total  #: reads Order.total


#: file shop/serializers.py
from rest_framework import serializers

from shop.models import Order


class OrderSerializer(serializers.ModelSerializer):
    double = serializers.SerializerMethodField()

    class Meta:
        model = Order
        exclude = []

    def get_double(self, obj):
        return obj.total * 2  #: reads Order.total

    def update(self, instance, validated_data):
        instance.status = validated_data["status"]  #: writes Order.status
        return instance


#: file shop/admin.py
from django.contrib import admin

from shop.models import Order


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["twice"]

    def twice(self, order):
        return order.total * 2  #: reads Order.total

    def save_model(self, request, obj, form, change):
        obj.status = "new"  #: writes Order.status

    def get_queryset(self, request):
        return super().get_queryset(request).filter(total=1)  #: filters Order.total


#: file shop/filters.py
import django_filters

from shop.models import Order


class OrderFilter(django_filters.FilterSet):
    class Meta:
        model = Order
        exclude = []

    def search(self, queryset, name, value):
        return queryset.filter(status=value)  #: filters Order.status


#: file shop/receivers.py
from django.db.models.signals import post_save
from django.dispatch import receiver

from shop.models import Order


@receiver(post_save, sender=Order)
def saved(sender, instance, created, **kwargs):
    return instance.total  #: reads Order.total


@receiver(post_save)
def anything_saved(sender, instance, **kwargs):
    return instance.total
