from detect.rules import load, rule_text

DETECTION = "selection:\n  a: 1\ncondition: selection"


def test_a_fault_carries_the_id_of_its_rule() -> None:
    [fault] = load(rule_text(DETECTION.replace("a: 1", "a|contians: 1"))).faults

    assert str(fault) == '1.yml:6: modifier "contians" is not known; did you mean "contains"?'
    assert fault.rule_id == "rule-1"


def test_a_rule_knows_its_place() -> None:
    [first, second] = load(rule_text(DETECTION) + "---\n" + rule_text(DETECTION, head="id: rule-2\n")).rules

    assert (str(first.place), str(second.place)) == ("1.yml:1", "1.yml:9")


def test_a_document_with_more_faults_than_anyone_reads_is_given_up() -> None:
    fields = "".join(f"  a{number}|contians: 1\n" for number in range(5000))

    loaded = load(rule_text(f"selection:\n{fields}condition: selection"))

    assert len(loaded.faults) == 100
