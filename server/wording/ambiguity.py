"""A name that means several things, in words: all of them, with the call that asks for one."""

from server.tools.ambiguous import Ambiguous
from server.wording.asking import ask
from server.wording.budget import Page, Section, Voice


def page(answer: Ambiguous, voice: Voice) -> Page:
    lines = [f"{candidate.name}  {candidate.what}, {candidate.place}" for candidate in answer.candidates]
    first = answer.candidates[0].name
    return Page(
        lead=[f"{answer.asked!r} may mean {len(lines)} things; none is guessed. Ask with one of these names:"],
        sections=[Section("candidates:", lines, show=12)],
        closing=[f"next: {ask(answer.tool, answer.argument, first, voice)}"],
    )
