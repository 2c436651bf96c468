"""What travels through the house: events, rejects and the log sources they belong to. Pure."""

from otasuke.events.event import MOST_VALUES, Event, LogSource, Reject, RejectReason, Value

__all__ = ["MOST_VALUES", "Event", "LogSource", "Reject", "RejectReason", "Value"]
