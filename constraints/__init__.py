"""What this codebase holds itself to, and what breaks it."""
