#: file shop/app.py
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class OrderRead(BaseModel):
    id: int


@app.get("/orders/{id}")
def one(id: int):  #: breaks answer_shape `app.one` no longer answers with `total`
    return {"id": id, "total": 3}  #: dropped; binds answer_shape
    return {"id": id, "amount": 3}  #: added


@app.get("/orders/{id}/lines")
def lines(id: int, full: bool = False):
    if full:
        return {"lines": [], "count": 0}  #: binds answer_shape
    return {"lines": []}  #: dropped; binds answer_shape
    return {"lines": [], "next": None}  #: added


@app.get("/turned")
def turned(ready: bool = False):
    if ready:
        return JSONResponse({"state": "ready"}, status_code=200)  #: dropped; binds answer_shape
    return JSONResponse({"state": "waits"}, status_code=202)  #: dropped; binds answer_shape
    if not ready:  #: added
        return JSONResponse({"state": "waits"}, status_code=202)  #: added
    return JSONResponse({"state": "ready"}, status_code=200)  #: added


@app.get("/stock")
def stock():
    answer = {"left": 3}
    answer["sold"] = 4
    return answer  #: binds answer_shape


@app.get("/totals")
def totals():
    return {"sum": 1, "mean": 2}  #: dropped; binds answer_shape
    return summed()  #: added


def summed():  #: added
    return {"sum": 1, "mean": 2}  #: added


@app.post("/orders", status_code=201, response_model=OrderRead)  #: dropped
@app.post("/orders", response_model=OrderRead)  #: added
def create():  #: breaks answer_shape answers 200 where it answered 201
    return made()


@app.get("/last", response_model=OrderRead)  #: dropped
@app.get("/last")  #: added
def last():  #: breaks answer_shape no longer declares that it answers with `OrderRead`
    return made()


@app.get("/first", response_model=OrderRead)  #: dropped
@app.get("/first")  #: added
def first():  #: dropped
def first() -> OrderRead:  #: added
    return made()


@app.get("/gone/{id}")
def gone(id: int):  #: breaks answer_shape answers 400 where `not id`, and answered 404
    if not id:
        raise HTTPException(404)  #: dropped
        raise HTTPException(400)  #: added
    return JSONResponse({"id": id}, status_code=200)  #: binds answer_shape


def made():
    return {"id": 1, "secret": 2}  #: dropped
    return {"id": 1}  #: added


@app.post("/exports")
def export():  #: breaks answer_shape no longer answers with `task_id`
    return {"task_id": 3}  #: dropped; binds answer_shape
    return {"id": 3}  #: added


@app.get("/nested")
def nested():  #: breaks answer_shape no longer answers with `order.total`
    return {"order": {"id": 1, "total": 3}}  #: dropped; binds answer_shape
    return {"order": {"id": 1}}  #: added


@app.get("/rows")
def rows():  #: breaks answer_shape no longer answers with `total`
    return [{"id": one.id, "total": one.total} for one in made()]  #: dropped; binds answer_shape
    return [{"id": one.id, "sum": one.total} for one in made()]  #: added


@app.get("/people")
def people():  #: breaks answer_shape no longer answers with `role`
    found = []
    for one in made():
        told = one.told()
        told["role"] = one.role  #: dropped
        told["part"] = one.role  #: added
        found.append(told)
    return found  #: binds answer_shape


@app.post("/copies")
def copies():  #: breaks answer_shape answers 200 where it answered 201
    return JSONResponse(made(), status_code=201)  #: dropped
    return JSONResponse(made())  #: added


class OrderSerializer:
    def get_lines(self, order):  #: breaks answer_shape no longer answers with `price`
        return [{"id": line.id, "price": line.price} for line in order.lines]  #: dropped; binds answer_shape
        return [{"id": line.id} for line in order.lines]  #: added
