"""The wire's types under the name of their package.

They live in `voicebot.ports`, because `runtime` reads them too and may not import `telephony`.
"""

from voicebot.ports import (
    CallFacts,
    CallRunner,
    Connected,
    Dropped,
    Dtmf,
    Marked,
    Media,
    Started,
    Stopped,
    Unknown,
    Wire,
    WireEvent,
    WireWriter,
)

__all__ = [
    "CallFacts",
    "CallRunner",
    "Connected",
    "Dropped",
    "Dtmf",
    "Marked",
    "Media",
    "Started",
    "Stopped",
    "Unknown",
    "Wire",
    "WireEvent",
    "WireWriter",
]
