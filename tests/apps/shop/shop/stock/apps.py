from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "shop.stock"

    def ready(self):
        from shop.stock import receivers  # noqa: F401  (connects the signals)
