"""A name that means several things, in words: all of them, with the call that asks for one."""

from server.tools.ambiguous import Ambiguous
from server.wording.asking import ask
from server.wording.budget import Page, Section, Voice


def page(answer: Ambiguous, voice: Voice) -> Page:
    names = _shortest([candidate.name for candidate in answer.candidates], len(answer.asked.split(".")))
    lines = [
        f"{name}  {candidate.what}, {candidate.place}" for name, candidate in zip(names, answer.candidates, strict=True)
    ]
    first = names[0]
    return Page(
        lead=[f"{answer.asked!r} may mean {len(lines)} things; none is guessed. Ask with one of these names:"],
        sections=[Section("candidates:", lines, show=30)],
        closing=[f"next: {ask(answer.tool, answer.argument, first, voice)}"],
    )


def _shortest(names: list[str], parts: int) -> list[str]:
    """The ends of dotted names that one candidate alone has: whatever else ends so, the asked name would mean too."""
    found = []
    for name in names:
        ends = [".".join(name.split(".")[-count:]) for count in range(parts + 1, name.count(".") + 1)]
        alone = [end for end in ends if sum(f".{other}".endswith(f".{end}") for other in names) == 1]
        found.append(name if "/" in name else next(iter(alone), name))
    return found
