"""Syntax newer than the running Python, and Python 2: read as far as the grammar goes."""

import pytest

from indexer.extract import extract
from indexer.facts import Assign, Constant, Evaluate, Expression, FString, Raise, Scope
from indexer.shown import show
from tests.indexer.marked import extracted


def value(source: str) -> Expression:
    statement = extracted(source).scopes[0].statements[0]
    assert isinstance(statement, Assign | Evaluate) and statement.value is not None
    return statement.value


def caught(source: str) -> list[str | None]:
    scope = extracted(source).scopes[0]
    return [show(b.test) if b.test else None for b in scope.blocks if b.role == "handler"]


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("except A, B:", "(A, B)"),  # PEP 758
        ("except (A, B):", "(A, B)"),
        ("except (A, B) as e:", "(A, B)"),
        ("except* A, B:", "(A, B)"),
        ("except* A as e:", "A"),
        ("except A.b() as e:", "A.b()"),
        ("except:", None),
    ],
)
def test_handlers(clause: str, shown: str | None) -> None:
    assert caught(f"try:\n    pass\n{clause}\n    x\n") == [shown]


@pytest.mark.parametrize("prefix", ["f", "t", "F", "rt", "Rf", "fr"])  # PEP 750
def test_interpolated_strings(prefix: str) -> None:
    found = value(f'x = {prefix}"a{{b.c}}d{{e!r:>{{w}}}}"\n')
    assert isinstance(found, FString)
    assert [show(p) for p in found.parts] == ["'a'", "b.c", "'d'", "e", "w"]


@pytest.mark.parametrize(
    "text",
    [
        'f"{a["k"]}"',  # PEP 701: the same quotes inside
        "f'{a['k']}'",
        "f\"{'\\n'.join(a)}\"",
        'f"{\n    a  # why\n}"',
        "f'''{\na\n}'''",
        'f"{f"{f"{a}"}"}"',
        'f"{{not}}{a}"',
        'f"{a=}"',
        'f"{a:%Y-%m}"',
        'f"{lambda x: 1}"',
    ],
)
def test_nested_quotes_in_interpolated_strings(text: str) -> None:
    file = extracted(f"x = {text}\ndef after(): pass\n")
    assert [s.name for s in file.scopes if s.kind != "lambda"] == ["<module>", "after"]
    statement = file.scopes[0].statements[0]
    assert isinstance(statement, Assign) and isinstance(statement.value, FString)


def test_concatenated_with_interpolated() -> None:
    found = value('x = "a" f"{b}" "c" r"\\d"\n')
    assert isinstance(found, FString)
    assert [show(p) for p in found.parts] == ["'a'", "b", "'c'", "'\\\\d'"]


def header(source: str) -> Scope:
    return extracted(source).scopes[1]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f[T: int, *Ts, **P](a: T) -> T: pass", ["T", "Ts", "P"]),  # PEP 695
        ("class C[T](Base[T], metaclass=M): pass", ["T"]),
        ("class C[T = int, *Ts = *tuple[int], **P = [int]](Base): pass", ["T", "Ts", "P"]),  # PEP 696
        ("def f[T: (int, str) = int](a: T) -> T: pass", ["T"]),
    ],
)
def test_type_parameters(source: str, names: list[str]) -> None:
    scope = header(source + "\n")
    assert scope.definition is not None
    assert scope.definition.type_parameters == names
    assert scope.name in ("f", "C")
    if scope.kind == "function":
        assert [p.name for p in scope.definition.parameters] == ["a"]


def test_type_statement() -> None:
    scope = extracted("type A = list[int]\ntype B[T] = list[T]\ntype = 1\ntype(x).y = 2\n").scopes[0]
    found = [
        (s.operator, show(s.targets[0]), s.value and show(s.value)) for s in scope.statements if isinstance(s, Assign)
    ]
    assert found == [("type", "A", "list[int]"), ("type", "B[T]", "list[T]"), ("", "type", "1"), ("", "type(x).y", "2")]
    assert [b.name for b in scope.bindings] == ["A", "B", "type"]


def test_a_return_in_finally_and_stars_in_subscripts() -> None:
    extracted("def f(*args: *Ts):\n    try: pass\n    finally: return x[*a, 1], *b\n")


# Python 2


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("print 'a', b", "print('a', b)"),
        ("print", "print"),
        ("print('a')", "print('a')"),
        ("exec code", "exec(code)"),
    ],
)
def test_print_and_exec(statement: str, shown: str) -> None:
    assert show(value(statement + "\n")) == shown


def test_raise_with_a_message() -> None:
    (statement,) = extracted("raise E, 'message'\n").scopes[0].statements
    assert isinstance(statement, Raise) and statement.value is not None
    assert show(statement.value) == "(E, 'message')"


def test_python_2_is_read_without_losing_what_is_around_it() -> None:
    file = extract(
        b"def a(): pass\nx = 0777\ny = `z`\nw = 10L\nu = ur'a'\nif a <> b: pass\n"
        b"def b((c, d), e): pass\ntry:\n    pass\nexcept E, e:\n    print >>f, e\ndef g(): print 'x'\n"
    )
    assert [s.name for s in file.scopes] == ["<module>", "a", "b", "g"]


def test_numbers() -> None:
    source = "1_000; 0b11; 0xFF; 0o17; 1e3; 1.5; .5; 10**3; -3; 1j; 9223372036854775808; 99999999999999999999\n"
    shown = [show(s.value) for s in extracted(source).scopes[0].statements if isinstance(s, Evaluate)]
    assert shown == ["1000", "3", "255", "15", "1000.0", "1.5", "0.5", "10 ** 3", "-3", "1j", "9223372036854775808",
                     "99999999999999999999"]  # fmt: skip
    assert value("x = 1j\n") != Constant(1)
