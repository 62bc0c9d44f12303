"""Models of Django and of widespread packages that applications build on, with the fields they hand down.

Read from the sources of Django 5.2, django-extensions 4.1, django-model-utils 5.0, django-modelcluster 6.5,
django-mptt 0.20, django-polymorphic 4.11, django-soft-delete 1.0, django-solo 2.5, django-taggit 6.1, django-treebeard
7.0 and django-treenode 0.25. A model of another package still makes a model of what is built on it (see `models.py`),
but what it hands down stays unknown.
"""

from msgspec import Struct

from indexer.resolve.entities import External


class KnownField(Struct, frozen=True):
    name: str
    type: str
    null: bool
    unique: bool
    primary_key: bool
    target: str  # dotted, or self


class KnownModel(Struct, frozen=True):
    name: str
    abstract: bool
    fields: tuple[KnownField, ...]


# name, class, then `null`, `unique`, `primary_key` and `to` a model, as they apply
BASE_USER = ("password CharField", "last_login DateTimeField null")
PERMISSIONS = (
    "is_superuser BooleanField",
    "groups ManyToManyField to django.contrib.auth.models.Group",
    "user_permissions ManyToManyField to django.contrib.auth.models.Permission",
)
USER = (
    *BASE_USER,
    *PERMISSIONS,
    "username CharField unique",
    "first_name CharField",
    "last_name CharField",
    "email EmailField",
    "is_staff BooleanField",
    "is_active BooleanField",
    "date_joined DateTimeField",
)
SESSION = ("session_key CharField primary_key", "session_data TextField", "expire_date DateTimeField")
CONTENT_TYPE = "content_type ForeignKey to django.contrib.contenttypes.models.ContentType"
GENERIC_ITEM = (CONTENT_TYPE, "content_object GenericForeignKey")
TAG = "tag ForeignKey to taggit.models.Tag"
TAGS = ("name CharField unique", "slug SlugField unique")
TREENODE = (
    "tn_ancestors_pks TextField",
    "tn_ancestors_count PositiveIntegerField",
    "tn_children_pks TextField",
    "tn_children_count PositiveIntegerField",
    "tn_depth PositiveIntegerField",
    "tn_descendants_pks TextField",
    "tn_descendants_count PositiveIntegerField",
    "tn_index PositiveIntegerField",
    "tn_level PositiveIntegerField",
    "tn_parent ForeignKey null to self",
    "tn_priority PositiveIntegerField",
    "tn_order PositiveIntegerField",
    "tn_siblings_pks TextField",
    "tn_siblings_count PositiveIntegerField",
)
NESTED_SET = ("lft PositiveIntegerField", "rgt PositiveIntegerField", "tree_id PositiveIntegerField")

