from shop.errors import DomainError


class InsufficientStock(DomainError):
    code = "insufficient_stock"


class DeliveryAlreadyReceived(DomainError):
    code = "delivery_already_received"
