"""FastAPI and Starlette: endpoints with their full path and the dependencies that run before them."""

from indexer.frameworks.fastapi.routes import recognise
from indexer.frameworks.findings import Framework

FRAMEWORK = Framework("fastapi", ("fastapi", "starlette"), recognise)
