"""What was written down, in words."""

from server.tools.remember_constraint import Remembered
from server.wording.budget import Page
from server.wording.quoting import shortened


def page(answer: Remembered) -> Page:
    said = ", ".join(f"{key} {shortened(str(value), 100)}" for key, value in answer.values.items())
    if not answer.is_new:
        return Page([f"{answer.file} says so already: [[{answer.table}]] {said}"], [])
    return Page(
        [
            f"{answer.file} now says: [[{answer.table}]] {said}",
            "it binds from the next change on; commit the file, so that it is reviewed",
        ],
        [],
    )
