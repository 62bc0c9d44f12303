#: file AGENTS.md
# For whoever works here

- Never edit applied migrations by hand.  #: binds written_rule Never edit applied migrations by hand.
- Do not import `orders` in `catalogue`: it is sold without them.  #: binds written_rule Do not import `orders` in `catalogue`
- Always use `charge_card()` and never the gateway itself.  #: binds written_rule Always use `charge_card()`
- Never use `print()`, and keep pull requests small.
- The tests are in `shop/tests/`.

#: file docs/adr/0001-money.md
# 1. Money is whole cents  #: dropped

Amounts in `shop/orders/money.py` are never floats.  #: dropped; binds written_rule decides: “1. Money is whole cents”

#: file docs/adr/0002-taxes.md
# 2. Taxes are computed by `shop/orders/money.py`

Status: superseded by 0003

#: file shop/__init__.py
#: file shop/orders/__init__.py
#: file shop/orders/money.py
def charge_card(amount):
    return amount

#: file shop/orders/migrations/__init__.py
#: file shop/orders/migrations/0001_initial.py
steps = []  #: dropped
steps = ["late"]  #: added; breaks written_rule changed, and `AGENTS.md` asks for no such edit note
#: added file shop/orders/migrations/0002_more.py
steps = ["more"]
#: file shop/catalogue/__init__.py
#: file shop/catalogue/prices.py
from shop.orders import money  #: added; breaks written_rule imports `shop.orders.money`
x = 1
#: file shop/tests/__init__.py
#: file shop/tests/test_catalogue.py
from shop.orders.money import charge_card  #: added
