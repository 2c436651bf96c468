"""The portal's addresses."""

from django.urls import path

from otasuke.web.portal import asking, devices, entering, me, passkeys, people, tokens, views

urlpatterns = [
    path("", views.today, name="today"),
    path("messages", views.messages, name="messages"),
    path("devices", devices.devices, name="devices"),
    path("devices/give-back", devices.give_back, name="device-give-back"),
    path("devices/<uuid:device>", devices.device, name="device"),
    path("devices/<uuid:device>/name", devices.name, name="device-name"),
    path("devices/<uuid:device>/remove", devices.remove, name="device-remove"),
    path("contract", views.contract, name="contract"),
    path("contract/consents/<uuid:consent>.pdf", views.consent, name="consent"),
    path("ask", asking.ask, name="ask"),
    path("ask/sent", asking.sent, name="ask-sent"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke", tokens.revoke_token, name="token-revoke"),
    path("people", people.people, name="members"),
    path("people/invite", people.invite, name="member-invite"),
    path("people/invitations/<uuid:invitation>/change", people.change, name="member-change"),
    path("people/invitations/<uuid:invitation>/withdraw", people.withdraw, name="member-withdraw"),
    path("people/<uuid:person>/remove", people.remove, name="member-remove"),
    path("people/give-back", people.undo_remove, name="member-give-back"),
    path("people/<uuid:person>/hand-over", people.give_ownership, name="member-hand-over"),
    path("colleague/<str:token>", people.by_invitation, name="member-join"),
    path("me", me.me, name="me"),
    path("me/name", me.name, name="me-name"),
    path("me/sessions/end", me.end_one, name="me-end-one"),
    path("me/sessions/end-others", me.end_others, name="me-end-others"),
    path("me/passkeys/options", passkeys.new_options, name="me-passkey-options"),
    path("me/passkeys", passkeys.add, name="me-passkey-add"),
    path("me/passkeys/rename", passkeys.rename, name="me-passkey-rename"),
    path("me/passkeys/remove", passkeys.remove, name="me-passkey-remove"),
    path("passkey/options", passkeys.options, name="enter-passkey-options"),
    path("passkey", passkeys.enter, name="enter-passkey"),
    path("enter", entering.enter, name="enter"),
    path("enter/sent", entering.sent, name="enter-sent"),
    path("enter/<str:token>", entering.by_link, name="enter-link"),
    path("choose", entering.choose, name="choose"),
    path("leave", entering.leave, name="leave"),
]
