"""An endpoint in words: method, path, and what refuses the caller before the handler runs."""

from itertools import groupby

from indexer.graph.web import BeforeView, EndpointView
from server.wording.quoting import shortened


def endpoint(found: EndpointView) -> str:
    return f"{'|'.join(found.methods) or 'any'} {shortened(found.path, 120)}"


def access(found: EndpointView) -> str:
    """Never `unprotected`: what the index does not see is unknown."""
    if found.access == "guarded":
        return f"guarded by {', '.join(name.rsplit('.', 1)[-1] for name in dict.fromkeys(found.guards))}"
    return "public by declaration" if found.access == "public" else "guard unknown"


def in_order(found: EndpointView) -> str:
    """What runs before the handler, outermost first; guards are marked, middleware that refuses nobody is counted."""
    words: list[str] = []
    for plain, alike in groupby(found.before, key=lambda one: one.origin == "middleware" and not one.guards):
        run = list(alike)
        if plain and len(run) > 2:
            words.append(f"{_last(run[0])} and {len(run) - 1} more (middleware)")
        else:
            words += [f"{_last(one)}{' [guard]' if one.guards else ''} ({one.origin})" for one in run]
    return " > ".join(words)


def _last(before: BeforeView) -> str:
    return before.name.rsplit(".", 1)[-1]
