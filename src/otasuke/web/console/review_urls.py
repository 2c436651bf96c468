"""The console's addresses of verdicts, and of what they say about rules."""

from django.urls import path

from otasuke.web.console import alert, proposals, review

of_review = [
    path("console/review", review.rules, name="console-review"),
    path("console/review/rule", review.rule, name="console-review-rule"),
    path("console/review/proposals", proposals.all_proposals, name="console-proposals"),
    path("console/review/proposals/answer", proposals.answer, name="console-proposal-answer"),
    path("console/review/tunings/<uuid:tuning>/undo", proposals.undo, name="console-tuning-undo"),
    path("console/alerts/<uuid:alert>", alert.alert, name="console-alert"),
    path("console/alerts/<uuid:alert>/judge", alert.judge, name="console-alert-judge"),
    path("console/alerts/<uuid:alert>/undo", alert.undo, name="console-alert-undo"),
]
