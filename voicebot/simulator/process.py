"""What a process takes of the machine, from /proc; None where there is none."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Usage:
    """At one moment: processor seconds so far, resident memory in MB."""

    at_s: float
    cpu_s: float
    rss_mb: float

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """Of a process with all its threads; None where the system does not tell."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            return None
        ticks = int(fields[11]) + int(fields[12])
        rss_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return cls(time.monotonic(), ticks / os.sysconf("SC_CLK_TCK"), round(rss_mb, 1))

    def cpu_since(self, before: Usage) -> float:
        """Per cent of the whole machine taken since `before`."""
        cores = os.cpu_count() or 1
        return round(100 * (self.cpu_s - before.cpu_s) / (self.at_s - before.at_s) / cores, 1)
