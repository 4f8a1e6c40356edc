"""Calendars to subscribe to, each under a secret link."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Response

LONGEST = 100
"""Characters of a secret; ours have 43."""
HEADERS = {
    "cache-control": "private, no-store",
    "content-disposition": 'inline; filename="appointments.ics"',
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}


def feed_routes(feed: Callable[[str], str | None] | None) -> APIRouter:
    """`feed` gives the calendar of a secret, None for one that is not (or no longer) good."""
    router = APIRouter(include_in_schema=False)

    @router.get("/calendar/{secret}.ics")
    def calendar(secret: str) -> Response:
        text = feed(secret) if feed is not None and len(secret) <= LONGEST else None
        if text is None:
            raise HTTPException(404, "There is no such calendar.", {"cache-control": "no-store"})
        return Response(text, headers=HEADERS, media_type="text/calendar; charset=utf-8")

    return router
