"""Encodings, line ends, odd characters: the text is read as Python itself would read it, and what is wrong is said."""

import codecs

import pytest

from indexer.extract import extract
from indexer.facts import Assign, Constant, Evaluate, FileFacts


def values(file: FileFacts) -> list[object]:
    found: list[object] = []
    for statement in file.scopes[0].statements:
        assert isinstance(statement, Assign | Evaluate)
        assert isinstance(statement.value, Constant)
        found.append(statement.value.value)
    return found


@pytest.mark.parametrize(
    "content",
    [
        'x = "größe"\n'.encode(),
        codecs.BOM_UTF8 + 'x = "größe"\n'.encode(),
        '# -*- coding: latin-1 -*-\nx = "größe"\n'.encode("latin-1"),
        '#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = "größe"\n'.encode("cp1252"),
        '\n# coding=utf8\nx = "größe"\n'.encode(),
        '# coding: cp437\r\nx = "größe"\r\n'.encode("cp437"),
        'x = "größe"\n'.encode("utf-16"),
        codecs.BOM_UTF16_BE + 'x = "größe"\n'.encode("utf-16-be"),
        codecs.BOM_UTF8 + '# coding: latin-1\nx = "größe"\n'.encode(),
    ],
)
def test_encodings(content: bytes) -> None:
    file = extract(content)
    assert values(file) == ["größe"]
    assert file.problems == []


def test_names_beyond_ascii() -> None:
    file = extract('def größe(ß): return ß.länge\nclass Straße: pass\n"#" # überall\n'.encode())
    assert [s.qualname for s in file.scopes] == ["<module>", "größe", "Straße"]
    assert [c.text for c in file.comments] == ["überall"]
    assert file.scopes[2].definition is not None and file.scopes[2].definition.line == 2


def test_a_cookie_counts_on_the_first_two_lines_only() -> None:
    for before in (b"\n\n", b"x = 1\n"):
        file = extract(before + b'# coding: nonsense\n"a"\n')
        assert file.problems == []


@pytest.mark.parametrize(
    "name", ["nonsense", "utf-16", "rot13", "hex", "idna", "punycode", "undefined", "-", "a" * 500]
)
def test_an_unknown_encoding_is_said_and_read_as_utf_8(name: str) -> None:
    file = extract(f'# coding: {name}\nx = "ä"\n'.encode())
    assert values(file) == ["ä"]
    assert [(p.line, p.message) for p in file.problems] == [(1, f"unknown encoding {name[:40]}: read as UTF-8")]


def test_bytes_that_are_no_text_are_said_and_the_rest_is_read() -> None:
    file = extract(b'a = 1\nb = "gr\xf6\xdfe"\ndef c(): pass\n')
    assert [s.name for s in file.scopes] == ["<module>", "c"]
    assert [(p.line, p.message) for p in file.problems] == [(2, "not UTF-8: some characters are unknown")]


def test_nul_bytes() -> None:
    file = extract(b"def a(): pass\nb = 1\0\ndef c(): pass\n" + b"\0" * 4096)
    assert [s.name for s in file.scopes] == ["<module>", "a", "c"]
    assert [(p.line, p.message) for p in file.problems] == [(2, "NUL bytes: left out")]


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 40, b"\x7fELF\0\0\0" * 100, ('x = "ä"\n' * 200).encode("utf-16-le")]
)
def test_binary_content(content: bytes) -> None:
    file = extract(content)
    assert [p.message for p in file.problems] == ["binary content (NUL bytes)"]
    assert len(file.scopes) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    source = (
        "\"\"\"doc\nmore\"\"\"\ndef f(\n    a,\n):\n    x = '''one\n    two'''  # three\n    return \\\n        x\n"
    )
    expected, found = extract(source.encode()), extract(source.replace("\n", end).encode())
    assert found == expected
    assert found.scopes[0].docstring == "doc\nmore"
    assert found.lines == 9


@pytest.mark.parametrize(
    ("source", "lines"), [("", 0), ("\n", 1), ("x", 1), ("x\n", 1), ("x\ny", 2), ("x\r\ny\r\n", 2), ("\n\n\n", 3)]
)
def test_number_of_lines(source: str, lines: int) -> None:
    assert extract(source.encode()).lines == lines


def test_an_empty_file_is_a_module_without_statements() -> None:
    for content in (b"", b"\n", b"   ", b"# nothing\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\f"):
        file = extract(content)
        assert [(s.kind, s.name, s.statements) for s in file.scopes] == [("module", "<module>", [])]
        assert file.problems == []


def test_tabs_and_form_feeds() -> None:
    file = extract(
        b"class A:\n\tdef b(self):\n\t\tif x:\n\t\t\treturn\n        # eight spaces\n"
        b"\tdef c(self): pass\n\f\nclass D:\n  pass\n"
    )
    assert [s.qualname for s in file.scopes] == ["<module>", "A", "A.b", "A.c", "D"]
    assert file.problems == []


def test_a_file_that_ends_in_the_middle_of_a_line() -> None:
    file = extract(b"def a():\n    return 1")
    assert file.scopes[1].definition is not None and file.scopes[1].definition.end_line == 2
    assert len(file.scopes[1].statements) == 1
