"""The roles of the database."""

OWNER = "otasuke_owner"
"""Owns the tables and changes them; only migrations run as it."""

MEMBER = "otasuke_app"
"""What the web signs in as. It sees the rows of one tenant, or none."""

STAFF = "otasuke_staff"
"""What the web becomes for the length of `across`. It sees the rows of all tenants."""

TENANT = "otasuke.tenant"
"""The setting of a transaction that names the tenant."""
