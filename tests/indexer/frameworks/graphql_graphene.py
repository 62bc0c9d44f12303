#: file shop/__init__.py
#: file shop/core.py
import graphene


class BaseField(graphene.Field):
    def __init__(self, *args, **kwargs):
        self.permissions = kwargs.pop("permissions", [])
        super().__init__(*args, **kwargs)


class BaseMutation(graphene.Mutation):
    class Meta:
        abstract = True

    @classmethod
    def Field(cls, name=None, **given):
        return BaseField(cls._meta.output, name=name, **given)


def build_schema(query, mutation, subscription=None):
    return graphene.Schema(query=query, mutation=mutation, subscription=subscription)
#: file shop/orders.py
import graphene
from graphene import relay
from graphene_django.filter import DjangoFilterConnectionField

from shop.core import BaseField, BaseMutation


class Order(graphene.ObjectType):
    number = graphene.String()


class CreateOrder(BaseMutation):  #: entry graphql mutation createOrder
    class Arguments:
        number = graphene.String()

    def mutate(root, info, number):
        ...


class PayOrder(relay.ClientIDMutation):  #: entry graphql mutation pay
    ...


def resolve_invoices(root, info):  #: entry graphql query invoices
    return []


class OrderQueries(graphene.ObjectType):
    page_size = 50
    order = BaseField(Order, permissions=["staff"])
    all_orders = DjangoFilterConnectionField(Order)  #: entry graphql query allOrders
    node = relay.Node.Field()  #: entry graphql query node
    invoices = graphene.List(graphene.String, resolver=resolve_invoices)
    order_count = graphene.Int(name="howMany")

    @staticmethod
    def resolve_order(root, info, number):  #: entry graphql query order
        ...

    def resolve_order_count(root, info):  #: entry graphql query howMany
        return 1

    def resolve_nothing(root, info):
        return None


class OrderMutations:
    create_order = CreateOrder.Field()
    pay = PayOrder.Field()
#: file shop/api.py
import graphene

from shop.core import build_schema
from shop.orders import OrderMutations, OrderQueries


class Query(OrderQueries):
    pass


class Mutation(OrderMutations, graphene.ObjectType):
    pass


class Subscription(graphene.ObjectType):
    order_paid = graphene.String()  #: entry graphql subscription orderPaid


schema = build_schema(Query, mutation=Mutation, subscription=Subscription)
