"""The few XML documents of WebDAV and CalDAV that are needed (RFC 4791, RFC 6578)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from voicebot.errors import OutsideFailed

_D, _C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

LIST = f'{_HEAD}<propfind xmlns="DAV:"><prop><getetag/><resourcetype/></prop></propfind>'


def sync(token: str) -> str:
    """What changed since a token; "" asks for everything."""
    return (
        f'{_HEAD}<sync-collection xmlns="DAV:"><sync-token>{escape(token)}</sync-token>'
        "<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
    )


def multiget(paths: Iterable[str]) -> str:
    """Etag and content of these objects."""
    wanted = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return (
        f'{_HEAD}<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"<D:prop><D:getetag/><C:calendar-data/></D:prop>{wanted}</C:calendar-multiget>"
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One <response>. `path` is what the server calls the object, as it was escaped."""

    path: str
    status: int
    etag: str
    data: str
    collection: bool


@dataclass(frozen=True, slots=True)
class Multistatus:
    entries: tuple[Entry, ...]
    token: str


def read(text: str) -> Multistatus:
    """
    Raises:
        OutsideFailed: not a multistatus document.
    """
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise OutsideFailed("the calendar's answer is not XML") from None
    if root.tag != f"{_D}multistatus":
        raise OutsideFailed("the calendar's answer is not of CalDAV")
    return Multistatus(tuple(_entries(root)), root.findtext(f"{_D}sync-token") or "")


def same(path: str) -> str:
    """A path so that two ways to escape it compare equal."""
    return unquote(urlsplit(path).path)


def _entries(root: ElementTree.Element) -> Iterator[Entry]:
    for response in root.iterfind(f"{_D}response"):
        parts = response.findall(f"{_D}propstat")
        good = next((s for s in parts if " 2" in _status(s)), ElementTree.Element("none"))
        said = _status(response) or next(map(_status, parts), "")
        yield Entry(
            path=(response.findtext(f"{_D}href") or "").strip(),
            status=200 if " 2" in _status(good) else int((said.split() or ["", "200"])[1]),
            etag=good.findtext(f"{_D}prop/{_D}getetag") or "",
            data=good.findtext(f"{_D}prop/{_C}calendar-data") or "",
            collection=good.find(f"{_D}prop/{_D}resourcetype/{_D}collection") is not None,
        )


def _status(element: ElementTree.Element) -> str:
    return element.findtext(f"{_D}status") or ""
