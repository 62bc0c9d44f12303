#: file shop/__init__.py
#: file shop/schema.py
from ariadne import MutationType, ObjectType, QueryType, SubscriptionType, make_executable_schema

query = QueryType()
mutation = MutationType()
subscription = SubscriptionType()
order = ObjectType("Order")


@query.field("orders")
def resolve_orders(_, info):  #: entry graphql query orders
    return []


def resolve_stock(_, info):  #: entry graphql query stock
    return 1


query.set_field("stock", resolve_stock)


@mutation.field("payOrder")
def pay(_, info, number):  #: entry graphql mutation payOrder
    ...


@subscription.source("orderPaid")
async def paid(_, info):  #: entry graphql subscription orderPaid
    yield 1


@order.field("total")
def total(order, info):
    return 1


schema = make_executable_schema("", query, mutation, subscription, order)
