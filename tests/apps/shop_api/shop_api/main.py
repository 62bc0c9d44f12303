from fastapi import FastAPI

from shop_api.orders.routes import router

app = FastAPI(title="Shop")
app.include_router(router, prefix="/api/v1")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
