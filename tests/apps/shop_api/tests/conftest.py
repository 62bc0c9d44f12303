import pytest
from fastapi.testclient import TestClient

from shop_api.main import app


@pytest.fixture
def client() -> TestClient:
    return TestClient(app)


@pytest.fixture
def clerk() -> dict[str, str]:
    return {"Authorization": "Bearer clerk-of-acme"}


@pytest.fixture
def manager() -> dict[str, str]:
    return {"Authorization": "Bearer manager-of-acme"}
