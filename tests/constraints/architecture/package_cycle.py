#: file shop/__init__.py
#: file shop/reports/__init__.py
#: file shop/reports/daily.py
from shop.orders import models
#: file shop/reports/monthly.py
from shop.orders import models, prices
#: file shop/reports/once.py
from shop.stock import levels
#: file shop/orders/__init__.py
#: file shop/orders/models.py
def total(lines):
    from shop.reports import monthly  #: added; breaks package_cycle `shop.reports` imports `shop.orders`, not the other
    return sum(lines)
#: file shop/orders/prices.py
"""See also

    from shop.reports import daily
"""
#: file shop/stock/__init__.py
#: file shop/stock/levels.py
from shop.reports import once  #: added
#: file tests/test_orders.py
from shop.orders import models
from shop.reports import daily
