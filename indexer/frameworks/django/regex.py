"""A route's regular expression as people write paths: `^checks/(?P<pk>\\d+)/$` → `checks/<pk>/`."""

import re

NAMED = re.compile(r"\(\?P<(\w+)>")
ESCAPED = re.compile(r"\\([.\-/_?+@:~ ])")
STILL_REGEX = re.compile(r"[()\[\]{}|*+?\\^$]")


def readable(pattern: str) -> str:
    """Anchors go, named groups become `<name>`; what is no plain path even then keeps its expression."""
    pattern = re.sub(r"^(\^|\\A)+", "", pattern)
    pattern = re.sub(r"(\$|\\Z|\\z)+$", "", pattern)
    shown = _names(pattern)
    plain = ESCAPED.sub(r"\1", shown)
    rest = re.sub(r"<\w+>", "", ESCAPED.sub("", shown))
    if plain.endswith("/?") and not STILL_REGEX.search(ESCAPED.sub("", re.sub(r"<\w+>", "", shown[:-2]))):
        return plain[:-1]
    return pattern if STILL_REGEX.search(rest) else plain


def _names(pattern: str) -> str:
    """Each outermost named group replaced by its name."""
    shown, at = "", 0
    while match := NAMED.search(pattern, at):
        end = _end_of_group(pattern, match.start())
        shown += pattern[at : match.start()] + f"<{match[1]}>"
        at = end
    return shown + pattern[at:]


def _end_of_group(pattern: str, start: int) -> int:
    depth, at, in_class = 0, start, False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(pattern)
