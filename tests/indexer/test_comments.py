"""Comments and docstrings, with what they are attached to."""

from textwrap import dedent

import pytest

from indexer.extract import extract
from tests.indexer.marked import extracted


def attached(source: str) -> list[tuple[str, str, int | None]]:
    """(text, scope, line of the statement) of each comment."""
    file = extracted(source)
    return [
        (
            c.text,
            file.scopes[c.scope].name,
            None if c.statement < 0 else file.scopes[c.scope].statements[c.statement].line,
        )
        for c in file.comments
    ]


def test_at_the_end_of_a_line() -> None:
    assert attached("""
        x = 1  # one
        def pay(order):  # two
            return 1  # three
        class Order:  # four
            status = 1  #: five
        if x:  # six
            pass
        else:  # seven
            y = 2
    """) == [
        ("one", "<module>", 2), ("two", "<module>", 3), ("three", "pay", 4), ("four", "<module>", 5),
        (": five", "Order", 6), ("six", "<module>", 7), ("seven", "<module>", 8),
    ]  # fmt: skip


def test_on_its_own_line_it_speaks_of_what_follows() -> None:
    assert attached("""
        # first
        # second

        x = 1
        def pay(order):
            # third
            order.save()
            if order:
                # fourth
                order.send()
            # fifth
            elif x:
                pass
        # sixth
        @decorated
        # seventh
        def other(): pass
    """) == [
        ("first", "<module>", 5), ("second", "<module>", 5), ("third", "pay", 8), ("fourth", "pay", 11),
        ("fifth", "pay", 13), ("sixth", "<module>", 18), ("seventh", "<module>", 18),
    ]  # fmt: skip


def test_at_the_end_of_a_body_it_belongs_to_the_body() -> None:
    assert attached("""
        class Order:
            def pay(self):
                self.save()
                # pay: never send here
            # order: no method but pay
        # module
        x = 1
    """) == [
        ("pay: never send here", "pay", None),
        ("order: no method but pay", "Order", None),
        ("module", "<module>", 8),
    ]


def test_between_methods_it_belongs_to_the_next_one() -> None:
    assert attached("""
        class Order:
            def pay(self):
                self.save()

            # refunds are final
            def refund(self):
                pass
    """) == [("refunds are final", "Order", 7)]


def test_a_statement_of_the_outer_scope_ends_the_body() -> None:
    assert attached("""
        def pay():
            pass
        x = 1
            # indented by mistake
        y = 2
    """) == [("indented by mistake", "<module>", 6)]


def test_inside_a_statement() -> None:
    assert attached("""
        MOVES = {
            # final
            "paid": [],
            "open": ["paid"],  # by the customer
        }
        def pay(
            order,  # the order
            # how
            force=False,
        ):
            call(
                order,
                # why
            )  # done
            key = sorted(order, key=lambda o: (
                o.total,  # largest last
            ))
        from a import (
            b,  # noqa
        )
    """) == [
        ("final", "<module>", 2), ("by the customer", "<module>", 2), ("the order", "<module>", 7),
        ("how", "<module>", 7), ("why", "pay", 12), ("done", "pay", 12), ("largest last", "pay", 16),
        ("noqa", "<module>", 19),
    ]  # fmt: skip


def test_on_a_decorator() -> None:
    assert attached("""
        x = 1
        @first  # one
        @second(key=lambda: 1)  # two
        def pay(): pass
    """) == [("one", "<module>", 5), ("two", "<module>", 5)]


def test_behind_a_statement_of_several_lines() -> None:
    assert attached("""
        def pay():
            pass
        text = '''
            # no comment
        '''  # one
    """) == [("one", "<module>", 4)]


def test_what_only_looks_like_a_comment() -> None:
    assert (
        attached("""
        a = "# no", '#', f"#{x}#", r"\\#", b"#"
        b = f"{x:#x}"
    """)
        == []
    )


def test_nothing_to_attach_it_to() -> None:
    assert attached("# alone") == [("alone", "<module>", None)]
    assert attached("x = 1\n# last\n") == [("last", "<module>", None)]


def test_alone_or_not_and_text() -> None:
    file = extract("#!/usr/bin/env python\nx = 1 #é ü  \n\t#\n##  two\n".encode())
    assert [(c.line, c.text, c.alone) for c in file.comments] == [
        (1, "!/usr/bin/env python", True), (2, "é ü", False), (3, "", True), (4, "#  two", True)
    ]  # fmt: skip


def test_windows_line_ends_do_not_stay_in_comments_and_docstrings() -> None:
    file = extract(b'"""doc\r\nmore"""\r\nx = 1  # one\r\n# two\r\ny = 2\r\n')
    assert file.scopes[0].docstring == "doc\nmore"
    assert [(c.line, c.text, c.statement) for c in file.comments] == [(3, "one", 1), (4, "two", 2)]


@pytest.mark.parametrize(
    ("source", "docstring"),
    [
        ('"""Says what."""\nx = 1\n', "Says what."),
        ("'one' 'two'\n", "onetwo"),
        ('# comment\n"""After a comment."""\n', "After a comment."),
        ('r"""raw \\d"""\n', "raw \\d"),
        ('"""escaped \\x41 \\\n joined"""\n', "escaped A  joined"),
        ('f"""no"""\n', None),
        ('b"""no"""\n', None),
        ('x = 1\n"""no"""\n', None),
        ('("in brackets")\n', "in brackets"),
        ('"a" + "b"\n', None),
        ("", None),
    ],
)
def test_docstring(source: str, docstring: str | None) -> None:
    assert extract(source.encode()).scopes[0].docstring == docstring


def test_docstrings_of_classes_and_functions() -> None:
    file = extracted('''
        class Order:
            """An order."""
            def pay(self):
                """Pays it.

                Once.
                """
            def refund(self): "Gives it back."
            f = lambda: "not one"
    ''')
    assert [(s.name, s.docstring and dedent(s.docstring).split("\n")[0]) for s in file.scopes] == [
        ("<module>", None), ("Order", "An order."), ("pay", "Pays it."), ("refund", "Gives it back."),
        ("<lambda>", None),
    ]  # fmt: skip
