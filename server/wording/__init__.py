"""Values into short text within a budget; the one place where answers are worded, for agents and people alike.

Nothing is imported here: wording one kind of answer would bring the tools and rules behind all of them.
"""
