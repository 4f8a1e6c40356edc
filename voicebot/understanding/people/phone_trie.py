"""What it costs to hear each of many names at each place of an utterance, all at once.

The names stand in a tree by their phones, so that names that begin alike share the work. The cost
is a weighted edit distance; a level of the tree is one step of the dynamic programme for all its
nodes together (Wagner and Fischer 1974; a tree of words as in Ney and others 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float32]
Ids = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Confusion:
    """What mistakes of hearing cost: `changed[said, heard]`, `extra[heard]`, `lost[said]`."""

    changed: Costs
    extra: Costs
    lost: Costs


@dataclass(frozen=True, slots=True)
class _Level:
    """The nodes of one depth (parent, phone), and which codes end at which of them."""

    parent: Ids
    phone: Ids
    ending: Ids
    code: Ids


class PhoneTrie:
    """Codes are sequences of phone numbers."""

    def __init__(self, codes: Sequence[Sequence[int]]) -> None:
        self._size = len(codes)
        self._empty = [i for i, code in enumerate(codes) if not code]
        self._levels: list[_Level] = []
        live = [i for i, code in enumerate(codes) if code]
        at = dict.fromkeys(live, 0)
        depth = 0
        while live:
            nodes: dict[tuple[int, int], int] = {}
            for i in live:
                at[i] = nodes.setdefault((at[i], codes[i][depth]), len(nodes))
            depth += 1
            ends = [i for i in live if len(codes[i]) == depth]
            self._levels.append(
                _Level(
                    np.array([parent for parent, _ in nodes]),
                    np.array([phone for _, phone in nodes]),
                    np.array([at[i] for i in ends], dtype=np.intp),
                    np.array(ends, dtype=np.intp),
                )
            )
            live = [i for i in live if len(codes[i]) > depth]

    def costs(self, heard: Ids, start: Costs, most: float, how: Confusion) -> Costs:
        """[code, place]: the least cost at which a code ends before each place of `heard`.

        `start[place]` is what it cost to come as far before the code began. Codes that cost more
        than `most` wherever they end are given up, at somewhat more than that.
        """
        run = np.concatenate([[0], np.cumsum(how.extra[heard])]).astype(np.float32)
        out = np.full((self._size, len(heard) + 1), most + 3, dtype=np.float32)
        first = np.minimum.accumulate(start.astype(np.float32) - run) + run
        out[self._empty] = first
        rows, place = first[None, :], np.zeros(1, dtype=np.intp)
        changed = how.changed[:, heard]
        for level in self._levels:
            up = place[level.parent]
            kept = np.flatnonzero(up >= 0)
            before, phone = rows[up[kept]], level.phone[kept]
            row = before + how.lost[phone][:, None]
            np.minimum(row[:, 1:], before[:, :-1] + changed[phone], out=row[:, 1:])
            row -= run
            np.minimum.accumulate(row, axis=1, out=row)
            row += run
            good = row.min(axis=1) <= most
            rows, place = row[good], np.full(len(up), -1)
            place[kept[good]] = np.arange(len(rows))
            ends = place[level.ending]
            out[level.code[ends >= 0]] = rows[ends[ends >= 0]]
            if not len(rows):
                break
        return out
