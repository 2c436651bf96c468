"""Tables whose rows belong to no tenant, each with the reason. A table that is neither here nor a tenant's fails a test."""

UNSCOPED = {
    "auth_group": "of a part of Django that we do not use: roles are ours",
    "auth_group_permissions": "the same",
    "auth_permission": "the same",
    "django_content_type": "names of tables",
    "django_migrations": "which migrations ran; no model of ours",
    "django_session": "a session is found by a secret, before anybody is known",
    "accounts_person": "a person may act for several companies, and signs in before one is chosen",
    "accounts_firm": "the provider and the firms that work with him",
    "accounts_post": "what people of these firms do",
    "accounts_signinlink": "a link is found by a secret, before anybody is known",
    "accounts_invitation": "the same",
    "accounts_secondfactor": "of staff, who belong to no company",
    "accounts_recoverycode": "the same",
    "accounts_failure": "of whoever is before the door; nobody is known yet",
    "accounts_staffsession": "of staff, who belong to no company",
    "customers_edit": "that somebody did something to one company or to many; what it said before is the companies' own",
    "customers_importfile": "a file of many companies, before any of them is there",
    "customers_savedfilter": "of staff, who belong to no company",
    "contracts_plan": "what the provider offers, to everybody",
    "audit_auditchain": "the ends of all chains; only a function of the database reads and writes them",
}
