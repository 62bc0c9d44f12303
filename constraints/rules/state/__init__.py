"""Which values a state may take, and which may follow which."""
