#: file plugin/views.py
from fastapi import APIRouter

outer = APIRouter(prefix="/plugin")
inner = APIRouter(prefix="/inner")


@outer.get("/")
def start():  #: endpoint GET /plugin/
    pass


@inner.get("/x")
def x():  #: endpoint GET /plugin/inner/x
    pass


outer.include_router(inner)
