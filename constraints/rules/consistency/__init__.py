"""What commits together, what the database refuses, what is locked."""
