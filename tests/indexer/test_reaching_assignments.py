"""Which of several assignments reaches this use? Answered from the facts of its scope alone."""

import pytest

from indexer.expressions import last_name
from indexer.facts import Expression
from indexer.flow import FROM_OUTSIDE, Flow
from tests.indexer.marked import call_in, marked


def reaching(source: str, name: str = "x", within: str | None = None) -> list[str]:
    """The letters of the assignments that reach the statement `# here`, from their comments; `outside` is the entry."""
    scope, index = marked(source)
    expression = call_in(scope, index, within) if within else None
    return lettered(source, Flow(scope, never_returns).reaching(index, name, expression))


def lettered(source: str, bindings: frozenset[int]) -> list[str]:
    scope, _ = marked(source)
    letters = {
        line: text[-1] for line, text in enumerate(source.splitlines(), 1) if "  # " in text and "# here" not in text
    }
    found: list[str] = []
    for number in bindings:
        if number == FROM_OUTSIDE:
            found.append("outside")
        else:
            line = scope.statements[scope.bindings[number].statement].line
            found.append(letters.get(line) or letters[line - 1])  # of a pattern or handler, the line of its header
    return sorted(found)


def never_returns(expression: Expression) -> bool:
    return last_name(expression) == "abort"


def test_the_last_one_wins() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            x = 2  # B
            x = 3  # C
            use(x)  # here
    """) == ["C"]


def test_before_any_the_name_comes_from_outside() -> None:
    assert reaching("""
        def f(x):
            use(x)  # here
            x = 1  # A
    """) == ["outside"]
    assert reaching("def f():\n    use(x)  # here\n") == ["outside"]


def test_a_statement_sees_what_was_before_it() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            x = use(x)  # here
    """) == ["A"]


# Branches


def test_both_branches() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            if a:
                x = 2  # B
            else:
                x = 3  # C
            use(x)  # here
    """) == ["B", "C"]


def test_one_branch() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            if a:
                x = 2  # B
            use(x)  # here
    """) == ["A", "B"]


def test_a_branch_that_leaves() -> None:
    assert reaching("""
        def f():
            if a:
                x = 1  # A
            elif b:
                x = 2  # B
                return
            else:
                x = 3  # C
                abort()
            use(x)  # here
    """) == ["A"]


def test_inside_a_branch() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            if a:
                use(x)  # here
            else:
                x = 3  # C
    """) == ["A"]


# Loops


def test_a_loop_may_not_run() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            for _ in items:
                x = 2  # B
            use(x)  # here
    """) == ["A", "B"]


def test_a_loop_sees_its_own_last_round() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            while a:
                use(x)  # here
                x = 2  # B
    """) == ["A", "B"]


def test_an_assignment_that_is_followed_by_break_is_seen_after_the_loop_only() -> None:
    source = """
        def f():
            x = 1  # A
            for _ in items:
                {0}
                if a:
                    x = 2  # B
                    break
            {1}
    """
    assert reaching(source.format("use(x)  # here", "")) == ["A"]
    assert reaching(source.format("pass", "use(x)  # here")) == ["A", "B"]


def test_an_endless_loop_is_left_by_break_only() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            while True:
                x = 2  # B
                if a:
                    break
                x = 3  # C
            use(x)  # here
    """) == ["B"]


def test_continue_goes_to_the_next_round() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            for _ in items:
                use(x)  # here
                if a:
                    x = 2  # B
                    continue
                x = 3  # C
    """) == ["A", "B", "C"]


def test_the_else_of_a_loop() -> None:
    assert reaching("""
        def f():
            for _ in items:
                if a:
                    x = 1  # A
                    break
            else:
                x = 2  # B
            use(x)  # here
    """) == ["A", "B"]


def test_the_target_of_a_loop() -> None:
    assert reaching("""
        def f(x):
            for x in items:  # A
                use(x)  # here
    """) == ["A"]
    assert reaching("""
        def f(x):
            for x in items:  # A
                pass
            use(x)  # here
    """) == ["A", "outside"]


def test_the_iterable_is_evaluated_before_the_target_is_bound() -> None:
    assert reaching("""
        def f(x):
            for x in x.children:  # here
                pass
    """) == ["outside"]


# try


def test_a_handler_sees_everything_that_the_body_may_have_done() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            try:
                x = 2  # B
                x = g()  # C
            except E:
                use(x)  # here
    """) == ["A", "B", "C"]


