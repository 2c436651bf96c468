from otasuke.normalise.cloud import azure


def test_every_field_is_given_in_all_three_spellings():
    spelt = azure.respelt({"targetResources.type": "User", "Category": "Policy", "properties.result": "success"})

    assert {"targetResources.type", "TargetResources.type", "properties.targetResources.type"} <= set(spelt)
    assert spelt["category"] == spelt["properties.category"] == "Policy"
    assert spelt["Result"] == "success"


def test_the_body_is_the_properties_or_the_record_itself():
    assert azure.body_of({"properties": {"a": 1}}) == {"a": 1}
    assert azure.body_of({"a": 1}) == {"a": 1}
    assert azure.body_of({"properties": "text", "a": 1})["a"] == 1


def test_a_member_is_found_in_either_spelling():
    assert azure.member_of({"TargetResources": [1]}, "targetResources") == [1]
    assert azure.member_of({"properties": {"targetResources": [2]}}, "targetResources") == [2]
    assert azure.member_of({}, "targetResources") is None


def test_json_text_in_tables_is_opened_and_broken_text_stays():
    opened = azure.open_texts({"Status": '{"errorCode":0}', "DeviceDetail": "{broken", "Other": "{}"})

    assert opened == {"Status": {"errorCode": 0}, "DeviceDetail": "{broken", "Other": "{}"}
