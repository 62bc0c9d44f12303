#: file shop/__init__.py
#: file shop/app.py
from importlib.metadata import entry_points

from fastapi import FastAPI

from shop import ping

app = FastAPI()
app.include_router(ping.router)
for entry in entry_points(group="shop.routers"):
    app.include_router(entry.load(), prefix="/plugins")
#: file shop/ping.py
from fastapi import APIRouter

router = APIRouter()


@router.get("/ping")
async def ping():  #: endpoint GET /ping
    ...
#: file shop/chat.py
from fastapi import APIRouter

router = APIRouter(prefix="/chat")


@router.post("/events")
async def events():  #: endpoint POST /plugins/chat/events
    ...
