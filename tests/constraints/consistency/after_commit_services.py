#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
import requests
from django.db import transaction

from shop.models import Order


def ask(order: Order):
    requests.get("https://rates.example")
    order.save()


def tell(order: Order):
    with transaction.atomic():
        order.save()
    requests.post("https://hook.example")


def pay(order: Order):
    with transaction.atomic():
        order.save()
        answer = requests.post("https://pay.example")  #: added; breaks after_commit calls `requests.post` inside its transaction: all 2 other calls
        order.status = "paid"


def place(order: Order):
    requests.post("https://pay.example")  #: added
    with transaction.atomic():
        order.save()
