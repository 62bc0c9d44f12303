"""Names → symbols across files: modules, scopes, classes, and the values of module-level code."""
