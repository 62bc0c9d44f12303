#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    total = models.IntegerField()
    owner = models.ForeignKey("Owner", on_delete=models.CASCADE)

    class Meta:
        db_table = "orders"


class Owner(models.Model):
    name = models.CharField(max_length=10)

    class Meta:
        db_table = "owners"


#: file shop/reports.py
from django.db import connection

from shop.models import Order


def totals(status):
    with connection.cursor() as cursor:
        cursor.execute("SELECT total FROM orders WHERE status = %s ORDER BY id", [status])  #: reads Order.total; filters Order.status; orders Order.id
        cursor.execute("UPDATE orders SET total = total + 1 WHERE owner_id = %(owner)s", {"owner": 1})  #: writes Order.total; reads Order.total; filters Order.owner
        cursor.execute("INSERT INTO orders (status, total) VALUES ('new', 0)")  #: writes Order.status; writes Order.total


def joined():
    query = "SELECT o.total, w.name FROM orders o JOIN owners w ON w.id = o.owner_id"
    return Order.objects.raw(query)  #: reads Order.total; reads Owner.name; filters Owner.id; filters Order.owner


def unsure(cursor, text):
    cursor.execute("SELECT name, total FROM orders, owners")
    cursor.execute("this is no SQL at all: total")
    cursor.execute(text)
    cursor.execute("SELECT total FROM invoices")
