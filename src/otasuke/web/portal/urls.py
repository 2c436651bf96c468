"""The portal's addresses."""

from django.urls import path

from otasuke.web.portal import entering, views

urlpatterns = [
    path("", views.today, name="today"),
    path("messages", views.messages, name="messages"),
    path("devices", views.devices, name="devices"),
    path("contract", views.contract, name="contract"),
    path("contract/consents/<uuid:consent>.pdf", views.consent, name="consent"),
    path("ask", views.ask, name="ask"),
    path("enter", entering.enter, name="enter"),
    path("enter/sent", entering.sent, name="enter-sent"),
    path("enter/<str:token>", entering.by_link, name="enter-link"),
    path("choose", entering.choose, name="choose"),
    path("leave", entering.leave, name="leave"),
]
