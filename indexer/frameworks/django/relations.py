"""What relations lead to: classes, `"self"`, `"app.Model"`, `settings.AUTH_USER_MODEL`, the tags of a manager."""

from indexer.frameworks.django import known
from indexer.frameworks.django.fields import GENERIC, RELATIONS, TAGS, TO_MANY, TO_ONE, Declared, argument
from indexer.frameworks.django.loading import DEFAULT_USER, USER_MODEL
from indexer.frameworks.django.settings import SETTINGS, Settings
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Const, Made, Value, name_of, text_of
from indexer.resolve.program import Program

GET_USER_MODEL = "django.contrib.auth.get_user_model()"
GENERIC_TAGS = frozenset(
    {
        f"taggit.models.{name}"
        for name in ("CommonGenericTaggedItemBase", "GenericTaggedItemBase", "GenericUUIDTaggedItemBase", "TaggedItem")
    }
)
DEFAULT_TAG = External("taggit.models.Tag")
DEFAULT_USER_LABEL = "auth.user"

Target = Class | External | str


class Relations:
    """Targets by `app.Model`; `labels` has the app label of every concrete model of the repository."""

    def __init__(self, program: Program, settings: Settings, labels: dict[Class, str]) -> None:
        self.program = program
        self.settings = settings
        self.labels = labels
        self._labelled: dict[str, list[Class]] = {}
        for cls, label in labels.items():
            self._labelled.setdefault(f"{label}.{cls.scope.name}".lower(), []).append(cls)

    def target(self, declared: Declared, model: Class) -> Target | None:
        """What a relation of `model` leads to; None where that is not known or the field is no relation."""
        if declared.django_class in TAGS:
            return self._tags(declared)
        if declared.django_class not in RELATIONS or declared.django_class == "GenericForeignKey":
            return None
        return self.named(argument(declared, "to"), model, declared.owner)

    def named(self, value: Value | None, model: Class, owner: Class) -> Target | None:
        """The model that a value stands for: a bare name is looked up in the app of `model`, then of `owner`."""
        value = self.settings.settled(plain(value))
        if isinstance(value, Class):
            return value
        if name_of(value) in (GET_USER_MODEL, f"{SETTINGS}.{USER_MODEL}"):
            return self._user(model)
        if isinstance(value, External):
            return value
        text = text_of(value)
        if not isinstance(value, Const) or not text:
            return None
        if text == "self":
            return model
        if "." in text:
            return self._by_label(text, model) or text
        return self._in_app(text, model) or self._in_app(text, owner) or text

    def label(self, target: Target | None) -> str | None:
        """`app.model` in lower case of what a relation leads to; None where that is not known."""
        if isinstance(target, Class):
            return f"{self.labels[target]}.{target.scope.name}".lower() if target in self.labels else None
        if isinstance(target, External):
            return next((label for label, name in known.LABELS.items() if name == target.name), None)
        return target.lower() if target is not None and "." in target else None

    def label_written(self, declared: Declared, model: str) -> str | None:
        """The same of what a migration of `model` (`app.model`) writes."""
        if declared.django_class in GENERIC:
            return None
        value = self.settings.settled(plain(argument(declared, "to")))
        if isinstance(value, Class | External):
            user = name_of(value) == f"{SETTINGS}.{USER_MODEL}"
            return DEFAULT_USER_LABEL if user and self.settings.modules else None if user else self.label(value)
        text = (text_of(value) or "").lower()
        if text == "self":
            return model
        return text if "." in text else f"{model.partition('.')[0]}.{text}" if text else None

    def _user(self, near: Class) -> Target | None:
        """The user model; a repository without settings leaves it to whoever installs it."""
        if self.settings.modules and self.settings.get(USER_MODEL) is None:
            return self._by_label("auth.User", near) or DEFAULT_USER
        text = self.settings.text(USER_MODEL)
        return (self._by_label(text, near) or text) if text else USER_MODEL

    def _in_app(self, name: str, near: Class) -> Target | None:
        return self._by_label(f"{self.labels.get(near, '')}.{name}", near)

    def _by_label(self, label: str, near: Class) -> Target | None:
        found = self._labelled.get(label.lower(), [])
        if len(found) > 1:  # forks of an app: the one of the same folder
            beside = [c for c in found if c.module.package == near.module.package]
            found = beside if len(beside) == 1 else [c for c in found if c.module.root == near.module.root]
        if len(found) == 1:
            return found[0]
        return None if found else known.labelled(label)

    def is_generic_tags(self, declared: Declared) -> bool:
        """Is it a manager of tags whose `through` model points at its objects by content type?"""
        if declared.django_class != "TaggableManager":
            return False
        if not declared.arguments.has("through"):
            return declared.arguments.complete
        through = self.named(declared.arguments.get("through"), declared.owner, declared.owner)
        return isinstance(through, Class) and self.program.classes.is_a(through, GENERIC_TAGS)

    def _tags(self, declared: Declared) -> Target | None:
        """The tags of a TaggableManager are what the `tag` of its `through` model leads to."""
        through = declared.arguments.get("through")
        if through is None and declared.arguments.complete and not declared.arguments.has("through"):
            return DEFAULT_TAG
        if not isinstance(through, Class):
            return None
        tag = self.program.evaluator.class_attribute(through, "tag")
        if isinstance(tag, Made):
            return self.named(tag.arguments.get("to", 0), through, through)
        taggit = self.program.classes.is_a(through, {"taggit.models.TaggedItemBase", "taggit.models.TaggedItem"})
        return DEFAULT_TAG if taggit else None


def on_delete(declared: Declared) -> str | None:
    """`CASCADE`; of `SET(...)` and functions the last part of the name."""
    if declared.django_class not in TO_ONE:
        return None
    value = argument(declared, "on_delete")
    return (name_of(value).removesuffix("()").rpartition(".")[2] or None) if value is not None else None


def related_name(declared: Declared, model: Class, app: str) -> str | None:
    positions = {**dict.fromkeys(TO_MANY, 1), "ForeignKey": 2, "OneToOneField": 2}
    text = text_of(declared.arguments.get("related_name", positions.get(declared.django_class)))
    if text is None:
        return None
    return text.replace("%(class)s", model.scope.name.lower()).replace("%(app_label)s", app)
