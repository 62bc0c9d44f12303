"""FastAPI and Starlette: endpoints with their full path and the dependencies that run before them."""
