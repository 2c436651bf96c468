"""Addresses for everybody."""

from django.urls import path

from otasuke.web.public import carrier, views

urlpatterns = [
    path("logo/<slug:digest>", views.logo, name="logo"),
    path("carrier/callback", carrier.callback, name="carrier-callback"),
]
