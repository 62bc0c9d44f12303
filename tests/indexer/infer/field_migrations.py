#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class Order(models.Model):
    email = models.CharField(max_length=10)
    total = models.IntegerField()


#: file shop/migrations/__init__.py

#: file shop/migrations/0002_lower.py
from django.db import migrations


def lower(apps, schema_editor):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(total=0):  #: migrates Order.total
        order.email = order.email.lower()  #: migrates Order.email
        order.gone = 1
        order.save(update_fields=["email"])  #: migrates Order.email


def labelled(apps, schema_editor):
    apps.get_model("shop.Order").objects.update(total=1)  #: migrates Order.total


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(lower), migrations.RunPython(labelled)]
