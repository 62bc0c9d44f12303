"""GraphQL: the fields of query, mutation and subscription, with the function or class that answers each."""
