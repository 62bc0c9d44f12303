"""What a walk over one file carries with it: the text, the scope and block it is in, the facts found so far."""

from tree_sitter import Node

from indexer.facts import (
    LONGEST_OTHER,
    Binding,
    Block,
    Definition,
    Expression,
    Name,
    Other,
    Problem,
    Role,
    Scope,
    Statement,
)


class Reader:
    """Handlers append statements to `scope` in block `block`; both change as they enter and leave bodies."""

    __slots__ = (
        "block", "columns", "comments", "depth", "names", "number", "problems", "scope", "scopes", "spans",
        "text",
    )  # fmt: skip

    def __init__(self, source: bytes) -> None:
        # One character a byte, so that offsets of the tree slice it directly; `repaired` turns a piece back into text.
        self.text = source.decode("latin-1")
        self.names: dict[str, Name] = {}
        self.problems: list[Problem] = []
        self.comments: list[Node] = []  # those between statements
        self.columns: dict[int, int] = {}  # how far in a definition begins, by the number of its scope
        self.spans: list[tuple[Scope, int, int, int]] = []  # statements by scope and number, from byte to byte
        self.scopes: list[Scope] = []
        self.number = -1  # of the current scope in `scopes`
        self.scope: Scope = self.open_scope("module", "<module>", None)
        self.number = 0
        self.block = 0
        self.depth = 0  # of nested blocks, those of the scopes around included

    def slice(self, node: Node) -> str:
        text = self.text[node.start_byte : node.end_byte]
        return text if text.isascii() else repaired(text)

    def new_name(self, text: str) -> Name:
        """A name that comes up for the first time: there is one Name for each, whatever it stands for."""
        found = self.names[text] = Name(text if text.isascii() else repaired(text))
        return found

    def other(self, node: Node) -> Expression:
        text = self.text[node.start_byte : min(node.end_byte, node.start_byte + 2 * LONGEST_OTHER)]
        return Other(repaired(text)[:LONGEST_OTHER])

    def bind(self, name: str, kind: str) -> None:
        """Record a binding by the statement that is about to be added."""
        self.scope.bindings.append(Binding(name, len(self.scope.statements), kind))  # type: ignore[arg-type]

    def add(self, statement: Statement) -> int:
        statements = self.scope.statements
        statements.append(statement)
        return len(statements) - 1

    def open_block(
        self,
        owner: int,
        role: Role,
        *,
        test: Expression | None = None,
        guard: Expression | None = None,
        name: str | None = None,
    ) -> int:
        """A new block opened by statement `owner` in the current block; returns the current one, to go back to."""
        before = self.block
        self.scope.blocks.append(Block(before, owner, role, test, guard, name, True))
        self.block = len(self.scope.blocks) - 1
        return before

    def open_scope(self, kind: str, name: str, definition: Definition | None) -> Scope:
        if not self.scopes:
            qualname = name
        else:
            around = self.scope
            if around.kind == "module":
                qualname = name
            elif around.kind == "class":
                qualname = f"{around.qualname}.{name}"
            else:
                qualname = f"{around.qualname}.<locals>.{name}"
        scope = Scope(
            kind,  # type: ignore[arg-type]
            name,
            qualname,
            self.number,
            definition,
            None,
            [],
            [Block(-1, -1, "body", None, None, None, True)],
            [],
            False,
        )
        self.scopes.append(scope)
        return scope


def line_of(node: Node) -> int:
    return node.start_point[0] + 1  # cheaper than a search in a list of line ends, which costs the list besides


def repaired(text: str) -> str:
    """Latin-1 slices of UTF-8 source, decoded."""
    return text.encode("latin-1").decode("utf-8", "replace")
