"""The end of a service that answers calls: none begins any more, those under way are finished."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable

from voicebot.runtime.gate import Gate

log = logging.getLogger(__name__)

LINGER_S = 3.0
"""After the last call the carrier still asks what follows it."""
END_S = 10.0
"""So long a call may take that was told to end: its commands come to their end."""
POLL_S = 0.1


async def let_finish(gate: Gate, end_calls: Callable[[], None], limit_s: float) -> None:
    """Take no more calls; return when there are none, or the limit has passed.

    At the limit the calls that are left are ended (`end_calls`). The carrier then asks what comes
    next, and as no place is given any more, that is a person or a message.
    """
    gate.shut()
    if not gate.taken:
        return
    log.info("no more calls are taken; %d may go on for %g s", gate.taken, limit_s)
    if not await _empty(gate, limit_s):
        log.warning("%d calls are given back to the carrier", gate.taken)
        end_calls()
        await _empty(gate, END_S)
    await asyncio.sleep(LINGER_S)


async def _empty(gate: Gate, within_s: float) -> bool:
    for _ in range(math.ceil(within_s / POLL_S)):
        if not gate.taken:
            return True
        await asyncio.sleep(POLL_S)
    return not gate.taken
