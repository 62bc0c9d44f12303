#: file chesterton.toml
layers = [["shop.web"], ["shop.store"]]

[[forbidden_import]]
from = "shop.catalogue"
to = "shop.orders"
reason = "the catalogue is sold without orders"

#: file shop/catalogue/prices.py
import shop.orders.old  # before the rule was written: only what a change adds goes against it
from shop.orders import totals  #: added; breaks forbidden_import `shop.orders.totals`


def price():
    from shop.orders.totals import total  #: added; breaks forbidden_import now imports
    return 1


#: file shop/orders/totals.py
import shop.catalogue.prices

#: file shop/orders/old.py
#: file shop/orders/__init__.py
#: file shop/__init__.py
#: file shop/catalogue/__init__.py
#: file shop/web.py
import shop.store  #: added

#: file shop/store.py
"""Not an import: import shop.web"""
import shop.webhooks  #: added
import shop.web  #: added; breaks forbidden_import forbids

#: file shop/webhooks.py
