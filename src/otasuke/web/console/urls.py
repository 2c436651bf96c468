"""The console's addresses."""

from django.urls import path

from otasuke.web.console import audit, entering, jobs, joining, passkeys, people, provider, tokens, views
from otasuke.web.console.company_urls import of_companies
from otasuke.web.console.hook_urls import of_hooks

urlpatterns = [
    path("console", views.first, name="console"),
    *of_companies,
    *of_hooks,
    path("console/joining", joining.joinings, name="console-joinings"),
    path("console/joining/invite", joining.invite_company, name="console-join-invite"),
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
    path("staff/enter", entering.enter, name="staff-enter"),
    path("staff/code", entering.code, name="staff-code"),
    path("staff/phone", entering.phone, name="staff-phone"),
    path("staff/invited/<str:token>", entering.by_invitation, name="staff-invited"),
    path("staff/leave", entering.leave, name="staff-leave"),
]
