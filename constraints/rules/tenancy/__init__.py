"""Whose rows a query may see."""
