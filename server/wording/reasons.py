"""Why something is there, in words: one line a reason, each with its place."""

from server.tools.why import Kind, Remark
from server.wording.evidence import near
from server.wording.quoting import shortened

LONGEST = 240
KINDS: dict[Kind, str] = {
    "comment": "a comment says",
    "written": "the team wrote",
    "decision": "decided:",
    "history": "git:",
    "test": "a test:",
    "owner": "owner",
}


def remark(one: Remark, home: str = "") -> str:
    place = f" {near(one.place, home)}" if one.place else ""
    return f"{KINDS[one.kind]} {shortened(one.says, LONGEST)}{place}"