def test_after_a_try() -> None:
    source = """
        def f():
            x = 1  # A
            try:
                x = g()  # B
            except E:
                {}
            use(x)  # here
    """
    assert reaching(source.format("pass")) == ["A", "B"]
    assert reaching(source.format("x = 3  # C")) == ["B", "C"]
    assert reaching(source.format("raise")) == ["B"]
    assert reaching(source.format("abort()")) == ["B"]


def test_the_else_of_a_try_sees_the_whole_body() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            try:
                x = g()  # B
            except E:
                return
            else:
                use(x)  # here
    """) == ["B"]


def test_finally_sees_every_way() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            try:
                x = g()  # B
            finally:
                use(x)  # here
    """) == ["A", "B"]


def test_after_finally_control_came_straight_through() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            try:
                x = g()  # B
            finally:
                close()
            use(x)  # here
    """) == ["B"]
    assert reaching("""
        def f():
            x = 1  # A
            try:
                x = g()  # B
            finally:
                x = 3  # C
            use(x)  # here
    """) == ["C"]


def test_the_name_of_a_handler_lives_inside_it() -> None:
    source = """
        def f():
            x = 1  # A
            try:
                g()
            except E as x:  # B
                {}
            use(x)  # {}
    """
    assert reaching(source.format("use(x)  # here", "C")) == ["B"]
    assert reaching(source.format("pass", "here")) == ["A"]


# with, match, walrus, del, and the rest that binds


def test_with() -> None:
    assert reaching("""
        def f(x):
            with g() as x:  # A
                use(x)  # here
    """) == ["A"]
    assert reaching("""
        def f(x):
            with a as y, g() as (x, z):  # A
                pass
            use(x)  # here
    """) == ["A"]


def test_a_with_that_swallows_may_end_anywhere() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            with suppress(E):
                x = g()  # B
            use(x)  # here
    """) == ["A", "B"]
    assert reaching("""
        def f():
            x = 1  # A
            with atomic():
                x = g()  # B
            use(x)  # here
    """) == ["B"]


def test_match() -> None:
    source = """
        def f():
            x = 1  # A
            match a:
                case [x, _]:  # B
                    {}
                case {{"k": str() as x}} if x:  # C
                    pass
                case _:
                    x = 4  # D
            use(x)  # {}
    """
    assert reaching(source.format("use(x)  # here", "E")) == ["B"]
    assert reaching(source.format("pass", "here")) == ["B", "C", "D"]
    assert reaching("""
        def f():
            x = 1  # A
            match a:
                case 1:
                    x = 2  # B
                case y if y > 3:
                    x = 3  # C
            use(x)  # here
    """) == ["A", "B", "C"]


def test_a_guard_that_fails_has_bound_the_names_of_its_pattern() -> None:
    assert reaching("""
        def f():
            x = 1  # A
            match a:
                case [x] if x.ok:  # B
                    return
            use(x)  # here
    """) == ["A", "B"]


