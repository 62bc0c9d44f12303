#: file shop/models.py
from django.db import models


class City(models.Model):
    name = models.CharField(max_length=20)


class Customer(models.Model):
    email = models.EmailField()
    city = models.ForeignKey(City, models.CASCADE)


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20)
    customer = models.ForeignKey(Customer, models.CASCADE)

    def total(self):
        return 0

#: file shop/serializers.py
from rest_framework import serializers

from shop.models import City, Order


class OrderSerializer(serializers.ModelSerializer):
    place = serializers.CharField(source="customer.city.name")  #: exposes City.name
    state = serializers.CharField(source="get_status_display")  #: exposes Order.status
    number = serializers.SerializerMethodField()
    everything = serializers.DictField(source="*")

    class Meta:
        model = Order
        fields = ["id", "place", "state", "number", "customer_id", "total", "everything"]  #: exposes Order.id; exposes Order.customer


class BriefOrderSerializer(OrderSerializer):
    class Meta(OrderSerializer.Meta):
        fields = ("status",)  #: exposes Order.status


class CitySerializer(serializers.ModelSerializer):
    class Meta:
        model = City
        fields = "__all__"  #: exposes City.id; exposes City.name


class PlainSerializer(serializers.Serializer):
    name = serializers.CharField()

#: file shop/forms.py
from django import forms
from django.views.generic import CreateView, ListView

from shop.models import City, Customer


class CustomerForm(forms.ModelForm):
    class Meta:
        model = Customer
        exclude = ["city"]  #: exposes Customer.email


class CityCreate(CreateView):
    model = City
    fields = ["name"]  #: exposes City.name


class CityList(ListView):
    model = City
    fields = ["name"]

#: file shop/filters.py
import django_filters

from shop.models import Order


class OrderFilter(django_filters.FilterSet):
    city = django_filters.CharFilter(field_name="customer__city__name", lookup_expr="icontains")  #: exposes City.name
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Order
        fields = {"status": ["exact"], "customer__email": ["exact"]}  #: exposes Order.status; exposes Customer.email

#: file shop/types.py
import strawberry_django

from shop.models import City


@strawberry_django.type(City, fields=["name"])  #: exposes City.name
class CityType:
    pass

#: file shop/factories.py
import factory

from shop.models import City


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = City
        exclude = ["name"]

#: file shop/admin.py
from django.contrib import admin

from shop.models import City, Customer, Order


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "total", "shown"]  #: exposes Order.number
    list_filter = [("status", admin.ChoicesFieldListFilter)]  #: exposes Order.status
    search_fields = ["^customer__email", "number__icontains"]  #: exposes Customer.email; exposes Order.number
    ordering = ["-status"]  #: exposes Order.status
    fieldsets = [("Main", {"fields": ["number", ("status", "customer")]})]  #: exposes Order.number; exposes Order.status; exposes Order.customer


class CustomerInline(admin.TabularInline):
    model = Customer
    fields = ["email"]  #: exposes Customer.email


class CityAdmin(admin.ModelAdmin):
    list_display = ["name"]  #: exposes City.name


admin.site.register(City, CityAdmin)
