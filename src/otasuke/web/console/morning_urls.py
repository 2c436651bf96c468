"""The addresses of morning sheets."""

from django.urls import path

from otasuke.web.console import morning

of_mornings = [
    path("console/morning", morning.morning, name="console-morning"),
    path("console/morning/<str:day>", morning.morning, name="console-morning-of"),
    path("console/morning/<str:day>/read", morning.read_morning, name="console-morning-read"),
]
