#: file past.toml
[[removed]]
place = { path = "shop/services.py", line = 5 }
text = "if order.is_frozen:"
lines = 2
written_by = { id = "5d4c3b2a1", date = "2024-02-15", subject = "Revert \"Simplify refunds\"" }
removed_by = { id = "1a2b3c4d5", date = "2024-02-01", subject = "Simplify refunds" }

[[removed]]
place = { path = "shop/services.py", line = 11 }
text = "if order.paid is None:"
lines = 2
written_by = { id = "6d4c3b2a1", date = "2024-03-15", subject = "Fix crash of unpaid orders (#88)" }

[[removed]]
place = { path = "shop/services.py", line = 13 }
text = "log.debug(\"cancelled\")"
lines = 1
written_by = { id = "7d4c3b2a1", date = "2024-03-16", subject = "Fix logging" }

[[removed]]
place = { path = "shop/services.py", line = 16 }
text = "if order.is_old:"
lines = 2
written_by = { id = "8d4c3b2a1", date = "2024-04-16", subject = "Archive old orders" }

#: file shop/services.py
class Frozen(Exception): ...


def refund(order):  #: breaks put_back of `services.refund` goes again: 1a2b3c4d5 (2024-02-01) removed it, and 5d4c3b2a1 (2024-02-15) put it back suspicion
    if order.is_frozen:  #: dropped
        raise Frozen(order)  #: dropped
    order.refunded = True


def cancel(order):  #: breaks put_back 6d4c3b2a1 wrote it to mend something note
    if order.paid is None:  #: dropped
        return  #: dropped
    log.debug("cancelled")  #: dropped
    order.cancelled = True


def archive(order):
    if order.is_old:  #: dropped
        order.archived = True  #: dropped
    return order