@pytest.mark.parametrize(
    ("test", "then", "otherwise"),
    [
        ("(x := g())", ["A"], ["A"]),
        ("a and (x := g())", ["A"], ["A", "outside"]),
        ("a or (x := g())", ["A", "outside"], ["A"]),
        ("not (a and (x := g()))", ["A", "outside"], ["A"]),
        ("1 < (x := g()) < 3", ["A"], ["A"]),
        ("(x := g()) if a else b", ["A", "outside"], ["A", "outside"]),
        ("any((x := y) for y in items)", ["A", "outside"], ["A", "outside"]),
    ],
)
def test_walrus(test: str, then: list[str], otherwise: list[str]) -> None:
    source = f"""
        def f(x):
            if {test}:  # A
                use(x)  # {{}}
            else:
                use(x)  # {{}}
    """
    assert reaching(source.format("here", "B")) == then
    assert reaching(source.format("B", "here")) == otherwise


def test_walrus_in_a_loop() -> None:
    assert reaching("""
        def f(x):
            while (x := g()):  # A
                use(x)  # here
    """) == ["A"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("(x := g()) and use(x)", ["A"]),
        ("(x := g()) or use(x)", ["A"]),
        ("a and (x := g()) and use(x)", ["A"]),
        ("(a and (x := g())) or use(x)", ["A", "outside"]),
        ("use(x) and (x := g())", ["outside"]),
        ("use(x) if (x := g()) else None", ["A"]),
        ("a if b else (use(x), (x := g()))", ["outside"]),
        ("y = [use(x) for z in items if (x := z)]", ["A"]),
        ("y[use(x)] = (x := g())", ["A"]),
    ],
)
def test_walrus_within_its_statement(statement: str, expected: list[str]) -> None:
    source = f"def f(x):\n    {statement}  # here\n"
    scope, index = marked(source)
    found = Flow(scope).reaching(index, "x", within=call_in(scope, index, "use"))
    assert sorted("outside" if n == FROM_OUTSIDE else "A" for n in found) == expected


def test_a_deleted_name_has_its_deletion() -> None:
    scope, index = marked("""
        def f():
            x = 1
            del x
            use(x)  # here
    """)
    (number,) = Flow(scope).reaching(index, "x")
    assert scope.bindings[number].kind == "delete"


@pytest.mark.parametrize(
    "statement",
    [
        "x += 1",
        "import x",
        "import x.y",
        "from a import b as x",
        "def x(): pass",
        "class x: pass",
        "x: int = 1",
        "a, (b, *x) = g()",
        "type x = int",
    ],
)
def test_whatever_binds(statement: str) -> None:
    assert reaching(f"""
        def f(x):
            {statement}  # A
            use(x)  # here
    """) == ["A"]


@pytest.mark.parametrize(
    "statement", ["x.y = 1", "x[0] = 1", "x: int", "[x for x in y]", "lambda x: 1", "x == 1", "del x.y"]
)
def test_what_does_not_bind(statement: str) -> None:
    assert reaching(f"""
        def f(x):
            {statement}
            use(x)  # here
    """) == ["outside"]


# Scopes


def test_modules_and_classes_are_scopes_like_any_other() -> None:
    assert reaching("""
        try:
            import x  # A
        except ImportError:
            x = None  # B
        use(x)  # here
    """) == ["A", "B"]
    assert reaching("""
        class C:
            x = 1  # A
            x = 2  # B
            y = use(x)  # here
    """) == ["B"]


def test_what_a_module_leaves_behind() -> None:
    source = """
        x = 1  # A
        if a:
            x = 2  # B
        else:
            raise SystemExit
        pass  # here
        x = 3  # C
    """
    scope, _ = marked(source)
    assert lettered(source, Flow(scope).reaching_end("x")) == ["C"]


def test_where_control_never_comes_nothing_reaches() -> None:
    assert (
        reaching("""
        def f():
            x = 1  # A
            return
            use(x)  # here
    """)
        == []
    )


def test_a_very_long_scope() -> None:
    source = "".join(f"x{n % 3000} = {n}\n" for n in range(6000)) + "use(x7)  # here\n"
    scope, index = marked(source)
    flow = Flow(scope)
    for name, number in (("x7", 3007), ("x2999", 5999), ("x0", 3000)):
        assert flow.reaching(index, name) == {number}
