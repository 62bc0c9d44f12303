#: file shop/__init__.py
#: file shop/fields.py
import strawberry


def guarded_mutation(**options):
    def decorator(resolver):
        return strawberry.mutation(resolver, **options)

    return decorator
#: file shop/orders/__init__.py
#: file shop/orders/schema.py
from typing import AsyncGenerator, ClassVar

import strawberry
import strawberry_django
from strawberry_django import mutations

from shop.fields import guarded_mutation


def find_invoices() -> list[str]:  #: entry graphql query invoices
    return []


class Documented:
    def describe(self):
        return ""

    note: str = "no field: the class is none of the library's"


@strawberry.type
class OrderType:
    number: str
    total: int


@strawberry.type
class OrderQuery(Documented):
    limit: ClassVar[int] = 50
    session: strawberry.Private[object]
    order: OrderType = strawberry_django.field()  #: entry graphql query order
    order_list: list[OrderType] = strawberry_django.field()  #: entry graphql query orderList
    newest: OrderType  #: entry graphql query newest
    invoices: list[str] = strawberry.field(resolver=find_invoices)
    orders_connection = strawberry_django.connection(name="orderPages")  #: entry graphql query orderPages

    @strawberry.field
    def open_orders(self) -> list[OrderType]:  #: entry graphql query openOrders
        return self._all()

    @strawberry.field(name="paid")
    def paid_orders(self) -> list[OrderType]:  #: entry graphql query paid
        return self._all()

    def _all(self):
        return []


@strawberry.type
class OrderMutation:
    create_order: OrderType = mutations.create(OrderType)  #: entry graphql mutation createOrder

    @strawberry.mutation(permission_classes=[])
    def pay_order(self, number: str) -> OrderType:  #: entry graphql mutation payOrder
        ...

    @guarded_mutation(permission_classes=[])
    def refund(self, number: str) -> OrderType:  #: entry graphql mutation refund
        ...


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def order_paid(self) -> AsyncGenerator[int, None]:  #: entry graphql subscription orderPaid
        yield 1
#: file shop/schema.py
import strawberry
from strawberry.tools import create_type, merge_types

from shop.orders.schema import OrderMutation, OrderQuery, Subscription


@strawberry.field
def news_articles() -> list[str]:  #: entry graphql query newsArticles
    return []


News = create_type("News", [news_articles])


@strawberry.type
class Stock:
    @strawberry.field
    def in_stock(self) -> int:  #: entry graphql query inStock
        return 1


@strawberry.type
class Query(OrderQuery, Stock, News):
    pass


Mutation = merge_types("Mutation", (OrderMutation,))

schema = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
#: file shop/internal.py
import strawberry
from strawberry.schema.config import StrawberryConfig


@strawberry.type
class Internal:
    @strawberry.field
    def queue_length(self) -> int:  #: entry graphql query queue_length
        return 0


schema = strawberry.Schema(Internal, config=StrawberryConfig(auto_camel_case=False))
