"""Work that was promised in the outbox, done by whoever is there, as often as it takes.

Done means: the job's function returned. What it does must bear being done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from voicebot.errors import VoicebotError, blame
from voicebot.ports_outside import Job, Outbox

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=15)
Work = Callable[[Job], None]


class NotYet(Exception):
    """A job is to be tried again at a certain time; nothing of it was done."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


def back_off(attempts: int) -> timedelta:
    """5 s after the first attempt, then twice as long each time, at most 15 minutes."""
    return min(timedelta(seconds=5 * 2 ** min(max(attempts - 1, 0), 10)), LONGEST_WAIT)


class Drainer:
    """`work` by kind of job; jobs of other kinds are left to others."""

    def __init__(
        self, outbox: Outbox, work: Mapping[str, Work], clock: Callable[[], datetime]
    ) -> None:
        self._outbox = outbox
        self._work = work
        self._clock = clock

    def drain(self, limit: int = 1_000) -> int:
        """Do what is due; how many jobs were done. Failed ones are due again later."""
        done = 0
        for _ in range(limit):
            job = self._outbox.claim(self._work.keys(), self._clock())
            if job is None:
                break
            done += self._do(job)
        return done

    def _do(self, job: Job) -> bool:
        try:
            self._work[job.kind](job)
        except NotYet as later:
            self._outbox.failed(job, str(later), later.until)
        except VoicebotError as error:
            self._outbox.failed(job, str(error), self._clock() + back_off(job.attempts))
        except Exception as error:
            log.warning("a job of kind %s failed: %s", job.kind, blame(error))
            self._outbox.failed(job, blame(error), self._clock() + back_off(job.attempts))
        else:
            self._outbox.done(job, self._clock())
            return True
        return False
