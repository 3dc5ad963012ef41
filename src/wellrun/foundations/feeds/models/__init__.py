"""Feeds and files that came; connections, messages that came live, destinations, messages on their way out."""

from wellrun.foundations.feeds.models.files import Arrival, Feed, Load
from wellrun.foundations.feeds.models.messages import Connection, Received, Stranger
from wellrun.foundations.feeds.models.outgoing import Destination, Outgoing

__all__ = ["Arrival", "Connection", "Destination", "Feed", "Load", "Outgoing", "Received", "Stranger"]
