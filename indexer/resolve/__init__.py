"""Names → symbols across files: modules, scopes, classes, calls, and the values of module-level code."""
