"""Answers fit the tokens that their reader can spare, and say what they left out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from server.failure import NoAnswer
from server.wording.budget import ANSWER, DETAIL, Page, Section, fitted, paged, tokens

# Texts as we word them, with the number of tokens that an offline tokenizer counted once.
MEASURED = json.loads(Path(__file__).with_name("measured_tokens.json").read_text(encoding="utf-8"))
MANY = Page(
    lead=["about something"],
    sections=[
        Section("writers: 500", [f"shop/orders/services.py:{line} pay" for line in range(500)], show=50),
        Section("readers: 3", ["a.py:1 a", "a.py:2 b", "a.py:3 c"], show=3),
        Section("nothing: 0", []),
    ],
)


def test_a_short_answer_keeps_its_budget_and_says_what_is_left() -> None:
    text = fitted("head", MANY, voice="mcp")
    assert tokens(text) <= ANSWER
    shown = text.count("services.py")
    readers = text.count("a.py")
    assert shown > 5
    assert f"writers: 500 [{shown} of 500 lines]" in text
    assert text.endswith(f"{503 - shown - readers} lines left out: detail=true shows them")
    assert "nothing: 0" not in text


def test_the_command_line_hears_of_its_own_options() -> None:
    assert fitted("head", MANY, voice="command line").endswith("--detail shows them")


def test_what_fits_is_said_whole() -> None:
    page = Page(["lead"], [Section("one: 1", ["a.py:1"])], closing=["end"])
    assert fitted("head", page, voice="mcp") == "head\nlead\none: 1\n  a.py:1\nend"


def test_pages_of_a_detailed_answer_hold_every_line_once() -> None:
    page = Page(["lead"], [Section("all", [f"shop/orders/services.py:{line} pay" for line in range(3000)])])
    cursor: str | None = None
    seen: list[str] = []
    for _ in range(50):
        text = paged("head", page, edition="abc123", cursor=cursor, voice="mcp")
        assert tokens(text) <= DETAIL * 1.01
        seen += re.findall(r"services\.py:(\d+)", text)
        found = re.search(r'\d+ more lines: cursor="(abc123:\d+)"$', text)
        if not found:
            break
        cursor = found[1]
    assert seen == [str(line) for line in range(3000)]


@pytest.mark.parametrize("cursor", ["other:5", "abc123:99999", "abc123:x", "abc123", "abc123:-1"])
def test_a_cursor_of_another_index_is_refused(cursor: str) -> None:
    with pytest.raises(NoAnswer, match="ask again without a cursor"):
        paged("head", MANY, edition="abc123", cursor=cursor, voice="mcp")


@pytest.mark.parametrize("measured", MEASURED, ids=lambda measured: measured["text"][:30])
def test_the_estimate_is_never_too_low_and_seldom_far_too_high(measured: dict[str, Any]) -> None:
    assert measured["tokens"] <= tokens(measured["text"]) <= 1.7 * measured["tokens"]
