#: file shop/__init__.py
#: file shop/main.py
import time

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse, RedirectResponse

from shop.office import office
from shop.tokens import known

OPEN = ("/health", "/docs")


class SessionOnly(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.url.path.startswith("/account"):
            if "user_id" not in request.session:
                return RedirectResponse("/login")
        return await call_next(request)


app = FastAPI(middleware=[Middleware(SessionOnly)])


@app.middleware("http")
async def timed(request: Request, call_next):
    start = time.monotonic()
    response = await call_next(request)
    response.headers["X-Took"] = str(time.monotonic() - start)
    return response


@app.middleware("http")
async def demand_token(request: Request, call_next):
    if request.url.path in OPEN:
        return await call_next(request)
    token = request.headers.get("Authorization")
    if not known(token):
        return JSONResponse({"detail": "no token"}, status_code=401)
    return await call_next(request)


@app.get("/health")
def health():  #: access unknown
    return {}


@app.get("/orders")
def orders():  #: guarded by demand_token
    return []


@app.get("/account")
def account():  #: guarded by dispatch, demand_token
    return {}


@app.websocket("/live")
async def live(socket):  #: access unknown
    await socket.accept()


app.mount("/office", office)
#: file shop/office.py
from fastapi import FastAPI

office = FastAPI()


@office.get("/stock")
def stock():  #: guarded by demand_token
    return []
#: file shop/tokens.py
def known(token):
    return token == "secret"
