#: file shop/__init__.py
#: file shop/uploads.py
# What a base does before it does the work is met by who goes on to it; where a mixin may come between, it is not known.
from flask import Flask
from flask_jwt_extended import jwt_required
from flask.views import MethodView

app = Flask(__name__)


class Upload(MethodView):
    @jwt_required()
    def post(self):
        ...


class OrdersUpload(Upload):
    def post(self):  #: endpoint POST /uploads/orders; guarded by shop.uploads.Upload.post
        return super().post()


class Mixin:
    def post(self):
        ...


class OpenUpload(Upload):
    def post(self):  #: endpoint POST /uploads/open; access unknown
        return super().post()


class Mixed(OpenUpload, Mixin):
    ...


app.add_url_rule("/uploads/orders", view_func=OrdersUpload.as_view("orders"))
app.add_url_rule("/uploads/open", view_func=OpenUpload.as_view("open"))
