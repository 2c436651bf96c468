"""Tenants: whose rows the database shows. Every statement about a tenant's table needs an open scope."""
