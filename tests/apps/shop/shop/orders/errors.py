from shop.errors import DomainError


class TransitionNotAllowed(DomainError):
    code = "transition_not_allowed"


class ProductUnavailable(DomainError):
    code = "product_unavailable"


class EmptyOrder(DomainError):
    code = "empty_order"


class AmountMismatch(DomainError):
    code = "amount_mismatch"


class RefundWindowClosed(DomainError):
    code = "refund_window_closed"


class OrderClosed(DomainError):
    code = "order_closed"
