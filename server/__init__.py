"""Answers from the graph and its constraints: over MCP, on the command line, the same words in both."""
