"""What the domain refuses; shop.api turns it into an answer."""


class DomainError(Exception):
    code = "conflict"
