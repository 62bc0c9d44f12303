#: file shop/__init__.py
# Plugins register their own parts: `register` is called with the application, and their prefixes come from their bases.
from flask import Flask

from shop.browser import blueprint as browser


def create_app():
    app = Flask(__name__)
    for plugin in [browser]:
        app.register_blueprint(plugin)
    return app


def upgrade():
    app = create_app()
    return app.config


def start():
    return create_app()
#: file shop/plugins.py
from flask import Blueprint


class Plugin(Blueprint):
    def __init__(self, name, import_name, **options):
        options.setdefault("url_prefix", "/" + name)
        self.parts = []
        super().__init__(name, import_name, **options)

    def register(self, app, options):
        super().register(app, options)
        for part in self.parts:
            if app.blueprints.get(part.name) is None:
                app.register_blueprint(part)


class Shown:
    """Not a blueprint; stands behind Flask's own class, so that this is what `super()` of a plugin finds of ours."""

    def __init__(self, *given, **options):
        self.hidden = False
        super().__init__()


class Node(Plugin, Shown):
    def __init__(self, import_name, **options):
        options.setdefault("url_prefix", self.path)
        Plugin.__init__(self, "node-%s" % self.kind, import_name, **options)
        Shown.__init__(self)

    @property
    def path(self):
        from shop.browser import blueprint

        return blueprint.url_prefix + "/" + self.kind
#: file shop/browser.py
from shop.plugins import Plugin


class Browser(Plugin):
    def register(self, app, options):
        from shop.orders import blueprint as part

        self.parts.append(part)
        super().register(app, options)


blueprint = Browser("browser", __name__)


@blueprint.route("/")
def index():  #: endpoint GET /browser/
    ...
#: file shop/orders.py
from flask import request
from flask.views import View

from shop.browser import blueprint as around
from shop.plugins import Node


class Orders(Node):
    kind = "order"

    def __init__(self, *given, **options):
        super().__init__(*given, **options)

    def register(self, app, options):
        self.parts.append(around)  # a circle ends
        super().register(app, options)


blueprint = Orders(__name__)


class OrderView(View):
    def dispatch_request(self, **given):  #: endpoint GET /browser/order/list; endpoint DELETE /browser/order/one/<pk>
        return getattr(self, request.method.lower())(**given)

    def delete(self, pk):
        ...

    @classmethod
    def add_to(cls, blueprint):
        for command, methods, rule in (("list", ["GET"], ""), ("one", ["DELETE"], "/<pk>"), ("none", [], "")):
            if not len(methods) > 0:
                continue
            blueprint.add_url_rule(
                "/{0}{1}".format(command, rule), view_func=cls.as_view(command, command=command), methods=methods
            )


OrderView.add_to(blueprint)
