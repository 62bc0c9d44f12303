#: file shop/__init__.py

#: file shop/models.py
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db import models


class Tag(models.Model):
    label = models.CharField(max_length=10)


class Comment(models.Model):
    text = models.TextField()
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
    object_id = models.IntegerField()
    about = GenericForeignKey()


class Dated(models.Model):
    owner = models.ForeignKey("Customer", null=True, on_delete=models.SET_NULL, related_name="%(class)ss")

    class Meta:
        abstract = True


class Customer(models.Model):
    name = models.CharField(max_length=10)


class Profile(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
    limit = models.IntegerField()


class Order(Dated):
    tags = models.ManyToManyField(Tag)
    comments = GenericRelation(Comment)
    code = models.IntegerField()


class Special(Order):
    reason = models.TextField()


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    price = models.IntegerField()


class Secret(models.Model):
    customer = models.ForeignKey(Customer, related_name="+", on_delete=models.CASCADE)
    word = models.TextField()


class Kept(models.Model):
    gone = models.BooleanField()

    def delete(self, *args, **kwargs):
        self.gone = True  #: writes Kept.gone
        self.save()


class Part(models.Model):
    kept = models.ForeignKey(Kept, on_delete=models.CASCADE)


#: file shop/services.py
from shop.models import Customer, Kept, Line, Order, Special


def lines(order: Order):
    for line in order.line_set.all():  #: filters Line.order
        line.price = 0  #: writes Line.price
    order.line_set.create(price=1)  #: filters Line.order; writes Line.order; writes Line.price
    return order.line_set.filter(price=0).first().order.code  #: filters Line.order; filters Line.price; reads Line.order; reads Order.code


def named(customer: Customer):
    return [order.code for order in customer.orders.all()]  #: filters Order.owner; reads Order.code


def one(customer: Customer):
    customer.profile.limit = 3  #: filters Profile.customer; writes Profile.limit


def tags(order: Order, tag):
    order.tags.add(tag)  #: reads Order.tags; writes Order.tags
    order.tags.set([])  #: reads Order.tags; writes Order.tags
    for one in order.tags.all():  #: reads Order.tags
        print(one.label)  #: reads Tag.label
    tag.order_set.add(order)


def comments(order: Order):
    return order.comments.first().text  #: reads Order.comments; reads Comment.text


def inherited(special: Special):
    special.line_set.all()  #: filters Line.order
    return special.code, special.reason  #: reads Special.code; reads Special.reason


def remove(customer: Customer):
    customer.delete()  #: filters Profile.customer; writes Order.owner; filters Secret.customer


def remove_all():
    Order.objects.all().delete()  #: filters Line.order; filters Special.order_ptr


def put_away(kept: Kept):
    kept.delete()


def no_way_back(customer: Customer):
    return customer.secret_set.all()
