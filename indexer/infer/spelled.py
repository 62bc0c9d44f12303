"""Strings that spell the dotted name of something of the repository, and what loads it by that name.

`"shop.payments.card.Card"` in a table of settings stands for the class as soon as `import_string`, or `import_module`
and `getattr`, are given it; taken apart at its last dot it stays a spelling of the module and of the last name.
"""

from typing import TYPE_CHECKING

from indexer.facts import Attribute, Call, Constant
from indexer.infer.arguments import Given
from indexer.infer.body import Body
from indexer.infer.containers import items, put
from indexer.infer.values import Known, Spelled, either, members_of
from indexer.resolve.entities import Class, Function, Module

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

# Sources: the references of importlib, pkgutil and pydoc; of Django's and Werkzeug's utilities; of Celery's `kombu`.
LOADERS = frozenset(
    {"importlib.import_module", "pkgutil.resolve_name", "pydoc.locate", "django.utils.module_loading.import_string",
     "werkzeug.utils.import_string", "kombu.utils.imports.symbol_by_name"}
)  # fmt: skip
LAST_NAME = {"str.rsplit": 1, "str.rpartition": 2}  # its place; the module is at the first


def spelled(inference: "Inference", text: object) -> Spelled | None:
    if type(text) is not str or "." not in text:
        return None
    known = inference.spelled
    if text not in known:
        known[text] = None
        if all(part.isidentifier() for part in text.split(".")):
            inference.ask("dotted", None, text)
            found = inference.names.dotted(text)
            if isinstance(found, Module | Class | Function) and found.module.file_path:
                known[text] = Spelled(found, "whole")
    return known[text]


def taken_apart(inference: "Inference", method: str, call: Call, body: Body, index: int) -> Known | None:
    """`name.rsplit(".", 1)` and `name.rpartition(".")`."""
    if method not in LAST_NAME or type(call.function) is not Attribute:
        return None
    whole = [m for m in members_of(inference.value(call.function.value, body, index)) if isinstance(m, Spelled)]
    if not whole:
        return None
    made = items(body, id(call), "tuple")
    for member in whole:
        put(inference, made, 0, Spelled(member.entity, "module"))
        put(inference, made, LAST_NAME[method], Spelled(member.entity, "name"))
    return made


def loaded(inference: "Inference", arguments: Given) -> Known | None:
    """What `import_string` and its like give."""
    if not arguments.written:
        return None
    first, written = arguments.first, arguments.written[0]
    if type(written) is Constant:
        first = spelled(inference, written.value)
    found: Known | None = None
    for member in members_of(first):
        if isinstance(member, Spelled) and member.part == "whole":
            found = either(found, member.entity)
        elif isinstance(member, Spelled) and member.part == "module":
            found = either(found, _around(member))
    return found


def worked_out(inference: "Inference", callee: Known, call: Call, body: Body) -> Known | None:
    """`load("shop.payments.card.Card")` of a function of ours that takes the string apart: each call gives its own."""
    if type(callee) is not Function:
        return None
    written = (*call.arguments, *(value for _, value in call.keywords))
    if not any(spelled(inference, e.value) for e in written if type(e) is Constant):
        return None
    value = inference.program.evaluator.value(call, body.entity)
    return value if isinstance(value, Module | Class | Function) else None


def attributes(owner: Known | None, name: Known | None) -> Known | None:
    """`getattr(module, name)` of the module and the last name that were one string."""
    modules = set(members_of(owner))
    found: Known | None = None
    for member in members_of(name):
        if isinstance(member, Spelled) and member.part == "name" and _around(member) in modules:
            found = either(found, member.entity)
    return found


def _around(spelled: Spelled) -> Known | None:
    """The module, or the class, that the string before its last dot spells."""
    parent = spelled.entity.parent
    return parent if isinstance(parent, Module | Class) else None
