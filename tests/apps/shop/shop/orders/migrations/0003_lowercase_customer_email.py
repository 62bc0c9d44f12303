from django.db import migrations
from django.db.models.functions import Lower


def lowercase_customer_email(apps, schema_editor):
    # One customer, two spellings, two histories: services lower the address since, these rows are from before.
    apps.get_model("orders", "Order").objects.update(customer_email=Lower("customer_email"))


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_idempotency_key"),
    ]

    operations = [
        migrations.RunPython(lowercase_customer_email, migrations.RunPython.noop),
    ]
