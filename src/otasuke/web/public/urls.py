"""Addresses for everybody."""

from django.urls import path

from otasuke.web.public import views

urlpatterns = [path("logo/<slug:digest>", views.logo, name="logo")]
