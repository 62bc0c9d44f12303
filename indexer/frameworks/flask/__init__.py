"""Flask and its extensions: endpoints with their full rule and the hooks and decorators that run before them."""
