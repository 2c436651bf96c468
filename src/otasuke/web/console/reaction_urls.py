"""The console's addresses of what is stopped."""

from django.urls import path

from otasuke.web.console import blocks, reaction

of_reaction = [
    path("console/incidents/<str:code>/actions", reaction.actions, name="console-actions"),
    path("console/incidents/<str:code>/actions/<uuid:action>/<slug:verb>", reaction.act, name="console-action"),
    path("console/blocks", blocks.blocks, name="console-blocks"),
    path("console/blocks/withdraw", blocks.withdraw_many, name="console-blocks-withdraw"),
    path("console/blocks/give-back", blocks.put_back_many, name="console-blocks-back"),
    path("console/companies/<slug:code>/blocks", blocks.company_blocks, name="console-company-blocks"),
    path("console/companies/<slug:code>/feeds", blocks.add_feed, name="console-feed-add"),
    path("console/companies/<slug:code>/feeds/<uuid:feed>", blocks.how_to, name="console-feed"),
    path("console/companies/<slug:code>/feeds/<uuid:feed>/address", blocks.fresh_address, name="console-feed-address"),
    path("console/companies/<slug:code>/feeds/<uuid:feed>/remove", blocks.remove_feed, name="console-feed-remove"),
    path("console/companies/<slug:code>/spared", blocks.add_spared, name="console-spared-add"),
    path(
        "console/companies/<slug:code>/spared/<uuid:spared>/remove", blocks.remove_spared, name="console-spared-remove"
    ),
]
