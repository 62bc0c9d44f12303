"""What a check found, in the forms that other programs read."""

from server.formats.annotations import annotations
from server.formats.findings import findings
from server.formats.sarif import sarif

__all__ = ["annotations", "findings", "sarif"]
