"""What travels through the house: events, rejects and the log sources they belong to. Pure."""

from otasuke.events.event import Event, LogSource, Reject, RejectReason, Value

__all__ = ["Event", "LogSource", "Reject", "RejectReason", "Value"]
