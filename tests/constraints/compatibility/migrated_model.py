#: file shop/orders/__init__.py

#: file shop/orders/mixins.py
from django.db import models


class Sent(models.Model):
    sent = models.DateTimeField(null=True)  #: dropped
    sent = models.DateTimeField()  #: added; breaks migrated_model may no longer be null and migrations say otherwise, as for 1 more

    class Meta:
        abstract = True


class Signed(models.Model):  #: breaks migrated_model `Parcel.signature` was removed
    signature = models.TextField()  #: dropped
    signer = models.TextField()

    class Meta:
        abstract = True

#: file shop/orders/models.py
from django.db import models

from shop.orders.mixins import Sent, Signed


class Dated(models.Model):
    created = models.DateTimeField()

    class Meta:
        abstract = True


class Order(Dated):  #: binds migrated_model migrations make the 7 columns of `Order`
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10)  #: dropped
    state = models.CharField(max_length=10)  #: added
    note = models.TextField(null=True)  #: dropped
    note = models.TextField()  #: added; breaks migrated_model may no longer be null
    total = models.IntegerField()  #: dropped
    total = models.BigIntegerField()  #: added
    paid = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)  #: added; breaks migrated_model no migration adds its column


class Customer(Dated):  #: binds migrated_model migrations make the 3 columns; breaks migrated_model is now called `full_name`
    name = models.CharField(max_length=80)  #: dropped
    full_name = models.CharField(max_length=80)  #: added


class Letter(Sent):  #: binds migrated_model
    text = models.TextField()


class Parcel(Sent, Signed):  #: binds migrated_model
    weight = models.IntegerField()


class Voucher(models.Model):  #: binds migrated_model; breaks migrated_model `Voucher.code` was removed
    code = models.CharField(max_length=80)  #: dropped


class Refund(models.Model):  #: added; breaks migrated_model no migration makes its table
    reason = models.TextField()  #: added


class Shipment(models.Model):  #: added
    label = models.TextField()  #: added

#: file shop/orders/migrations/__init__.py

#: file shop/orders/migrations/0001_initial.py
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.AutoField(primary_key=True)),
                ("created", models.DateTimeField()),
                ("number", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=10)),
                ("note", models.TextField(null=True)),
                ("total", models.IntegerField()),
                ("paid", models.BooleanField(default=False)),  #: binds migrated_model
            ],
        ),
        migrations.CreateModel(
            "Customer",
            [
                ("id", models.AutoField(primary_key=True)),
                ("created", models.DateTimeField()),
                ("name", models.CharField(max_length=80)),  #: binds migrated_model
            ],
        ),
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.AutoField(primary_key=True)),
                ("sent", models.DateTimeField(null=True)),
                ("text", models.TextField()),  #: binds migrated_model
            ],
        ),
        migrations.CreateModel(
            "Parcel",
            [
                ("id", models.AutoField(primary_key=True)),
                ("sent", models.DateTimeField(null=True)),
                ("signature", models.TextField()),
                ("signer", models.TextField()),
                ("weight", models.IntegerField()),  #: binds migrated_model
            ],
        ),
        migrations.CreateModel(
            "Voucher",
            [
                ("id", models.AutoField(primary_key=True)),
                ("code", models.CharField(max_length=80)),  #: binds migrated_model
            ],
        ),
    ]

#: added file shop/orders/migrations/0002_state.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RenameField("order", "status", "state"),
        migrations.AlterField("order", "total", models.BigIntegerField()),
        migrations.CreateModel(
            "Shipment", [("id", models.AutoField(primary_key=True)), ("label", models.TextField())]
        ),
    ]
