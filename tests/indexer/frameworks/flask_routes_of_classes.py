#: file shop/__init__.py
from flask import Flask, session
from werkzeug.exceptions import Forbidden

app = Flask(__name__)


def view_of(cls):
    def wrapper(**kwargs):
        return cls().answer()

    wrapper.__name__ = cls.__name__
    return wrapper


class Base:
    def answer(self):
        self.check_access()
        return self.process()

    def check_access(self):
        pass


class Protected(Base):
    def check_access(self):
        if session.user is None:
            raise Forbidden


class Office(Protected):
    def answer(self):
        return Base.answer(self)


class Orders(Protected):  #: endpoint GET /orders; guarded by view_of
    def process(self):
        return "orders"


class Prices(Office):  #: endpoint GET /office/prices; guarded by view_of
    def process(self):
        return "prices"


class Front(Base):  #: endpoint GET /; access unknown
    def process(self):
        return "front"


app.add_url_rule("/orders", view_func=view_of(Orders))
app.add_url_rule("/office/prices", view_func=view_of(Prices))
app.add_url_rule("/", view_func=view_of(Front))
