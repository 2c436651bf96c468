"""Addresses of a demo. In a service that is none, nothing is there."""

from django.urls import path

from otasuke.web.world import views

urlpatterns = [
    path("demo", views.door, name="demo"),
    path("demo/become", views.become, name="demo-become"),
    path("demo/mails", views.mails, name="demo-mails"),
]
