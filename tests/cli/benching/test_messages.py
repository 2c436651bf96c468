from otasuke.cli.benching.messages import messages_of
from otasuke.pipeline.parcels import unpack

RECORDS = [b"%d" % number for number in range(5_000)]


def test_no_record_is_lost_and_none_comes_twice() -> None:
    messages = [unpack(one) for one in messages_of(RECORDS, 50)]

    assert b"\n".join(parcel.lines for message in messages for parcel in message) == b"\n".join(RECORDS)
    assert [len(message) for message in messages] == [40, 40, 20]


def test_parcels_are_of_many_tenants_and_never_the_same() -> None:
    parcels = [one for call in (0, 5_000) for data in messages_of(RECORDS, 50, first=call) for one in unpack(data)]

    assert len({one.tenant for one in parcels}) == 40
    assert len({one.batch for one in parcels}) == len(parcels) == 200
