"""What the web side counts. No label ever holds a caller's words or number."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge


class WebMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.webhooks = Counter(
            "voicebot_webhooks",
            "Webhooks by route and answer.",
            ["route", "answer"],
            registry=registry,
        )
        self.sockets = Counter(
            "voicebot_media_sockets",
            "Media sockets by what became of them.",
            ["result"],
            registry=registry,
        )
        self.sockets_open = Gauge(
            "voicebot_media_sockets_open", "Media sockets of running calls.", registry=registry
        )
        self.bad_frames = Counter(
            "voicebot_bad_frames", "Messages that no carrier would send.", registry=registry
        )
        self.dropped = Counter(
            "voicebot_dropped_events",
            "Events that were left out, by reason.",
            ["reason"],
            registry=registry,
        )
        self.logins = Counter(
            "voicebot_logins", "Staff log-ins by result.", ["result"], registry=registry
        )
