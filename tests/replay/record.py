"""Record one call's wire: every text the carrier sends, as it was sent. Run it by hand:

.venv/bin/python tests/replay/record.py a_person
"""

from __future__ import annotations

import asyncio
import gzip
import sys
from pathlib import Path

from voicebot.cli.demo import serving
from voicebot.config import Settings
from voicebot.errors import LineClosed
from voicebot.simulator.fixtures import RecordedCall, load_call
from voicebot.simulator.media import MediaLeg
from voicebot.simulator.phone import Phone


async def place(url: str, call: RecordedCall) -> list[str]:
    texts: list[str] = []
    send = MediaLeg._send

    async def recorded(leg: MediaLeg, text: str) -> None:
        texts.append(text)
        await send(leg, text)

    MediaLeg._send = recorded  # type: ignore[method-assign]
    async with Phone(url) as phone:
        try:
            await phone.wait_until_bot_quiet(700)
            for line in call.lines:
                await line.say(phone)
                await phone.wait_until_bot_quiet(700)
        except LineClosed:
            pass
        await phone.wait_until_over(5)
    return texts


def main(call_id: str) -> None:
    with serving(Settings.read().data_dir) as line:
        texts = asyncio.run(place(line.url, load_call(call_id)))
    target = Path(__file__).parent / f"{call_id}.jsonl.gz"
    target.write_bytes(gzip.compress("\n".join(texts).encode(), mtime=0))
    print(f"{target.name}: {len(texts)} messages, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
