"""Recordings of attacks on AWS and Microsoft 365: every object is read by its source."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import orjson
import pytest

from normalise.cloud.reading import read, source_of

pytestmark = pytest.mark.shared_data
_GOLDEN_SAML = "otrf/compound/GoldenSAMLADFSMailAccess"


def objects_in(archive: Path) -> list[dict[str, object]]:
    with zipfile.ZipFile(archive) as opened:
        return [orjson.loads(line) for name in opened.namelist() for line in opened.read(name).splitlines() if line]


@pytest.mark.parametrize(
    ("archive", "expected"),
    [
        ("otrf/atomic/aws/collection/ec2_proxy_s3_exfiltration.zip", {"aws.cloudtrail": 103}),
        (f"{_GOLDEN_SAML}/AADAuditEvents.Zip", {"entra.audit": 4}),
        (f"{_GOLDEN_SAML}/OfficeActivityEvents.Zip", {"m365.audit": 1}),
        (f"{_GOLDEN_SAML}/Microsoft365DefenderEvents.Zip", {"defender.hunting": 8, "m365.audit": 1}),
    ],
)
def test_every_object_is_read_by_its_source(shared_data, archive, expected):
    records = objects_in(shared_data / archive)

    found = Counter(source.name if (source := source_of(record)) else None for record in records)

    assert found == expected
    assert all(read(record).time is not None for record in records)


def test_mail_access_through_a_forged_token_is_found_in_the_office_record(shared_data):
    record = objects_in(shared_data / _GOLDEN_SAML / "OfficeActivityEvents.Zip")[0]

    event = read(record)

    assert (event.fields["Operation"], event.fields["Workload"]) == ("MailItemsAccessed", "Exchange")
