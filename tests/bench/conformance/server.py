"""The server with the fixtures that the official conformance suite calls by name, of the kinds that this server offers.

    python tests/bench/conformance/server.py REPOSITORY PORT
    npx @modelcontextprotocol/conformance server --url http://127.0.0.1:PORT/mcp --requirements 2026-07-28 \\
        --expected-failures tests/bench/conformance/expected.yml

and the same with `--requirements 2025-11-25`. What is in expected.yml says there why it fails.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import anyio
from mcp.server.mcpserver import Context, MCPServer, UserMessage
from mcp.types import (
    AudioContent,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    TextContent,
    TextResourceContents,
)
from pydantic import Field

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from server import protocol
from server.http import address
from server.project import PATIENCE, Project

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="


def image() -> ImageContent:
    return ImageContent(type="image", data=PIXEL, mime_type="image/png")


def embedded(uri: str, text: str, kind: str = "text/plain") -> EmbeddedResource:
    return EmbeddedResource(type="resource", resource=TextResourceContents(uri=uri, mime_type=kind, text=text))


def said(text: str) -> TextContent:
    return TextContent(type="text", text=text)


def with_fixtures(server: MCPServer[Any]) -> MCPServer[Any]:
    tool = server.tool

    @tool(structured_output=False)
    def test_simple_text() -> str:
        """A fixture of the suite."""
        return "This is a simple text response for testing."

    @tool(structured_output=False)
    def test_image_content() -> CallToolResult:
        """A fixture of the suite."""
        return CallToolResult(content=[image()])

    @tool(structured_output=False)
    def test_audio_content() -> CallToolResult:
        """A fixture of the suite."""
        return CallToolResult(content=[AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")])

    @tool(structured_output=False)
    def test_embedded_resource() -> CallToolResult:
        """A fixture of the suite."""
        return CallToolResult(content=[embedded("test://embedded-resource", "This is an embedded resource content.")])

    @tool(structured_output=False)
    def test_multiple_content_types() -> CallToolResult:
        """A fixture of the suite."""
        values = json.dumps({"test": "data", "value": 123})
        resource = embedded("test://mixed-content-resource", values, "application/json")
        return CallToolResult(content=[said("Multiple content types test:"), image(), resource])

    @tool(structured_output=False)
    def test_error_handling() -> str:
        """A fixture of the suite."""
        raise protocol.ToolError("This tool intentionally returns an error for testing")

    @tool(structured_output=False)
    async def test_tool_with_progress(ctx: Context[Any, Any]) -> str:
        """A fixture of the suite."""
        for done in (0, 50, 100):
            await ctx.report_progress(done, 100)
            await anyio.sleep(0.05)
        return "done"

    @server.resource("test://static-text", mime_type="text/plain")
    def static_text() -> str:
        """A fixture of the suite."""
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", mime_type="image/png")
    def static_binary() -> bytes:
        """A fixture of the suite."""
        return base64.b64decode(PIXEL)

    @server.resource("test://template/{id}/data", mime_type="application/json")
    def template(id: str) -> str:
        """A fixture of the suite."""
        return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})

    @server.prompt()
    def test_simple_prompt() -> str:
        """A fixture of the suite."""
        return "This is a simple prompt for testing."

    @server.prompt()
    def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
        """A fixture of the suite."""
        return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"

    @server.prompt()
    def test_prompt_with_embedded_resource(
        resourceUri: Annotated[str, Field(description="URI of the resource to embed")],
    ) -> list[UserMessage]:
        """A fixture of the suite."""
        resource = embedded(resourceUri, "Embedded resource content for testing.")
        return [
            UserMessage(resource),
            UserMessage(said("Please process the embedded resource above.")),
        ]

    @server.prompt()
    def test_prompt_with_image() -> list[UserMessage]:
        """A fixture of the suite."""
        return [
            UserMessage(image()),
            UserMessage(said("Please analyze the image above.")),
        ]

    return server


def main() -> None:
    build = protocol.build_server
    protocol.build_server = lambda project, **options: with_fixtures(build(project, **options))
    project = Project.open(Path(sys.argv[1]), patience=PATIENCE)
    where = address(sys.argv[2], ())
    protocol.serve_http(project, where, token=None, structured=False, ready=print)


if __name__ == "__main__":
    main()
