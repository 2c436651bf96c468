"""The console's addresses of silences."""

from django.urls import path

from otasuke.web.console import silences

of_silences = [
    path("console/silences", silences.all_silences, name="console-silences"),
    path("console/silences/new", silences.new_silence, name="console-silence-new"),
    path("console/silences/look", silences.look, name="console-silence-look"),
    path("console/silences/<uuid:silence>", silences.silence, name="console-silence"),
    path("console/silences/<uuid:silence>/end", silences.end, name="console-silence-end"),
    path("console/silences/<uuid:silence>/extend", silences.extend, name="console-silence-extend"),
    path("console/silences/<uuid:silence>/answer", silences.answer, name="console-silence-answer"),
]
