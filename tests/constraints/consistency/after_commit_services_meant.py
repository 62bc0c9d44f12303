#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
import requests
from django.db import transaction

from shop.models import Order


@transaction.atomic
def ask(order: Order):
    order.save()
    requests.get("https://rates.example")  # here a failure is to undo the row


def tell(order: Order):
    requests.post("https://hook.example")


@transaction.atomic
def pay(order: Order):  #: breaks after_commit nothing
    order.save()
    requests.post("https://pay.example")  #: added
