#: file shop/app.py
from aiohttp import web

from shop.admin import admin
from shop.orders import Order, made_by, orders, table


def create_app():
    app = web.Application()
    app.add_routes(
        [
            web.get("/orders", orders),
            web.post("/orders", made_by("shop")),
            web.view("/orders/{id}", Order),
        ]
    )
    app.add_routes(table)
    app.router.add_get("/health", health)
    app.router.add_route("*", "/any", health)
    app.add_subapp("/admin", admin)
    return app


async def health(request):  #: endpoint GET /health; endpoint /any
    return web.Response(text="ok")


#: file shop/admin.py
from aiohttp import web

admin = web.Application()


async def users(request):  #: endpoint GET /admin/users
    if not request["user"].is_admin:
        raise web.HTTPForbidden()
    return web.json_response([])


admin.router.add_get("/users", users)


#: file shop/orders.py
from aiohttp import web

table = web.RouteTableDef()


async def orders(request):  #: endpoint GET /orders
    return web.json_response([])


def made_by(name):
    async def handler(request):  #: endpoint POST /orders
        return web.json_response({"by": name})

    return handler


class Order(web.View):
    async def get(self):  #: endpoint GET /orders/{id}
        return web.json_response({})

    async def delete(self):  #: endpoint DELETE /orders/{id}
        return web.json_response({})


@table.get("/stock")
async def stock(request):  #: endpoint GET /stock
    return web.json_response({})


@table.view("/lines")
class Lines(web.View):
    async def get(self):  #: endpoint GET /lines
        return web.json_response([])
