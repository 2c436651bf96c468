"""The function that adds a line to a chain, and triggers that let nobody change one."""

from __future__ import annotations

from django.db import migrations

_APPEND = r"""
CREATE FUNCTION otasuke_audit(of_customer uuid, of_verb text, words text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_chain text := coalesce(of_customer::text, '');
    moment timestamptz := clock_timestamp();
    next_number bigint;
    prior bytea;
    new_line text;
    new_digest bytea;
BEGIN
    IF of_customer IS NOT NULL AND current_setting('role') <> 'otasuke_staff'
            AND of_customer::text IS DISTINCT FROM current_setting('otasuke.tenant', true) THEN
        RAISE EXCEPTION 'a line for another customer than the one of the scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_auditchain (chain, number, digest) VALUES (of_chain, 0, ''::bytea) ON CONFLICT DO NOTHING;
    SELECT number + 1, digest INTO next_number, prior FROM audit_auditchain WHERE chain = of_chain FOR UPDATE;
    new_line := next_number || ' ' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || ' ' || coalesce(of_customer::text, '-') || ' ' || of_verb || ' ' || words;
    new_digest := sha256(prior || convert_to(new_line, 'UTF8'));
    INSERT INTO audit_auditline (customer_id, number, at, verb, line, digest)
        VALUES (of_customer, next_number, moment, of_verb, new_line, new_digest);
    UPDATE audit_auditchain SET number = next_number, digest = new_digest WHERE chain = of_chain;
    RETURN next_number;
END $$;

REVOKE ALL ON FUNCTION otasuke_audit(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION otasuke_audit(uuid, text, text) TO otasuke_app, otasuke_staff;

CREATE FUNCTION otasuke_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of the audit log are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER never_change BEFORE UPDATE OR DELETE ON audit_auditline FOR EACH ROW EXECUTE FUNCTION otasuke_never();
CREATE TRIGGER never_empty BEFORE TRUNCATE ON audit_auditline FOR EACH STATEMENT EXECUTE FUNCTION otasuke_never();
"""
_WITHOUT = """
DROP TRIGGER never_change ON audit_auditline;
DROP TRIGGER never_empty ON audit_auditline;
DROP FUNCTION otasuke_never();
DROP FUNCTION otasuke_audit(uuid, text, text);
"""


class Migration(migrations.Migration):
    """Adds both."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(_APPEND, _WITHOUT)]
