"""Annotations of GitHub Actions: one workflow command a line.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterator

from server.tools.check_change import CheckedChange
from server.wording.secrets import without_secrets

COMMANDS = {"violation": "error", "suspicion": "warning", "note": "notice"}


def annotations(checked: CheckedChange) -> Iterator[str]:
    for found in checked.violations:
        line = max(1, found.place.line)
        where = f"file={_property(found.place.path)},line={line},title={_property(found.constraint)}"
        text = f"{found.message}. {found.fix}".rstrip(". ") + "."
        yield f"::{COMMANDS[found.severity]} {where}::{_data(without_secrets(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
