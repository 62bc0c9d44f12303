from datetime import datetime

from pydantic import BaseModel, ConfigDict, PositiveInt

from shop_api.models import Status


class LineIn(BaseModel):
    product_id: int
    quantity: PositiveInt


class OrderIn(BaseModel):
    number: str
    note: str | None = None
    lines: list[LineIn]


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    status: Status
    placed_at: datetime | None
    note: str | None
