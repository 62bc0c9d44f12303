"""Keys, passwords and tokens that stand in somebody's text: answers go to a model, so they do not go into answers."""

import math
import re
from collections import Counter
from itertools import pairwise

HIDDEN = "[secret]"
SHORTEST = 12  # characters of a text that can hold one

KNOWN = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"
    r"|\bxox[abeprs]-[\w-]{10,}|\b[rs]k_(?:live|test)_\w{10,}|\bAIza[\w-]{30,}|\bsk-[\w-]{20,}|\bnpm_\w{30,}|\bpypi-\w{20,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
)
IN_ADDRESS = re.compile(
    r"(?P<before>\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@'\"]{0,80}:)[^\s/@'\"]{1,200}(?=@)", re.IGNORECASE
)
NAME = r"\w{0,40}(?:passw(?:or)?d|secret|token|api_?key|access_?key|private_?key|credential)\w{0,20}"
# A value in quotes or without, under a name that says what it is; a call, a name or a placeholder is none.
NAMED = re.compile(
    rf"(?P<before>\b{NAME}[\"']?\s*"
    r"(?::|=(?!=)|\bis\b)\s*)(?P<quote>[\"'])(?P<value>(?!\{|<|%|\$)[^\s\"']{8,})(?P=quote)",
    re.IGNORECASE,
)
SECRET_NAME = re.compile(NAME, re.IGNORECASE)
WORD = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w/+-])")
RANDOM = 4.0  # bits a character, from which on a long word is no word


def without_secrets(text: str) -> str:
    if len(text) < SHORTEST:
        return text
    text = KNOWN.sub(HIDDEN, text)
    text = IN_ADDRESS.sub(rf"\g<before>{HIDDEN}", text)
    text = NAMED.sub(lambda found: f"{found['before']}{found['quote']}{HIDDEN}{found['quote']}", text)
    return WORD.sub(lambda found: HIDDEN if _is_random(found[0]) else found[0], text)


def without_secrets_of(name: str, text: str) -> str:
    """Of a text that stands apart from the name it is given: `SECRET_KEY`, and `'4x7q2kz9v0m3'`."""
    leaf = name.rpartition(".")[2]
    if not SECRET_NAME.fullmatch(leaf):
        return without_secrets(text)
    return without_secrets(f"{leaf}={text}").removeprefix(f"{leaf}=")


def _is_random(word: str) -> bool:
    """Letters of both cases and digits, mixed as no name or path is."""
    kinds = sum(any(test(char) for char in word) for test in (str.isupper, str.islower, str.isdigit))
    if kinds < 3 or word.count("/") > 2 or word.count("_") > 2 or word.count("-") > 2:
        return False
    counts = Counter(word)
    entropy = -sum(number / len(word) * math.log2(number / len(word)) for number in counts.values())
    turns = sum(_kind(a) != _kind(b) for a, b in pairwise(word))
    return entropy >= RANDOM and turns >= len(word) / 3


def _kind(char: str) -> int:
    return 0 if char.isdigit() else 1 if char.isupper() else 2
