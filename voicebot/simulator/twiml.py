"""Reads the TwiML that a webhook answers with, as far as a call's way through it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

MAX_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Verb:
    """One element below `<Response>`: its name, attributes, text and children."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Verb, ...] = ()

    def __str__(self) -> str:
        said = self.text or " ".join(child.text or child.name for child in self.children)
        return f"<{self.name}> {said}".strip()


@dataclass(frozen=True, slots=True)
class Connect:
    """`<Connect><Stream>`: where to open the socket, what to tell it, what to ask afterwards."""

    url: str
    parameters: Mapping[str, str]
    action: str = ""


def parse(document: str | bytes) -> tuple[Verb, ...]:
    """The verbs of a TwiML document.

    Raises:
        ValueError: too long, not XML, or not a `<Response>`.
    """
    if len(document) > MAX_BYTES:
        raise ValueError("TwiML above 64 KB (11750)")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise ValueError(f"not TwiML (12100): {error}") from None
    if root.tag != "Response":
        raise ValueError(f"not TwiML (12100): the root is <{root.tag}>")
    return tuple(map(_verb, root))


def _verb(element: ElementTree.Element) -> Verb:
    children = tuple(map(_verb, element))
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), children)


def connect_of(verbs: Sequence[Verb]) -> Connect | None:
    """The first bidirectional stream among these verbs.

    Raises:
        ValueError: its address is one that the carrier refuses.
    """
    for verb in verbs:
        stream = next((c for c in verb.children if c.name == "Stream"), None)
        if verb.name == "Connect" and stream is not None:
            return _connect(verb, stream)
    return None


def _connect(verb: Verb, stream: Verb) -> Connect:
    url = stream.attributes.get("url", "")
    if not url.startswith(("wss://", "ws://")):
        raise ValueError(f"Stream url must be wss:// (31922), not {url!r}")
    if "?" in url:
        raise ValueError("Stream url may not have a query (31920)")
    if stream.attributes.get("track", "inbound_track") != "inbound_track":
        raise ValueError("a bidirectional Stream has the inbound track only (31941)")
    parameters = {
        p.attributes.get("name", ""): p.attributes.get("value", "")
        for p in stream.children
        if p.name == "Parameter"
    }
    if any(len(name) + len(value) >= 500 for name, value in parameters.items()):
        raise ValueError("a Parameter's name and value must stay under 500 characters")
    return Connect(url, parameters, verb.attributes.get("action", ""))
