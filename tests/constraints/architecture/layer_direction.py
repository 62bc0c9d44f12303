#: file shop/__init__.py
#: file shop/orders/__init__.py
#: file shop/orders/a.py
from shop.catalogue import prices  #: binds layer_direction `orders` imports `catalogue`
#: file shop/orders/b.py
from shop.catalogue import prices  #: binds layer_direction
#: file shop/orders/c.py
from shop.catalogue import prices, products  #: binds layer_direction
#: file shop/orders/d.py
from shop.catalogue import products
#: file shop/catalogue/__init__.py
#: file shop/catalogue/prices.py
PRICE = 1
#: file shop/catalogue/products.py
from shop.catalogue import prices
#: file shop/billing/__init__.py
#: file shop/billing/bills.py
from shop.stock import levels  #: binds layer_direction `billing` and `stock` import one another in a circle
#: file shop/stock/__init__.py
#: file shop/stock/levels.py
from shop.billing import bills  #: binds layer_direction
#: file shop/reports/__init__.py
#: file shop/reports/monthly.py
from shop.orders import a
#: file tests/test_prices.py
from shop.catalogue import prices
from shop.orders import a
