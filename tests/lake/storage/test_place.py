from __future__ import annotations

import pytest

from otasuke.lake.storage.place import Place, parse_place


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("s3://otasuke-lake", Place("otasuke-lake")),
        ("s3://otasuke-lake/", Place("otasuke-lake")),
        ("s3://lake.example.jp/a/b_c=1/", Place("lake.example.jp", "a/b_c=1")),
    ],
)
def test_a_place_is_a_bucket_and_perhaps_a_prefix(url: str, place: Place) -> None:
    assert parse_place(url) == place
    assert parse_place(str(place)) == place


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://bucket.example.jp/x", "is no s3://"),
        ("/srv/lake", "is no s3://"),
        ("s3://", "names no bucket"),
        ("s3://A", "names no bucket"),
        ("s3://key:geheim@bucket/x", "AWS_SECRET_ACCESS_KEY"),
        ("s3://localhost:9000/x", "AWS_ENDPOINT_URL"),
        ("s3://bucket/../x", "has a prefix with other characters"),
        ("s3://bucket//x", "has a prefix with other characters"),
        ("s3://bucket/x?versionId=geheim", "has a prefix with other characters"),
        ("s3://bucket/x\n", "has a prefix with other characters"),
    ],
)
def test_what_is_no_place_is_refused_without_being_quoted(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        parse_place(url)
    assert "geheim" not in str(refused.value)
