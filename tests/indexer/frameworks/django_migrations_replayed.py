#: file shop/settings.py
INSTALLED_APPS = ["shop.orders", "shop.notes"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: file shop/orders/__init__.py

#: file shop/orders/fields.py
from django.db import models


class Money(models.DecimalField):
    pass


class Virtual(models.Field):
    pass

#: file shop/orders/models.py
from django.db import models

from shop.orders.fields import Money, Virtual


class Dated(models.Model):
    created = models.DateTimeField()

    class Meta:
        abstract = True


class Party(Dated):
    name = models.CharField(max_length=80)


class Customer(Party):
    vip = models.BooleanField(default=False)
    sums = Virtual()


class Order(Dated):
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10)  #: drift length Order.state
    customer = models.ForeignKey(Customer, models.PROTECT)
    total = Money()
    paid = models.BooleanField(null=True)  #: drift null Order.paid
    weight = models.FloatField()  #: drift type Order.weight
    code = models.CharField(max_length=5, unique=True)  #: drift unique Order.code
    party = models.ForeignKey(Party, models.PROTECT)  #: drift target Order.party
    note = models.TextField()  #: drift not-in-migrations Order.note


class Open(Order):
    class Meta:
        proxy = True


class Legacy(models.Model):
    class Meta:
        managed = False


class Gone(models.Model):  #: drift not-in-model Gone.reason
    pass


class New(models.Model):  #: drift no-migrations New
    pass

#: file shop/orders/migrations/__init__.py

#: file shop/orders/migrations/0001_initial.py
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Partner",
            [
                ("id", models.BigAutoField(primary_key=True)),  #: step create_table partner id
                ("created", models.DateTimeField()),  #: step create_table partner created
                ("name", models.CharField(max_length=80)),  #: step create_table partner name 80
            ],
        ),
        migrations.CreateModel(
            "Customer",
            [
                ("partner_ptr", models.OneToOneField("orders.Partner", models.CASCADE, parent_link=True)),  #: step create_table customer partner_ptr unique
                ("vip", models.BooleanField(default=False)),  #: step create_table customer vip default
            ],
            bases=("orders.partner",),
        ),
        migrations.CreateModel(
            "Gone",
            [
                ("id", models.BigAutoField(primary_key=True)),  #: step create_table gone id
                ("reason", models.TextField()),  #: step create_table gone reason
            ],
        ),
    ]

#: file shop/orders/migrations/0009_order.py
from django.db import migrations, models

from shop.orders.fields import Money


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.BigAutoField(primary_key=True)),  #: step create_table order id
                ("created", models.DateTimeField()),  #: step create_table order created
                ("status", models.CharField(max_length=20)),  #: step create_table order status 20
                ("customer", models.ForeignKey("Customer", models.PROTECT)),  #: step create_table order customer
                ("total", models.DecimalField()),  #: step create_table order total
                ("weight", models.IntegerField()),  #: step create_table order weight
                ("code", models.CharField(max_length=5)),  #: step create_table order code not-unique
                ("party", models.ForeignKey("Customer", models.PROTECT)),  #: step create_table order party
                ("note", models.TextField()),  #: step create_table order note
            ],
        ),
    ]

#: file shop/orders/migrations/0002_later.py
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from shop.orders.fields import Money


def fill(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_order")]
    operations = [
        migrations.RenameModel("Partner", "Party"),  #: step rename_table partner; step rename_table party
        migrations.RenameField("customer", "partner_ptr", "party_ptr"),  #: step rename_column customer partner_ptr; step rename_column customer party_ptr
        migrations.AddField("order", "number", models.CharField(max_length=20, unique=True, default=""), preserve_default=False),  #: step add_column order number not-null unique default
        migrations.AddField("order", "paid", models.BooleanField(default=False)),  #: step add_column order paid not-null default
        migrations.AlterField("order", "total", Money(null=False)),  #: step alter_column order total was DecimalField Money
        migrations.RenameField("order", "status", "state"),  #: step rename_column order status; step rename_column order state
        migrations.RemoveField("order", "note"),  #: step drop_column order note was TextField
        AddIndexConcurrently("order", models.Index(fields=["state"], name="by_state")),  #: step add_index order state online
        migrations.AddIndex("order", models.Index(fields=["paid"], name="by_paid")),  #: step add_index order paid locks
        migrations.AddConstraint("order", models.UniqueConstraint(fields=["code", "state"], name="once")),  #: step add_unique order code locks; step add_unique order state locks
        migrations.RunPython(fill),  #: step run_code irreversible
        migrations.RunPython(fill, migrations.RunPython.noop),  #: step run_code reversible
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AddField("order", "secret", models.TextField())],  #: step add_column order secret database
            state_operations=[migrations.RemoveField("customer", "nothing")],  #: step drop_column customer nothing state
        ),
    ]

#: file shop/notes/__init__.py

#: file shop/notes/models.py
from django.db import models


class Note(models.Model):
    text = models.CharField(max_length=50)

#: file shop/notes/migrations/__init__.py

#: file shop/notes/migrations/0001_initial.py
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),  #: step create_table note id
    ]

#: file shop/notes/migrations/0002_text.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [
        migrations.AddField("note", "text", models.CharField(max_length=9)),  #: step add_column note text 9
    ]

#: file shop/notes/migrations/0001_squashed_0002_text.py
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("notes", "0001_initial"), ("notes", "0002_text")]
    operations = [
        migrations.CreateModel(
            "Note",
            [
                ("id", models.BigAutoField(primary_key=True)),  #: step create_table note id
                ("text", models.CharField(max_length=50)),  #: step create_table note text 50
            ],
        ),
    ]
