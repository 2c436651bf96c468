"""The addresses of 対応待ち and of incidents in the console."""

from django.urls import path

from otasuke.web.console import incident, incident_records, queue

of_incidents = [
    path("console/queue", queue.queue, name="console-queue"),
    path("console/queue/held", queue.held, name="console-queue-held"),
    path("console/queue/live", queue.live, name="console-queue-live"),
    path("console/queue/news", queue.news, name="console-queue-news"),
    path("console/queue/rail/<str:code>", queue.rail, name="console-queue-rail"),
    path("console/queue/many", queue.many, name="console-queue-many"),
    path("console/queue/undo", queue.undo, name="console-queue-undo"),
    path("console/queue/reason", queue.reason, name="console-queue-reason"),
    path("console/queue/filters", queue.keep, name="console-queue-keep"),
    path("console/queue/filters/<uuid:kept>/drop", queue.drop, name="console-queue-drop"),
    path("console/incidents/<str:code>", incident.incident, name="console-incident"),
    path("console/incidents/<str:code>/news", incident.news, name="console-incident-news"),
    path("console/incidents/<str:code>/act", incident.act, name="console-incident-act"),
    path("console/incidents/<str:code>/split", incident.split, name="console-incident-split"),
    path("console/incidents/<str:code>/merge/<str:other>", incident.merge, name="console-incident-merge"),
    path(
        "console/incidents/<str:code>/records/<uuid:alert>", incident_records.records, name="console-incident-records"
    ),
    path("console/incidents/<str:code>/hunt", incident_records.hunted, name="console-incident-hunt"),
]
