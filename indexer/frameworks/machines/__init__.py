"""State machines that code declares: which state may follow which, by what, under what conditions."""
