"""Parts of a body, so that an audio player can jump (RFC 9110, section 14; one range)."""

from __future__ import annotations

import re

from starlette.responses import Response


def ranged(body: bytes, wanted: str | None, media_type: str) -> Response:
    """The whole body, or with a `Range` header of one satisfiable range, that part of it."""
    headers = {"accept-ranges": "bytes"}
    match = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", wanted or "")
    if match is None or match.group(0) == "bytes=-":
        return Response(body, media_type=media_type, headers=headers)
    first, last = match.groups()
    start = int(first) if first else max(0, len(body) - int(last))
    end = min(int(last), len(body) - 1) if first and last else len(body) - 1
    if start > end:
        headers["content-range"] = f"bytes */{len(body)}"
        return Response(status_code=416, headers=headers)
    headers["content-range"] = f"bytes {start}-{end}/{len(body)}"
    return Response(body[start : end + 1], status_code=206, media_type=media_type, headers=headers)
