#: file shop/models.py
from django.db import models


class Basket(models.Model):
    note = models.TextField()


class Product(models.Model):
    name = models.CharField(max_length=50)


class Collection(models.Model):
    products = models.ManyToManyField(Product, through="Place", related_name="collections")


class Place(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)


class Order(models.Model):
    basket_id = models.PositiveIntegerField()
    product = models.IntegerField()
    collection = models.CharField(max_length=20)
    other_id = models.IntegerField()


class Page(models.Model):
    slug = models.SlugField(null=True, unique=True)  #: binds relied_on no code stores null in `slug` of `Page`
    part = models.SlugField(null=True, unique=True)

    def save(self, *args, **given):
        if not self.slug:
            self.slug = str(self.pk)
        super().save(*args, **given)


class Count(models.Model):
    name = models.CharField(max_length=20)
    page = models.ForeignKey(Page, on_delete=models.CASCADE)
    day = models.DateField()


#: file shop/services.py
from shop.models import Count, Order


def place(basket, product, collection, other):
    Order(basket_id=basket.id)  #: binds relied_on takes `Order.basket_id` for the key of a `Basket`
    order = Order(other_id=basket.id)
    order.product = product  #: binds relied_on takes `Order.product` for the key of a `Product`
    order.collection = collection
    collection.products.add(product)  #: binds relied_on looks for one `Place` by `collection` and `product`
    collection.products.add(other)
    other.products.add(product)
    return order


def count(name, page, day, whole):
    if whole:
        by = {"page": page}
    elif day:
        by = {"page": page, "day": day}
    else:
        by = {"shelf": name}
    return Count.objects.get_or_create(name=name, **by)  #: binds relied_on looks for one `Count` by `day`, `name` and `page`


def put_in(name, page):
    by = {"page": page}
    by["day"] = name
    return Count.objects.get_or_create(name=name, **by)
