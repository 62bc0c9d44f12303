"""What one file says, in Python's terms: scopes, statements in blocks, nested plain expressions.

This is the border between reading a file and understanding it (invariant 2 of the design): no syntax tree leaves
`indexer.extract`, and nothing here needs another file to be true. Everything is a plain value (msgspec structs that
encode as arrays), so the encoded facts of a file are its cache entry and its passport between processes.

Lines count from 1. A *scope* is a module, class, function or lambda body; a *block* is a run of statements that is
entered and left as one (a body, a `then`, a loop body); a statement knows its block, and a block knows the statement
that opened it and the role it plays there. Dominance, open `with` blocks and reaching assignments follow from that
alone and are computed in `indexer.flow`.
"""

from typing import Literal

from msgspec import Struct

# -------------------------------------------------------------------------------------- expressions


class Name(Struct, array_like=True, tag=0, gc=False, frozen=True):
    id: str


class Attribute(Struct, array_like=True, tag=1, gc=False, frozen=True):
    value: "Expression"
    name: str
    line: int


class Call(Struct, array_like=True, tag=2, gc=False, frozen=True):
    function: "Expression"
    arguments: list["Expression"]
    keywords: list[tuple[str | None, "Expression"]]  # None: `**mapping`
    line: int


class Constant(Struct, array_like=True, tag=3, gc=False, frozen=True):
    """A string, number, boolean or None; long strings are cut at `LONGEST_STRING` characters."""

    value: str | int | float | bool | None


class Collection(Struct, array_like=True, tag=4, gc=False, frozen=True):
    """A tuple, list, set or slice; past `MOST_ITEMS` items the rest is one `Other`."""

    kind: Literal["tuple", "list", "set", "slice"]
    items: list["Expression"]
    line: int


class Mapping(Struct, array_like=True, tag=5, gc=False, frozen=True):
    keys: list["Expression | None"]  # None: `**mapping`
    values: list["Expression"]
    line: int


class Operation(Struct, array_like=True, tag=6, gc=False, frozen=True):
    """`+ - * / | & ...` over two or more operands (`a + b + c` is one), unary `- + ~`, `not`, and `and` / `or`."""

    operator: str
    operands: list["Expression"]


class Comparison(Struct, array_like=True, tag=7, gc=False, frozen=True):
    """`a < b <= c`: three operands, two operators (`not in` and `is not` are one operator each)."""

    operators: list[str]
    operands: list["Expression"]


class Conditional(Struct, array_like=True, tag=8, gc=False, frozen=True):
    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


class Subscript(Struct, array_like=True, tag=9, gc=False, frozen=True):
    value: "Expression"
    index: "Expression"


class FString(Struct, array_like=True, tag=10, gc=False, frozen=True):
    """An f-string or t-string: constants and the expressions between them."""

    parts: list["Expression"]


class Lambda(Struct, array_like=True, tag=11, gc=False, frozen=True):
    scope: int  # index into FileFacts.scopes


class Comprehension(Struct, array_like=True, tag=12, gc=False, frozen=True):
    """`[element for target in iterable if test]`; a dict comprehension has two elements, key and value."""

    kind: Literal["list", "set", "dict", "generator"]
    elements: list["Expression"]
    clauses: list["Clause"]
    line: int


class Clause(Struct, array_like=True, gc=False, frozen=True):
    """One `for target in iterable if tests...` of a comprehension."""

    target: "Expression"
    iterable: "Expression"
    tests: list["Expression"]


class Await(Struct, array_like=True, tag=13, gc=False, frozen=True):
    value: "Expression"


class Yield(Struct, array_like=True, tag=14, gc=False, frozen=True):
    value: "Expression | None"
    delegates: bool  # `yield from`


class Walrus(Struct, array_like=True, tag=15, gc=False, frozen=True):
    name: str
    value: "Expression"


class Starred(Struct, array_like=True, tag=16, gc=False, frozen=True):
    """`*value`, in arguments, targets and displays; `**value` in a pattern or parameter annotation."""

    value: "Expression"


class Other(Struct, array_like=True, tag=17, gc=False, frozen=True):
    """Syntax that is not taken apart (`...`, a value nested too deep, broken text): its text, shortened."""

    text: str


class Bytes(Struct, array_like=True, tag=18, gc=False, frozen=True):
    """A bytes literal, up to `LONGEST_BYTES`; generated code keeps whole schemas in one."""

    value: bytes


Expression = (
    Name | Attribute | Call | Constant | Collection | Mapping | Operation | Comparison | Conditional | Subscript
    | FString | Lambda | Comprehension | Await | Yield | Walrus | Starred | Other | Bytes
)  # fmt: skip

LONGEST_STRING = 10_000  # characters
LONGEST_OTHER = 80  # characters
LONGEST_BYTES = 500_000  # characters as they are written
MOST_ITEMS = 2_000  # of one display or call
DEEPEST_EXPRESSION = 60  # levels; real code stays below 30
DEEPEST_BLOCK = 100  # CPython's own limit of indentation levels

# --------------------------------------------------------------------------------------- statements


class Assign(Struct, array_like=True, tag=0, gc=False, frozen=True):
    """`a = b = value`, `a: annotation = value`, `a += value` (operator `+`), `type A = value` (operator `type`)."""

    block: int
    line: int
    targets: list[Expression]
    value: Expression | None
    annotation: Expression | None
    operator: str


class Evaluate(Struct, array_like=True, tag=1, gc=False, frozen=True):
    """An expression as a statement."""

    block: int
    line: int
    value: Expression


