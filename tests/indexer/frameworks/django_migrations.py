#: file shop/orders/models.py
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    total = models.DecimalField()


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)

#: file shop/orders/migrations/0001_initial.py
from django.db import migrations, models


def fill(apps, schema_editor):
    apps.get_model("orders", "Order").objects.update(number="")


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.AutoField(primary_key=True)),  #: migration CreateModel order id
                ("number", models.CharField(max_length=20)),  #: migration CreateModel order number
            ],
        ),
        migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))]),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

#: file shop/orders/migrations/0002_lines.py
from django.db import migrations, models


class AddColumn(migrations.AddField):
    pass


columns = [
    AddColumn("Order", "status", models.CharField(max_length=20)),  #: migration AddColumn order status
]


class Migration(migrations.Migration):
    operations = columns + [
        migrations.RenameModel("Item", "Line"),  #: migration RenameModel line
        migrations.RenameField(model_name="order", old_name="status", new_name="state"),  #: migration RenameField order status; migration RenameField order state
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("SELECT 1")],
            state_operations=[migrations.AddField("order", "total", models.DecimalField())],  #: migration AddField order total
        ),
        migrations.AlterUniqueTogether("order", {("number", "state")}),  #: migration AlterUniqueTogether order number; migration AlterUniqueTogether order state
        migrations.AddConstraint(  #: migration AddConstraint order total
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="positive")
        ),
        migrations.RemoveField("order", "note"),  #: migration RemoveField order note
        migrations.AlterModelOptions("order", {"ordering": ["number"]}),  #: migration AlterModelOptions order
    ]