ABSTRACT: dict[str, tuple[str, ...]] = {
    "django.db.models.Model": (),
    "django.db.models.base.Model": (),
    "django.contrib.gis.db.models.Model": (),
    "django.contrib.auth.base_user.AbstractBaseUser": BASE_USER,
    "django.contrib.auth.models.AbstractBaseUser": BASE_USER,
    "django.contrib.auth.models.AbstractUser": USER,
    "django.contrib.auth.models.PermissionsMixin": PERMISSIONS,
    "django.contrib.sessions.base_session.AbstractBaseSession": SESSION,
    "django_extensions.db.models.ActivatorModel": (
        "status IntegerField",
        "activate_date DateTimeField null",
        "deactivate_date DateTimeField null",
    ),
    "django_extensions.db.models.TimeStampedModel": (
        "created CreationDateTimeField",
        "modified ModificationDateTimeField",
    ),
    "django_extensions.db.models.TitleDescriptionModel": ("title CharField", "description TextField null"),
    "django_softdelete.models.SoftDeleteModel": (
        "deleted_at DateTimeField null",
        "restored_at DateTimeField null",
        "transaction_id UUIDField null",
    ),
    "model_utils.models.SoftDeletableModel": ("is_removed BooleanField",),
    "model_utils.models.StatusModel": ("status StatusField", "status_changed MonitorField"),
    "model_utils.models.TimeFramedModel": ("start DateTimeField null", "end DateTimeField null"),
    "model_utils.models.TimeStampedModel": ("created AutoCreatedField", "modified AutoLastModifiedField"),
    "model_utils.models.UUIDModel": ("id UUIDField primary_key",),
    "modelcluster.models.ClusterableModel": (),
    "mptt.models.MPTTModel": (
        "lft PositiveIntegerField",
        "rght PositiveIntegerField",
        "tree_id PositiveIntegerField",
        "level PositiveIntegerField",
    ),
    "polymorphic.models.PolymorphicModel": (
        "polymorphic_ctype ForeignKey null to django.contrib.contenttypes.models.ContentType",
    ),
    "solo.models.SingletonModel": (),
    "taggit.models.CommonGenericTaggedItemBase": GENERIC_ITEM,
    "taggit.models.GenericTaggedItemBase": (*GENERIC_ITEM, "object_id IntegerField"),
    "taggit.models.GenericUUIDTaggedItemBase": (*GENERIC_ITEM, "object_id UUIDField"),
    "taggit.models.ItemBase": (),
    "taggit.models.TagBase": TAGS,
    "taggit.models.TaggedItemBase": (TAG,),
    "treebeard.al_tree.AL_Node": (),
    "treebeard.mp_tree.MP_Node": (
        "path CharField unique",
        "depth PositiveIntegerField",
        "numchild PositiveIntegerField",
    ),
    "treebeard.ns_tree.NS_Node": (*NESTED_SET, "depth PositiveIntegerField"),
    "treenode.models.TreeNodeModel": TREENODE,
}
ID = "id AutoField primary_key"
CONCRETE: dict[str, tuple[str, ...]] = {
    "django.contrib.auth.models.Group": (
        ID,
        "name CharField unique",
        "permissions ManyToManyField to django.contrib.auth.models.Permission",
    ),
    "django.contrib.auth.models.Permission": (ID, "name CharField", CONTENT_TYPE, "codename CharField"),
    "django.contrib.auth.models.User": (ID, *USER),
    "django.contrib.contenttypes.models.ContentType": (ID, "app_label CharField", "model CharField"),
    "django.contrib.sessions.models.Session": SESSION,
    "django.contrib.sites.models.Site": (ID, "domain CharField unique", "name CharField"),
    "taggit.models.Tag": (ID, *TAGS),
    "taggit.models.TaggedItem": (ID, *GENERIC_ITEM, "object_id IntegerField", TAG),
}
LABELS = {  # `app.Model` in lower case → dotted name
    "auth.group": "django.contrib.auth.models.Group",
    "auth.permission": "django.contrib.auth.models.Permission",
    "auth.user": "django.contrib.auth.models.User",
    "contenttypes.contenttype": "django.contrib.contenttypes.models.ContentType",
    "sessions.session": "django.contrib.sessions.models.Session",
    "sites.site": "django.contrib.sites.models.Site",
    "taggit.tag": "taggit.models.Tag",
    "taggit.taggeditem": "taggit.models.TaggedItem",
}
NAMES = frozenset(ABSTRACT) | frozenset(CONCRETE)


def known_model(name: str) -> KnownModel | None:
    if name not in NAMES:
        return None
    fields = ABSTRACT[name] if name in ABSTRACT else CONCRETE[name]
    return KnownModel(name, name in ABSTRACT, tuple(map(_field, fields)))


def labelled(label: str) -> External | None:
    """What `auth.User` names."""
    name = LABELS.get(label.lower())
    return External(name) if name else None


def _field(text: str) -> KnownField:
    head, _, target = text.partition(" to ")
    name, kind, *flags = head.split()
    primary_key = "primary_key" in flags
    unique = primary_key or "unique" in flags
    return KnownField(name, kind, "null" in flags, unique, primary_key, target)
