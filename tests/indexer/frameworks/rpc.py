#: file shop/__init__.py
#: file shop/decorators.py
from functools import wraps

from modernrpc.auth.basic import http_basic_auth_login_required
from modernrpc.core import rpc_method


def logged(procedure):
    @wraps(procedure)
    def wrapper(*args, **kwargs):
        return procedure(*args, **kwargs)

    return wrapper


def offered(*, name, auth="login"):
    wrap = http_basic_auth_login_required if auth == "login" else lambda procedure: procedure

    def decorator(procedure):
        return rpc_method(name=name)(wrap(logged(procedure)))

    return decorator
#: file shop/orders.py
from modernrpc.core import rpc_method

from shop.decorators import logged, offered


@offered(name="orders.list")
def list_(*, customer):  #: entry rpc orders.list
    ...


@logged
@offered(name="orders.pay", auth="anyone")
def pay(*, number):  #: entry rpc orders.pay
    ...


@rpc_method
def ping():  #: entry rpc ping
    ...


@rpc_method(name="system.health")
def health():  #: entry rpc system.health
    ...


@logged
def not_offered():
    ...
#: file shop/server.py
from xmlrpc.server import SimpleXMLRPCServer

from flask_jsonrpc import JSONRPC
from jsonrpc import dispatcher


def stock(article):  #: entry rpc stock.level
    ...


def serve():
    ...


server = SimpleXMLRPCServer(("localhost", 8000))
server.register_function(stock, "stock.level")

jsonrpc = JSONRPC(None, "/api")


@jsonrpc.method("Stock.reserve")
def reserve(article: str) -> bool:  #: entry rpc Stock.reserve
    ...


@dispatcher.add_method
def release(article):  #: entry rpc release
    ...
#: file shop/house.py
RPC_METHODS = {}
FORMATS = {}


def rpc(name):
    def decorator(function):
        RPC_METHODS[name] = function
        return function

    return decorator


def format_(name):
    def decorator(function):
        FORMATS[name] = function
        return function

    return decorator


@rpc("returns.start")
def start(number):  #: entry rpc returns.start
    ...


@format_("csv")
def as_csv(rows):
    ...


class JsonRpcRegistry:
    def __init__(self):
        self.procedures = {}

    def register(self, function):
        self.procedures[function.__name__] = function
        return function


registry = JsonRpcRegistry()


@registry.register
def refund(number):  #: entry rpc refund
    ...


def answer(request):
    return RPC_METHODS[request["method"]](**request["params"])
#: file shop/grpc_server.py
from shop import stock_pb2_grpc


class Stock(stock_pb2_grpc.StockServicer):
    def Level(self, request, context):  #: entry rpc Stock.Level
        return self._level(request)

    def _level(self, request):
        ...
