#: file shop/urls.py
from django.urls import path

from shop.views import Orders

urlpatterns = [path("orders/", Orders.as_view())]


#: file shop/views.py
from django.views.generic import TemplateView

from shop.access import Staff


class Orders(Staff, TemplateView):
    template_name = "orders.html"


#: file shop/access.py
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin


class Staff(LoginRequiredMixin, UserPassesTestMixin):  #: dropped
class Staff(UserPassesTestMixin):  #: added; breaks entry_point_guard GET /orders/ is no longer behind `LoginRequiredMixin`
    def test_func(self):
        return self.request.user.is_staff
