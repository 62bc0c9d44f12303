"""Answers for agents and people, over MCP and on the command line."""
