#: skip the serialised descriptor of a protobuf service is a bytes literal, which facts do not keep
#: file shop/__init__.py
#: file shop/orders_pb2.py
from google.protobuf import descriptor_pool as _descriptor_pool
from google.protobuf import service_reflection

DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile(
    b"\n\x0corders.proto\x12\x04shop\x1a\x0coptions.proto2B\n\x06Orders\x128\n\x03Pay\x12\x08.shop.Pay\x1a\t.shop.Paid"
)
Orders = service_reflection.GeneratedServiceType("Orders", (), {"DESCRIPTOR": DESCRIPTOR})
#: file shop/app.py
from flask import Flask

from shop.options_pb2 import rpc
from shop.orders_pb2 import Orders

app = Flask(__name__)


def pay():  #: endpoint POST /orders/pay
    ...


HANDLERS = {"Pay": pay}

for method in Orders.DESCRIPTOR.methods:
    for endpoint in method.GetOptions().Extensions[rpc].endpoints:
        app.add_url_rule(endpoint.path, method.name, HANDLERS[method.name], methods=[endpoint.method])
