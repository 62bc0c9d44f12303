"""What clients and stored data rely on."""
