#: file shop/settings.py
import os

INSTALLED_APPS = ["django.contrib.auth", "shop.accounts", "shop.orders", "shop.orders.returns"]
ROOT_URLCONF = "shop.urls"
UNIT = os.environ.get("UNIT", 1000)
if UNIT not in [1000, 1024]:
    raise ValueError(UNIT)
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: file shop/accounts/models.py
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):  #: model django accounts_user
    phone = models.CharField(max_length=20, unique=True, null=True)  #: field phone column CharField null unique


class Customer(User):  #: model django accounts_customer
    """Extends the table of users."""

    vat_number = models.CharField(max_length=20)  #: field vat_number CharField


class Staff(User):  #: model django accounts_user
    class Meta:
        proxy = True

#: file shop/archive/models.py
from shop.orders.returns.models import Audit


class OldAudit(Audit):  #: model django archive_oldaudit
    """Read before the class that shows that its base is a model."""

#: file shop/orders/apps.py
from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shop.orders"
    label = "sales"

#: file shop/orders/values.py
import enum

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PAID = "paid"
    __empty__ = "unknown"


class Priority(models.IntegerChoices):
    LOW = 1, "low"
    HIGH = 9, "high"


class Kind(enum.Enum):
    GOODS = "goods"
    SERVICE = "service"


class Channels:
    """A class that stands for its list."""

    WEB = "web"
    CHOICES = [(WEB, "Web"), ("shop", "Shop", "green")]


class Frozen(enum.StrEnum):
    A = enum.auto()


def currencies():
    return [("EUR", "Euro"), ("USD", "Dollar")]

#: file shop/orders/fields.py
from django.db import models


class ColorField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 6
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)


class OwnerField(models.ForeignKey):
    def __init__(self, **kwargs):
        super().__init__("accounts.User", on_delete=models.PROTECT, **kwargs)


def code(**options):
    return models.CharField(max_length=8, unique=True, **options)

#: file shop/orders/models.py
import uuid

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from enumfields import EnumField

from shop.orders.fields import ColorField, OwnerField, code
from shop.orders.values import Channels, Frozen, Kind, Priority, Status, currencies


class Stamped(models.Model):  #: model django abstract
    created = models.DateTimeField(auto_now_add=True)  #: field created DateTimeField
    note = models.TextField(blank=True)  #: field note TextField
    author = models.ForeignKey(  #: field author ForeignKey null to User SET_NULL
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="%(class)s_set"
    )

    class Meta:
        abstract = True
        ordering = ["created"]


class Labelled:
    """A plain mixin: what it holds is no column."""

    label = models.CharField(max_length=3)


class Order(Labelled, Stamped):  #: model django sales_order
    DELIVERY = (("post", "Post"), ("Pickup", (("shop", "Shop"), ("point", "Point"))))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  #: field id UUIDField unique primary_key
    note = None
    number = code()  #: field number CharField unique
    status = models.CharField(choices=Status.choices, default=Status.DRAFT)  #: field status CharField None draft paid
    state = models.CharField(choices=Status)  #: field state None draft paid
    priority = models.IntegerField(choices=Priority.choices)  #: field priority 1 9
    kind = models.CharField(choices=[(k.value, k.name) for k in Kind])  #: field kind goods service
    frozen = models.CharField(choices=[(f, f) for f in Frozen])  #: field frozen a
    channel = models.CharField(choices=Channels)  #: field channel web shop
    delivery = models.CharField(choices=DELIVERY)  #: field delivery post shop point
    currency = models.CharField(choices=currencies)  #: field currency EUR USD
    size = models.CharField(choices={"s": "Small", "l": "Large"})  #: field size s l
    rank = models.IntegerField(choices=[(n, n) for n in range(3)])  #: field rank 0 1 2
    nature = EnumField(Kind, max_length=10)  #: field nature EnumField goods service
    color = ColorField()  #: field color ColorField null
    owner = OwnerField(db_column="who")  #: field owner OwnerField to User PROTECT
    buyer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE)  #: field buyer to Customer CASCADE
    seller = models.OneToOneField(get_user_model(), models.CASCADE)  #: field seller OneToOneField unique to User CASCADE
    parent = models.ForeignKey("self", null=True, on_delete=models.SET(0))  #: field parent null to shop.orders.models.Order SET
    tags = models.ManyToManyField("Tag")  #: field tags relation to shop.orders.models.Tag
    content_type = models.ForeignKey(ContentType, models.CASCADE)  #: field content_type to ContentType
    subject = GenericForeignKey()  #: field subject relation GenericForeignKey
    history = GenericRelation("orders.Missing")  #: field history relation to orders.Missing
    total = property(lambda self: 0)

    class Meta(Stamped.Meta):
        unique_together = ("number", "owner")  #: table unique number owner
        constraints = [
            models.UniqueConstraint(fields=["status", "buyer"], condition=Q(status="paid"), name="one_%(class)s"),  #: table unique status buyer
            models.UniqueConstraint(Lower("number"), "state", name="lower"),  #: table unique number state
            models.CheckConstraint(condition=Q(rank__gte=0) & Q(size="s"), name="sane"),  #: table check
        ]
        indexes = [models.Index(fields=["-created"])]  #: table index created


class Tag(models.Model):  #: model django labels
    name = models.CharField(max_length=10, db_column="title")  #: field name CharField

    class Meta:
        db_table = "labels"

#: file shop/orders/returns/models.py
from django.db import models
from somewhere.models import AuditedModel, Unknown

from shop.orders.models import Stamped


class Return(Stamped):  #: model django returns_return
    order = models.ForeignKey("sales.Order", models.CASCADE)  #: field order to shop.orders.models.Order CASCADE


class Audit(AuditedModel):  #: model django returns_audit
    """The base is not known, but nothing else has columns."""

    text = models.TextField()  #: field text TextField


class Helper(Unknown):
    """Nothing shows that this is a model."""
