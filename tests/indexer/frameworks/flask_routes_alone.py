#: file plugin/__init__.py
from flask import Blueprint
from flask_restful import Api, Resource

plugin = Blueprint("plugin", __name__, url_prefix="/plugin")
inner = Blueprint("inner", __name__, url_prefix="/inner")
plugin.register_blueprint(inner)
api = Api(prefix="/api")


@plugin.route("/")
def start():  #: endpoint GET /plugin/
    pass


@inner.route("/x")
def x():  #: endpoint GET /plugin/inner/x
    pass


class Thing(Resource):
    def put(self):  #: endpoint PUT /api/thing
        pass


api.add_resource(Thing, "/thing")
