"""Devices of customers: what joins each of them to the service, and whether it was heard."""
