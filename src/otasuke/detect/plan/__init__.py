"""From rules to tables: what the kernel needs to know about a rule set."""
