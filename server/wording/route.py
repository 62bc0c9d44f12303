"""An endpoint in words: method, path, and what refuses the caller before the handler runs."""

from indexer.graph.web import EndpointView
from server.wording.quoting import shortened


def endpoint(found: EndpointView) -> str:
    return f"{'|'.join(found.methods) or 'any'} {shortened(found.path, 120)}"


def access(found: EndpointView) -> str:
    """Never `unprotected`: what the index does not see is unknown."""
    if found.access == "guarded":
        return f"guarded by {', '.join(name.rsplit('.', 1)[-1] for name in dict.fromkeys(found.guards))}"
    return "public by declaration" if found.access == "public" else "guard unknown"


def in_order(found: EndpointView) -> str:
    """What runs before the handler, outermost first; guards are marked."""
    return " > ".join(
        f"{before.name.rsplit('.', 1)[-1]}{' [guard]' if before.guards else ''} ({before.origin})"
        for before in found.before
    )
