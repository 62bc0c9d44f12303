"""Every entity gets its symbol row and its number; fields and variables too."""

from indexer.expressions import dotted
from indexer.facts import Assign, Call, Expression
from indexer.graph.nodes import Symbol, SymbolKind
from indexer.resolve.entities import Class, Entity, Function, Module, Variable
from indexer.resolve.program import Program
from indexer.shown import show, signature


class Symbols(dict[Entity, int]):
    """The number of each entity: from 1, in the order of files and of the source within a file."""

    def __init__(self, program: Program, file_ids: dict[str, int]) -> None:
        super().__init__()
        self.rows: list[Symbol] = []
        self._members: dict[tuple[Entity, str], int] = {}
        self.generated: list[Class] = []  # that code makes and something refers to
        self._made_at: dict[tuple[str, int, str], int] = {}
        self._files = file_ids
        for module in program.modules:
            self._module(module)

    def __missing__(self, entity: Entity) -> int:
        """A class that code makes gets its symbol when it is first asked for; equal ones made at one place are one."""
        key = entity.path, entity.line, entity.scope.qualname
        found = self._made_at.get(key)
        if found is None:
            found = self._made_at[key] = self._define(entity, entity.module)
            self.generated += [entity] if isinstance(entity, Class) else []
        self[entity] = found
        return found

    def member(self, owner: Entity, name: str) -> int | None:
        """The symbol of a variable or field written in a module or class body."""
        return self._members.get((owner, name))

    def variable(self, variable: Variable) -> int | None:
        return self.member(variable.owner, variable.local_name)

    def as_field(self, owner: Class, name: str, line: int) -> int:
        """The symbol of a model field; one that the class body does not spell (a generated column) gets one here."""
        found = self._members.get((owner, name))
        if found is None:
            return self._add_member(owner, name, line, "", "field")
        self.rows[found - 1] = self.rows[found - 1]._replace(kind="field")
        return found

    def _module(self, module: Module) -> None:
        summary = first_line(module.scope.docstring)
        file = self._files[module.file_path]
        self[module] = number = len(self.rows) + 1
        lines = module.facts.lines
        self.rows.append(Symbol(number, module.name, "<module>", "module", file, 1, lines, None, summary, "", ""))
        self._body(module)

    def _body(self, owner: Entity) -> None:
        if type(owner) is Module or type(owner) is Class:
            self._variables(owner)
        for child in owner.children.values():
            if child.scope.kind == "lambda":
                self[child] = self[owner]  # what a lambda does is done where it is written
                self._body(child)
                continue
            self[child] = self._define(child, owner)
            self._body(child)

    def _define(self, entity: Entity, owner: Entity) -> int:
        d = entity.definition
        number = len(self.rows) + 1
        kind: SymbolKind = "class" if isinstance(entity, Class) else "function"
        if kind == "function" and isinstance(owner, Class):
            kind = "method"
        self.rows.append(
            Symbol(
                number,
                entity.name,
                entity.scope.qualname,
                kind,
                self._files[entity.path],
                d.line,
                d.end_line,
                self[owner],
                first_line(entity.scope.docstring),
                "\n".join(filter(None, map(_decorator, d.decorators))),
                signature(d.parameters) if isinstance(entity, Function) else "",
                d.is_async,
            )
        )
        return number

    def _variables(self, owner: Module | Class) -> None:
        for name, bindings in owner.bindings.items():
            first = bindings[0]
            if first.kind != "assign" or first.statement >= len(owner.scope.statements):
                continue
            statement = owner.scope.statements[first.statement]
            value = statement.value if type(statement) is Assign else None
            text = show(value, 80) if value is not None else ""
            self._add_member(owner, name, statement.line, text, "variable")

    def _add_member(self, owner: Entity, name: str, line: int, text: str, kind: SymbolKind) -> int:
        inner = name if isinstance(owner, Module) else f"{owner.scope.qualname}.{name}"
        self._members[owner, name] = number = len(self.rows) + 1
        file, parent = self._files[owner.path], self[owner]
        self.rows.append(Symbol(number, f"{owner.name}.{name}", inner, kind, file, line, line, parent, text, "", ""))
        return number


def first_line(text: str | None) -> str:
    if not text:
        return ""
    stripped = text.strip()
    return stripped.partition("\n")[0].strip()[:200]


def _decorator(expression: Expression) -> str:
    written = expression.function if type(expression) is Call else expression
    return dotted(written) or ""