class Return(Struct, array_like=True, tag=2, gc=False, frozen=True):
    block: int
    line: int
    value: Expression | None


class Raise(Struct, array_like=True, tag=3, gc=False, frozen=True):
    block: int
    line: int
    value: Expression | None
    cause: Expression | None


class Assert(Struct, array_like=True, tag=4, gc=False, frozen=True):
    block: int
    line: int
    test: Expression
    message: Expression | None


class Delete(Struct, array_like=True, tag=5, gc=False, frozen=True):
    block: int
    line: int
    targets: list[Expression]


class Jump(Struct, array_like=True, tag=6, gc=False, frozen=True):
    block: int
    line: int
    kind: Literal["pass", "break", "continue"]


class Declare(Struct, array_like=True, tag=7, gc=False, frozen=True):
    block: int
    line: int
    kind: Literal["global", "nonlocal"]
    names: list[str]


class Import(Struct, array_like=True, tag=8, gc=False, frozen=True):
    """`import a.b as c` has no module and level 0; `from ..a import b as c` has level 2; a star is the name `*`."""

    block: int
    line: int
    module: str | None
    level: int
    names: list[tuple[str, str | None]]


class Define(Struct, array_like=True, tag=9, gc=False, frozen=True):
    """`def` or `class`: the scope it opens."""

    block: int
    line: int
    scope: int


class If(Struct, array_like=True, tag=10, gc=False, frozen=True):
    """Opens blocks `then` and, where written, `else`; an `elif` is an If in the else block."""

    block: int
    line: int
    test: Expression


class Match(Struct, array_like=True, tag=11, gc=False, frozen=True):
    """Opens one block `case` for each case; the block holds pattern and guard."""

    block: int
    line: int
    subject: Expression


class For(Struct, array_like=True, tag=12, gc=False, frozen=True):
    """Opens `loop` and, where written, `else`."""

    block: int
    line: int
    target: Expression
    iterable: Expression


class While(Struct, array_like=True, tag=13, gc=False, frozen=True):
    block: int
    line: int
    test: Expression


class Try(Struct, array_like=True, tag=14, gc=False, frozen=True):
    """Opens `try`, then `handler` blocks (test: what is caught), `else`, `finally`."""

    block: int
    line: int


class With(Struct, array_like=True, tag=15, gc=False, frozen=True):
    """Opens one block `with`."""

    block: int
    line: int
    items: list[tuple[Expression, Expression | None]]  # context, target


Statement = (
    Assign | Evaluate | Return | Raise | Assert | Delete | Jump | Declare | Import | Define
    | If | Match | For | While | Try | With
)  # fmt: skip

Role = Literal["body", "then", "else", "case", "loop", "with", "try", "handler", "finally"]


class Block(Struct, array_like=True, gc=False):
    parent: int  # index of the block around it; -1 for the body of the scope
    owner: int  # index of the statement that opens it; -1 for the body
    role: Role
    test: Expression | None  # case: the pattern; handler: the exception type(s)
    guard: Expression | None  # case: `if guard`
    name: str | None  # handler: `as name`
    falls_through: bool  # can control leave it at its end? (syntax alone: return, raise, continue, endless loops)


# ------------------------------------------------------------------------------ scopes and the file


class Parameter(Struct, array_like=True, gc=False, frozen=True):
    name: str
    kind: Literal["positional", "either", "star", "keyword", "double_star"]
    annotation: Expression | None
    default: Expression | None


class Definition(Struct, array_like=True, gc=False, frozen=True):
    """The header of a class, function or lambda."""

    line: int  # of `def` or `class`
    end_line: int
    decorators: list[Expression]
    decorator_lines: list[int]
    parameters: list[Parameter]
    returns: Expression | None
    bases: list[Expression]
    keywords: list[tuple[str | None, Expression]]  # `metaclass=...` and its like
    type_parameters: list[str]
    is_async: bool


class Binding(Struct, array_like=True, gc=False, frozen=True):
    """A name bound in a scope: by which statement, in which way.

    Handler names and pattern captures are bound as their block is entered: `statement` is the first one of the block.
    """

    name: str
    statement: int
    kind: Literal["assign", "augment", "import", "define", "loop", "with", "handler", "pattern", "walrus", "delete"]


class Scope(Struct, array_like=True, gc=False):
    kind: Literal["module", "class", "function", "lambda"]
    name: str
    qualname: str  # as CPython writes it: `Outer.method.<locals>.inner`; `<module>` for the module
    parent: int  # index into FileFacts.scopes; -1 for the module
    definition: Definition | None
    docstring: str | None
    statements: list[Statement]
    blocks: list[Block]  # blocks[0] is the body
    bindings: list[Binding]  # in order; parameters are in the definition
    is_generator: bool
    prints: list[int] = []  # one a statement, alike for alike text; 0: definitions, `elif`; zeros at the end left out


class Comment(Struct, array_like=True, gc=False, frozen=True):
    line: int
    text: str  # without the `#`
    scope: int  # innermost scope that it stands in
    statement: (
        int  # the statement it is attached to: on its line, else the next one in the scope; -1 where there is none
    )
    alone: bool  # nothing but the comment on its line


class Problem(Struct, array_like=True, gc=False, frozen=True):
    line: int
    message: str


class FileFacts(Struct, array_like=True, gc=False):
    scopes: list[Scope]  # scopes[0] is the module; a scope comes after its parent
    comments: list[Comment]
    problems: list[Problem]
    lines: int
