"""Classes that code makes: `type("Name", (Base,), {...})` where it runs."""

from typing import TYPE_CHECKING

from indexer.facts import Block, Definition, Scope
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Arguments, Const, Site, Table, Value, text_of

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame

TYPE = External("builtins.type")


def generated(evaluator: "Evaluator", arguments: Arguments, site: Site, frame: "Frame") -> Class | None:
    """The class, with a place in the file that makes it; None where its bases are not known."""
    name, bases, attributes = arguments.positional
    items = evaluator.iterate(bases)
    if items is None:
        return None
    leaf = text_of(name) or "type"
    header = Definition(site.line, site.line, [], [], [], None, [], [], [], False)
    body = Scope("class", leaf, leaf, 0, header, None, [], [Block(-1, -1, "body", None, None, None, True)], [], False)
    module = frame.entity.module
    cls = Class(name=f"{module.name}.{leaf}", module=module, scope=body, parent=module)
    evaluator.classes.stand_on(cls, [b if isinstance(b, Class | External) else External("?.base") for b in items])
    entries = attributes.entries if isinstance(attributes, Table) else []
    evaluator.hold(cls, {str(k.value): v for k, v in entries if isinstance(k, Const)})
    return cls


def given(evaluator: "Evaluator", cls: Class, name: str) -> Value | None:
    """An attribute that a generated class has from what it was made with, before any written class says otherwise."""
    above = evaluator.classes.mro(cls)
    if evaluator.generated.keys().isdisjoint(above):
        return None
    for owner in above:
        if isinstance(owner, Class):
            held = evaluator.generated.get(owner)
            if held is None and name in owner.bindings:
                return None
            if held is not None and name in held:
                return held[name]
    return None
