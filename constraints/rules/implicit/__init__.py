"""What nobody wrote in the ticket, and the code remembers."""
