#: file chesterton.toml
[[required_guard]]
path = "/admin/*"
guard = "staff_only"
reason = "back office"

#: file shop/app.py
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def staff_only(token: str):
    if token != "staff":
        raise HTTPException(status_code=403)


@app.get("/admin/orders", dependencies=[Depends(staff_only)])  #: dropped
@app.get("/admin/orders")  #: added
def orders():  #: binds required_guard everything under `/admin/*` is behind `staff_only` (“back office”); breaks required_guard asks for
    return []


@app.get("/admin/old")
def old():
    return []


@app.get("/admin/export")  #: added
def export():  #: added; breaks required_guard GET /admin/export
    return []  #: added


@app.get("/orders")
def public():
    return []
