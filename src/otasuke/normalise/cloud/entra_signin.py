"""Entra sign-in logs (azure/signinlogs): Graph `signIn`, the diagnostic …SignInLogs categories, the SigninLogs tables.

Source: Graph resource type signIn; Log Analytics tables SigninLogs and AADNonInteractiveUserSignInLogs.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud import azure
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    one_class,
    values_of,
)
from otasuke.normalise.shaped import first_text

# How the portal, and with it the rules, write the protocols that attackers like.
_PROTOCOL_NAMES = {"deviceCode": "Device Code", "ropc": "ROPC"}


def _is_signin(record: JsonObject) -> bool:
    category = record.get("category")
    if isinstance(category, str) and category.lower().endswith("signinlogs"):
        return True
    if "ConditionalAccessStatus" in record or "conditionalAccessStatus" in record:
        return True
    return "signInEventTypes" in record or ("appliedConditionalAccessPolicies" in record and "status" in record)


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    spelt = {**fields, **azure.respelt(fields)}
    code = first_text(spelt, ("ResultType",))
    reasons = values_of(spelt, ("resultDescription", "status.failureReason", "status.additionalDetails"))
    outcome = "Success" if code == "0" else "Failure"
    protocol = first_text(spelt, ("authenticationProtocol",))
    return {
        **azure.respelt(fields),
        "ActivityDetails": "Sign-ins",
        "Status": (outcome, *reasons),
        "ResultDescription": reasons or outcome,
        "Resultdescription": reasons or outcome,
        "properties.message": (_PROTOCOL_NAMES.get(protocol, protocol), *values_of(spelt, ("operationName",))),
    }


SIGNIN = document_source(
    Shape(
        "entra.signin",
        (),
        one_class(LogSource("azure", None, "signinlogs")),
        strip=(azure.PROPERTIES,),
        rename={
            "ResultType": ("ResultType", "resultType", *azure.spellings("status.errorCode")),
            "ClientApp": azure.all_spellings("clientAppUsed", "clientApp"),
            "Username": azure.spellings("userPrincipalName"),
            "DeviceDetail.trusttype": azure.spellings("deviceDetail.trustType"),
        },
        times=("createdDateTime", "CreatedDateTime", "time", "TimeGenerated"),
        sensors=("tenantId", "AADTenantId", "TenantId"),
    ),
    _is_signin,
    texts=azure.all_spellings("networkLocationDetails", "appliedConditionalAccessPolicies"),
    prepare=azure.open_texts,
    derive=_derived,
)

SOURCES = (SIGNIN,)
