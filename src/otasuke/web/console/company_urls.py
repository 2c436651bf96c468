"""The addresses of companies, plans and contracts in the console."""

from django.urls import path

from otasuke.web.console import companies, company, company_people, contracts, device, edits, finding, imports, plans

of_companies = [
    path("console/find", finding.find, name="console-find"),
    path("console/companies", companies.companies, name="console-companies"),
    path("console/companies-at-once", companies.many, name="console-many"),
    path("console/filters", companies.keep_filter, name="console-filter-keep"),
    path("console/filters/<uuid:kept>/drop", companies.drop_filter, name="console-filter-drop"),
    path("console/new-company", company.new, name="console-company-new"),
    path("console/companies/<slug:code>", company.company, name="console-company"),
    path("console/companies/<slug:code>/sites/<int:number>", company.site, name="console-company-site"),
    path("console/companies/<slug:code>/notes", company.add_note, name="console-note"),
    path("console/companies/<slug:code>/notes/<uuid:note>", company.remove_note, name="console-note-remove"),
    path("console/companies/<slug:code>/contract", contracts.contracts, name="console-contract"),
    path("console/companies/<slug:code>/contract/<slug:step>", contracts.step, name="console-contract-step"),
    path("console/companies/<slug:code>/consents/<uuid:consent>.pdf", contracts.consent_file, name="console-consent"),
    path("console/companies/<slug:code>/people/invite", company_people.invite, name="console-owner-invite"),
    path("console/companies/<slug:code>/people/give-back", company_people.undo_withdraw, name="console-owner-back"),
    path(
        "console/companies/<slug:code>/people/<uuid:invitation>/withdraw",
        company_people.withdraw,
        name="console-owner-withdraw",
    ),
    path("console/companies/<slug:code>/devices/<uuid:device>", device.device, name="console-device"),
    path("console/companies/<slug:code>/<slug:part>", company.part, name="console-company-part"),
    path("console/plans", plans.plans, name="console-plans"),
    path("console/plans/new", plans.new_plan, name="console-plan-new"),
    path("console/plans/check", plans.check_plan, name="console-plan-check"),
    path("console/import", imports.upload, name="console-import"),
    path("console/import/<uuid:file>", imports.look, name="console-import-preview"),
    path("console/import/<uuid:file>/faults.csv", imports.faults_file, name="console-import-faults"),
    path("console/companies.csv", imports.export, name="console-export"),
    path("console/undo/<uuid:edit>", edits.take_back, name="console-undo"),
]
