#: file shop/__init__.py
from flask import Flask
from flask_appbuilder import AppBuilder

from shop.home import Home

appbuilder = AppBuilder(indexview=Home)


def create_app():
    app = Flask(__name__)
    with app.app_context():
        from shop.views import Health, Lines, Orders, OrdersApi, Reports

        appbuilder.add_view(Orders, "Orders")
        appbuilder.add_view_no_menu(Reports())
        appbuilder.add_api(OrdersApi)
        for view in (Health,):
            appbuilder.add_view_no_menu(view)
    return app
#: file shop/home.py
from flask_appbuilder import IndexView, expose


class Home(IndexView):
    route_base = ""

    @expose("/")
    def index(self):  #: endpoint GET /; access unknown
        ...
#: file shop/views.py
from flask_appbuilder import BaseView, ModelRestApi, ModelView, expose
from flask_appbuilder.api import BaseApi, protect, safe
from flask_appbuilder.hooks import before_request
from flask_appbuilder.security.decorators import has_access


class Lines(ModelView):  #: endpoint GET /lines/list/; guarded by has_access
    include_route_methods = {"list"}


class Orders(ModelView):  #: endpoint GET /orders/show/<pk>; endpoint GET,POST /orders/edit/<pk>; guarded by has_access; access unknown; endpoint GET /orders/download/<string:filename>; endpoint GET,POST /orders/action/<string:name>/<pk>
    related_views = [Lines]
    exclude_route_methods = {"add", "delete", "action_post"}

    def list(self):
        return "overridden and exposed no more"

    @expose("/paid")
    @expose("/paid/<int:year>", methods=["GET", "POST"])
    @has_access
    def paid(self, year=None):  #: endpoint GET /orders/paid; endpoint GET,POST /orders/paid/<int:year>; guarded by has_access
        ...

    @has_access
    @expose("/open")
    def open(self):  #: endpoint GET /orders/open; guarded by has_access
        ...


class Reports(BaseView):
    route_base = "/reports/v1"

    @before_request(only=["monthly"])
    def needs_feature(self):
        if not self.enabled:
            return self.response_404()

    @expose("/monthly/")
    def monthly(self):  #: endpoint GET /reports/v1/monthly/; access unknown
        ...


class Health(BaseView):
    @expose("status")
    def status(self):  #: endpoint GET /health/status; access unknown
        ...

    @expose()
    def ok(self):  #: endpoint GET /health/; access unknown
        ...


class Versioned(BaseApi):
    version = "v2"

    @expose("/count", methods=("GET",))
    @protect()
    @safe
    def count(self):
        ...


class OrdersApi(Versioned, ModelRestApi):  #: endpoint GET /api/v2/order/_info; endpoint GET /api/v2/order/<int:pk>; endpoint GET /api/v2/order/count; endpoint POST /api/v2/order/; endpoint DELETE /api/v2/order/<pk>; guarded by protect
    resource_name = "Order"
    include_route_methods = {"info", "get", "put", "post", "delete", "count"}

    @expose("/<pk>", methods=["PUT"])
    def put(self, pk):  #: endpoint PUT /api/v2/order/<pk>; access unknown
        ...


class NeverAdded(BaseView):
    @expose("/")
    def index(self):
        ...
