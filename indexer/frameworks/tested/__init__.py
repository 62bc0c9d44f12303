"""What tests do: the requests that they send, and what they assert."""
