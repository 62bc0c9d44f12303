"""Flask and its extensions for APIs: endpoints with their full rule and the hooks and decorators that run before them."""

from indexer.frameworks.findings import Framework
from indexer.frameworks.flask.routes import recognise

FRAMEWORK = Framework("flask", ("flask", "apiflask", "quart"), recognise)
