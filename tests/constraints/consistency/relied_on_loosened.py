#: file shop/models.py
from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=50)
    email = models.CharField(max_length=50, unique=True)  #: dropped
    email = models.CharField(max_length=50)  #: added


class Order(models.Model):  #: breaks relied_on looks for one `Order` by `number`, which `Order` kept by `number`; breaks relied_on takes `Order.customer` for given
    number = models.CharField(max_length=20, unique=True)  #: dropped
    number = models.CharField(max_length=20)  #: added
    slug = models.CharField(max_length=20, unique=True)  #: dropped
    slug = models.CharField(max_length=20)  #: added
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)  #: dropped
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True)  #: added
    courier = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="carried")  #: dropped
    courier = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="carried")  #: added


#: added file shop/migrations/0002_loose.py
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20)),
        migrations.AlterField("order", "slug", models.CharField(max_length=20)),
        migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.SET_NULL, null=True)),
        migrations.AlterField("order", "courier", models.ForeignKey("shop.Customer", models.SET_NULL, null=True)),
        migrations.AlterField("customer", "email", models.CharField(max_length=50)),
    ]


#: file shop/services.py
from shop.models import Customer, Order


def by_number(number: str) -> Order:
    return Order.objects.get(number=number)


def by_slug(slug: str) -> list[Order]:
    return list(Order.objects.filter(slug=slug))


def by_key(pk: int, number: str) -> Order:
    return Order.objects.get(pk=pk)


def greeting(order: Order) -> str:
    return f"Dear {order.customer.name}"


def route(order: Order) -> str:
    if order.courier is None:
        return ""
    return order.courier.name
