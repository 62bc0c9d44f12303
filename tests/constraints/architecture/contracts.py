#: file .importlinter
[importlinter]
root_package = shop

[importlinter:contract:layers]
name = The web is above the store
type = layers
containers =
    shop
layers =
    web
    (jobs) | api
    store

[importlinter:contract:apart]
name = The catalogue is sold alone
type = forbidden
source_modules =
    shop.catalogue
forbidden_modules =
    shop.orders
    requests
ignore_imports =
    shop.catalogue.old -> shop.orders.*
#: file tach.toml
[[modules]]
path = "shop.stock"
depends_on = ["shop.catalogue"]

[[modules]]
path = "shop.catalogue"

[[modules]]
path = "shop.web"
#: file shop/__init__.py
#: file shop/web.py
import shop.store  #: added
#: file shop/api.py
from shop import jobs  #: added; breaks forbidden_import `.importlinter` forbids
from shop import store  #: added
#: file shop/jobs.py
#: file shop/store.py
def saved():
    from . import web  #: added; breaks forbidden_import `.importlinter` forbids
    return web
#: file shop/orders/__init__.py
#: file shop/orders/totals.py
#: file shop/catalogue/__init__.py
#: file shop/catalogue/old.py
from shop.orders import totals  #: added
#: file shop/catalogue/prices.py
import requests  #: added; breaks forbidden_import `requests`
#: file shop/stock.py
import shop.catalogue.prices  #: added
import shop.web  #: added; breaks forbidden_import `tach.toml` forbids
import shop.orders.totals  #: added
