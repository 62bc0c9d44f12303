#: skip a view of an installed package has no handler in the repository, and an endpoint is kept by its handler
#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/urls.py
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("about/", TemplateView.as_view(template_name="about.html")),  #: endpoint GET /about/
    path("team/", login_required(TemplateView.as_view())),  #: endpoint GET /team/; guarded by login_required
]
