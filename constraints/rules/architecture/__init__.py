"""Which part of the code may know which."""
