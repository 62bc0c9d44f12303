"""What inference knows, asked after its fixpoint: callees, models, the literals that names are bound to."""

from indexer.expressions import dotted
from indexer.facts import Attribute, Call, Expression, Lambda, Name
from indexer.infer import externals, names, recording, uses
from indexer.infer.body import Body
from indexer.infer.inference import Inference
from indexer.infer.values import Bound, Known, OneOf, RowsMethod
from indexer.resolve.entities import Class, External, Function, Instance
from indexer.shown import show

BUILTINS = "builtins."


class Meaning:
    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self.models = inference.models

    def value(self, expression: Expression, body: Body, index: int) -> Known | None:
        """Found out already for everything that stands in a body; only plain names are looked up again, `within` it."""
        if type(expression) is not Name:
            found: Known | None = body.seen.get(id(expression))
            return found
        return names.name(self.inference, expression, body, index)

    def called(self, call: Call, body: Body, index: int) -> tuple[Function | Class | None, str]:
        """The callee of the repository, or what the table of calls writes for another."""
        value = self.value(call.function, body, index)
        if type(value) is OneOf:
            members = value.members
            value = next(iter(members)) if len(members) == 1 else None
        if type(value) is Bound:
            return value.function, ""
        if type(value) is Function or type(value) is Class:
            return value, ""
        if type(value) is RowsMethod:
            return None, f"<external>:{self.models.rows_name(value.rows.model)}.{value.name}"
        if type(value) is External and "?" not in value.name:
            if value.name.startswith(BUILTINS):
                return None, f"<builtin>:{value.name[len(BUILTINS) :]}"
            return None, f"<external>:{value.name}"
        inherited = self._inherited(call.function, body, index) if value is None else ""
        return None, inherited or dotted(call.function) or show(call.function, 40)

    def _inherited(self, function: Expression, body: Body, index: int) -> str:
        """`order.save()`: of an object of ours, from its one ancestor outside."""
        owner = self.value(function.value, body, index) if type(function) is Attribute else None
        if type(function) is not Attribute or type(owner) is not Instance or not isinstance(owner.of, Class):
            return ""
        if self.inference.member(owner.of, function.name) is not None:
            return ""
        name = externals.inherited(self.inference, owner.of, function.name)
        return f"<external>:{name}" if name else ""

    def lambda_(self, expression: Lambda, body: Body) -> Body | None:
        entity = body.entity.children.get(expression.scope)
        return self.inference.body(entity) if entity is not None else None

    def literal(self, expression: Expression, body: Body, index: int) -> Expression:
        """What a local name is bound to, where that is one expression; else the expression itself."""
        return uses.literals(body, index)(expression)

    def classes_of(self, expression: Expression, body: Body, index: int) -> list[Class]:
        """The classes of the repository that an object may be of."""
        return recording.classes_of(self.value(expression, body, index))
