"""The console's addresses."""

from django.urls import path

from otasuke.web.console import (
    audit,
    entering,
    jobs,
    joining,
    joining_many,
    openid,
    passkeys,
    people,
    provider,
    tokens,
    views,
)
from otasuke.web.console.company_urls import of_companies
from otasuke.web.console.delivery_urls import of_deliveries
from otasuke.web.console.duty_urls import of_duty
from otasuke.web.console.hook_urls import of_hooks
from otasuke.web.console.incident_urls import of_incidents
from otasuke.web.console.morning_urls import of_mornings
from otasuke.web.console.place_urls import of_places
from otasuke.web.console.reaction_urls import of_reaction
from otasuke.web.console.review_urls import of_review
from otasuke.web.console.silence_urls import of_silences

urlpatterns = [
    path("console", views.first, name="console"),
    *of_reaction,
    *of_companies,
    *of_hooks,
    *of_incidents,
    *of_duty,
    *of_mornings,
    *of_silences,
    *of_review,
    *of_deliveries,
    *of_places,
    path("console/joining", joining.joinings, name="console-joinings"),
    path("console/joining/invite", joining.invite_company, name="console-join-invite"),
    path("console/joining/again", joining_many.again_many, name="console-joinings-again"),
    path("console/joining/give-back", joining.bring_back, name="console-join-back"),
    path("console/joining/<uuid:joining>/again", joining.again, name="console-join-again"),
    path("console/joining/<uuid:joining>/withdraw", joining.take_away, name="console-join-withdraw"),
    path("console/settings", views.settings, name="console-settings"),
    path("console/settings/end-others", views.end_others, name="console-end-others"),
    path("console/provider", provider.provider, name="console-provider"),
    path("console/provider/undo", provider.undo, name="console-provider-undo"),
    path("console/provider/logo", provider.logo, name="console-provider-logo"),
    path("console/settings/codes", views.fresh_codes, name="console-fresh-codes"),
    path("console/settings/tokens", tokens.tokens, name="console-tokens"),
    path("console/settings/tokens/<uuid:token>/revoke", tokens.revoke_token, name="console-token-revoke"),
    path("console/jobs", jobs.jobs, name="console-jobs"),
    path("console/jobs/<int:job>/retry", jobs.retry_job, name="console-retry-job"),
    path("console/people", people.people, name="console-people"),
    path("console/people/invite", people.invite, name="console-invite"),
    path("console/people/<uuid:person>/link", people.fresh_link, name="console-fresh-link"),
    path("console/people/posts/<uuid:post>/end", people.end, name="console-end-post"),
    path("console/people/posts/give-back", people.undo_end, name="console-give-back"),
    path("console/audit", audit.log, name="console-audit"),
    path("console/audit/verify", audit.verify, name="console-audit-verify"),
    path("console/audit/export", audit.export, name="console-audit-export"),
    path("console/settings/passkeys/options", passkeys.new_options, name="console-passkey-options"),
    path("console/settings/passkeys", passkeys.add, name="console-passkey-add"),
    path("console/settings/passkeys/rename", passkeys.rename, name="console-passkey-rename"),
    path("console/settings/passkeys/remove", passkeys.remove, name="console-passkey-remove"),
    path("staff/passkey/options", passkeys.options, name="staff-passkey-options"),
    path("staff/passkey", passkeys.enter, name="staff-passkey"),
    path("console/settings/openid", openid.settings_page, name="console-openid"),
    path("console/settings/openid/remove", openid.remove, name="console-openid-remove"),
    path("staff/openid", openid.begin, name="staff-openid"),
    path("staff/openid/back", openid.come_back, name="staff-openid-back"),
    path("staff/enter", entering.enter, name="staff-enter"),
    path("staff/code", entering.code, name="staff-code"),
    path("staff/phone", entering.phone, name="staff-phone"),
    path("staff/invited/<str:token>", entering.by_invitation, name="staff-invited"),
    path("staff/leave", entering.leave, name="staff-leave"),
]
