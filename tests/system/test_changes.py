"""What an operator changes while the service runs, and what a shipper sends again."""

from __future__ import annotations

import pytest

from system.running import (
    ATTACK,
    ATTACK_RULE,
    OTHER_RULE,
    RULE,
    Running,
    call,
    check_arrived,
    marks,
    send_attack,
    sshd_line,
    until,
    wait_for,
)


def test_a_batch_that_is_sent_again_changes_nothing(plain: Running) -> None:
    token = plain.add_sensor("tsubaki", "pc")
    batch = "\n".join(
        sshd_line(mark, words=ATTACK if number == 0 else "") for number, mark in enumerate(marks("again", 50))
    )

    answers = [call(plain, "/v1/events", batch.encode(), token=token) for _ in range(3)]

    assert [status for status, _ in answers] == [200] * 3
    check_arrived(plain, "again", count=50, tenant="tsubaki")


def test_a_batch_with_a_name_is_taken_once_whatever_it_holds(plain: Running) -> None:
    token = plain.add_sensor("tsubaki", "nas")
    (mark,) = marks("named", 1)

    for words in (ATTACK, "other words"):
        line = sshd_line(mark, words=words).encode()
        assert call(plain, "/v1/events", line, token=token, Otasuke_Batch="night-1")[0] == 200

    check_arrived(plain, "named", count=1, tenant="tsubaki")


def test_a_token_that_is_revoked_is_refused_at_once(plain: Running) -> None:
    token = plain.add_sensor("yuri", "pc")
    assert call(plain, "/v1/events", b"before", token=token)[0] == 200
    (one,) = plain.sensors("yuri")

    plain.command("sensor", "revoke", one["id"])

    until(lambda: call(plain, "/v1/events", b"after", token=token)[0] == 401)


def test_a_rule_that_is_added_finds_the_next_event(plain: Running) -> None:
    words = "新しい手口"

    (plain.rules / "added.yml").write_text(RULE.format(title="Another attempt", id=OTHER_RULE, words=words))

    until(lambda: "rules.renewed" in plain.said("worker-0"), plain.said)
    send_attack(plain, "ran", "added", rule=OTHER_RULE, words=words)


def test_a_rule_that_is_broken_is_told_and_harms_no_other(plain: Running) -> None:
    broken = plain.rules / "broken.yml"

    broken.write_text("title: [")

    until(lambda: "broken.yml:2" in str(plain.ask("status")), lambda: plain.ask("status"))
    send_attack(plain, "ran", "broken")
    broken.unlink()


@pytest.mark.parametrize("service", ["plain", "secure"])
def test_a_canary_comes_through_every_door_that_is_open(service: str, request: pytest.FixtureRequest) -> None:
    running: Running = request.getfixturevalue(service)
    expected = {"http_bulk", "http_lines", "syslog_tcp", "syslog_udp", "fluent"}
    expected |= {"syslog_tls"} if running.ca_file else set()

    until(lambda: running.canaries() >= expected, lambda: f"only {running.canaries()} were detected\n{running.said()}")

    assert running.canaries() == expected
    assert "canary." not in running.said()


def test_a_quota_that_is_set_counts_at_once_and_for_this_tenant_only(plain: Running) -> None:
    token = plain.add_sensor("kaede", "pc")
    assert call(plain, "/v1/events", b"x" * 2000, token=token)[0] == 200

    plain.command("quota", "set", "kaede", "--burst-bytes", "1000")

    until(lambda: call(plain, "/v1/events", b"y" * 2000, token=token)[0] == 413)
    assert call(plain, "/v1/events", b"z" * 2000, token=plain.add_sensor("nire", "pc"))[0] == 200
    plain.command("quota", "reset", "kaede")
    until(lambda: call(plain, "/v1/events", b"y" * 2000, token=token)[0] == 200)


def test_a_rule_that_is_switched_off_for_a_tenant_finds_nothing_for_him_until_it_is_on_again(plain: Running) -> None:
    token = plain.add_sensor("sugi", "pc")
    (mark,) = marks("off", 1)

    plain.command("tenant", "rules", "off", "sugi", ATTACK_RULE, "--why", "a test")

    assert call(plain, "/v1/events", sshd_line(mark, words=ATTACK).encode(), token=token)[0] == 200
    wait_for(plain, "off", count=1)
    assert plain.detections("off") == []
    send_attack(plain, "ran", "others")
    plain.command("tenant", "undo", "sugi")
    send_attack(plain, "sugi", "on-again")
