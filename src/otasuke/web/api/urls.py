"""The API's addresses."""

from django.urls import path

from otasuke.web.api import pages
from otasuke.web.api.v1 import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/openapi.json", pages.document, name="openapi"),
    path("api/docs", pages.docs, name="api-docs"),
]
