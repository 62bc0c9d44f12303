#: file service/__init__.py
from flask import Blueprint, Flask
from flask_restx import Api

from service.v1 import cats, dogs

blueprint = Blueprint("api", __name__, url_prefix="/v1")
api = Api(blueprint, version="1")
api.add_namespace(cats)
api.add_namespace(dogs, path="/hounds")
birds = api.namespace("birds", path="/feathered")
app = Flask(__name__)
app.register_blueprint(blueprint)

from service import more


#: file service/v1.py
from flask_restx import Namespace, Resource

cats = Namespace("cats", description="Cats")
dogs = Namespace("dogs")


@cats.route("/", "/all")
@cats.doc(responses={404: "none"})
class Cats(Resource):
    @cats.doc("list")
    @cats.expect(None)
    def get(self):  #: endpoint GET /v1/cats/; endpoint GET /v1/cats/all
        pass


@dogs.route("/<int:id>")
class Dog(Resource):
    def put(self, id):  #: endpoint PUT /v1/hounds/<int:id>
        pass


#: file service/more.py
from flask_restx import Resource

from service import birds


class Bird(Resource):
    def get(self):  #: endpoint GET /v1/feathered/any
        pass


birds.add_resource(Bird, "/any")
