"""What is counted, for `/metrics`. Labels never hold callers' words, numbers or keys."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from voicebot.call.history import STAGES
from voicebot.call.messages import LogEntry

_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0)


class Metrics:
    """One for the process; feeds on the entries of the call logs."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.calls = Gauge("voicebot_calls", "Calls in progress", registry=self.registry)
        self._ended = Counter(
            "voicebot_calls_ended",
            "Calls by what they achieved",
            ["outcome"],
            registry=self.registry,
        )
        self._stages = Histogram(
            "voicebot_turn_seconds",
            "From the caller's last sound to the bot's first, by stage",
            ["stage"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._events = Counter(
            "voicebot_call_events", "Entries of the call logs", ["kind"], registry=self.registry
        )
        self._failed = Counter(
            "voicebot_work_failed", "Work for calls that failed", ["code"], registry=self.registry
        )

    def saw(self, entry: LogEntry) -> None:
        self._events.labels(entry.kind).inc()
        match entry.kind:
            case "latency":
                for stage in (*STAGES, "total"):
                    self._stages.labels(stage).observe(entry.data[f"{stage}_ms"] / 1000)
            case "failed":
                self._failed.labels(entry.data["code"]).inc()
            case "ended":
                self._ended.labels(entry.data["outcome"]).inc()
