"""What can go wrong with scopes."""


class NoTenantScope(RuntimeError):
    """A statement about a tenant's table was to be run while no scope was open on its connection."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{table} belongs to tenants: open tenant_scope(customer) or across(reason) around it")
        self.table = table
