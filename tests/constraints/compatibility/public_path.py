#: file shop/app.py
from fastapi import APIRouter, FastAPI

from shop import reports  #: breaks public_path answers `/statements/sales` instead, and 1 more with it

app = FastAPI()
app.include_router(reports.router, prefix="/reports")  #: dropped
app.include_router(reports.router, prefix="/statements")  #: added


@app.get("/orders/{id}")  #: binds public_path `app.one` answers `GET /orders/{id}`; dropped
@app.get("/orders/{order_id}")  #: added
def one(id: int):
    return id


@app.post("/orders/{id}/refund")  #: binds public_path; dropped
@app.post("/orders/{id}/repay")  #: added; breaks public_path answers `/orders/{id}/repay` instead
def refund(id: int):
    return id


@app.get("/health")  #: binds public_path; dropped
def health():  #: breaks public_path is not routed any more
    return "ok"


@app.api_route("/stock", methods=["GET", "POST"])  #: binds public_path; dropped
@app.api_route("/stock", methods=["GET"])  #: added; breaks public_path no longer answers `POST`
def stock():
    return []


@app.get("/old")  #: binds public_path; dropped
def old():  #: dropped
    return []  #: dropped


@app.get("/list")  #: binds public_path; dropped
@app.get("/all")  #: added
def listed():
    return []


@app.get("/list")  #: added
def other():  #: added
    return []  #: added


@app.get("/preferences")  #: binds public_path; dropped
@app.get("/settings")  #: added; breaks public_path `GET /preferences` is no longer answered
def preferences():
    return {}


@app.put("/preferences")  #: binds public_path
def prefer():
    return {}

#: file shop/reports.py
from fastapi import APIRouter

router = APIRouter()


@router.get("/sales")  #: binds public_path
def sales():
    return []


@router.get("/returns")  #: binds public_path
def returns():
    return []
