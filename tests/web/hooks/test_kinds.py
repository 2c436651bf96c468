"""What can be told."""

from __future__ import annotations

from otasuke.web.hooks.kinds import KINDS, TEST, data_of, openapi_webhooks, schema_of


def test_what_is_told_is_what_the_schema_says() -> None:
    for name, kind in KINDS.items():
        data = data_of(name, customer="minori", target="device 1f81eb52", details={**kind.fields, "secret": "no"})

        told = schema_of(name)["properties"]["data"]
        assert set(data) == set(told["properties"]) == set(told["required"])
        assert "secret" not in data


def test_the_id_is_of_what_it_was_done_to() -> None:
    data = data_of("device.added", customer="minori", target="device 1f81", details={"code": "keiri-02"})

    assert data == {"customer": "minori", "device_id": "1f81", "code": "keiri-02"}


def test_the_document_of_the_api_can_have_them_all() -> None:
    document = openapi_webhooks()

    assert set(document) == {*KINDS, TEST}
    operation = document["contract.signed"]["post"]
    assert operation["summary"] == "契約に同意があった"
    assert [one["name"] for one in operation["parameters"]] == [
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    ]
