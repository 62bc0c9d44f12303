#: file shop/schemas.py
from pydantic import BaseModel, Field


class OrderRead(BaseModel):  #: breaks schema_field `OrderRead` no longer has `total`
    id: int  #: binds schema_field `OrderRead` has `id`, `total` and `note`; dropped
    id: str  #: added; breaks schema_field `OrderRead` has `id` as `str`, not `int`
    total: int  #: dropped
    amount: int  #: added
    note: str | None = None


class OrderCreate(BaseModel):
    number: int = Field(gt=0)  #: binds schema_field
    note: str | None = None  #: dropped
    note: str | None  #: added; breaks schema_field `OrderCreate` asks for `note`, which could be left out
    count: int = Field(default=1)


class Stamped(BaseModel):  #: added
    at: str  #: added


class Line(BaseModel):  #: dropped
class Line(Stamped):  #: added
    at: str  #: dropped; binds schema_field
    price: int


#: file shop/app.py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/orders")
def orders(days: int = 7, page: int = 1):  #: dropped
def orders(days: int, page: int = 1):  #: added; breaks schema_field `orders` asks for `days`, which could be left out
    return []


@app.get("/lines")
def lines(kind: Annotated[str, Query(description="one of (several, or all) kinds of lines")] = "all"):  #: dropped
def lines(kind: Annotated[str, Query(description="one of (several, or all) kinds of lines")]):  #: added; breaks schema_field `lines` asks for `kind`, which could be left out
    return []
