#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
INSTALLED_APPS = ["rest_framework", "shop"]
ROOT_URLCONF = "shop.urls"
#: file shop/tickets.py
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet


class Merging:
    def update(self, request, pk):  #: breaks answer_shape answers 400 where it answered 404
        if pk == "0":
            answer = {"error": True, "text": "no such ticket"}
            return Response(answer, status=404)  #: dropped
            return Response(answer, status=400)  #: added
        return Response(made())


class Tickets(Merging, ViewSet):
    def create(self, request):  #: breaks answer_shape no longer answers with `text` where it answers 409
        if not request.data:
            return Response({"error": True, "text": "no data"}, status=409)  #: dropped
            return Response({"error": True}, status=409)  #: added
        return Response(made())


#: file shop/urls.py
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from shop.tickets import Tickets

router = SimpleRouter()
router.register("tickets", Tickets, basename="ticket")
urlpatterns = [path("api/", include(router.urls))]
