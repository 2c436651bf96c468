"""The console's addresses of what was told to whom."""

from django.urls import path

from otasuke.web.console import deliveries

of_deliveries = [
    path("console/deliveries", deliveries.deliveries, name="console-deliveries"),
    path("console/deliveries/<uuid:message>", deliveries.delivery, name="console-delivery"),
    path("console/calls/<uuid:call>", deliveries.call, name="console-call"),
    path("console/calls/<uuid:call>/take", deliveries.take_call, name="console-call-take"),
]
