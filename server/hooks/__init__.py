"""What a client runs after each edit and at the end of a turn: cheap where nothing changed, and never in the way."""
