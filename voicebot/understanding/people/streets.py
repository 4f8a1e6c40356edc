"""What streets are called: their kinds, and the names that many towns have one of."""

from __future__ import annotations

STREETS = (
    "street", "st", "road", "rd", "lane", "ln", "avenue", "ave", "boulevard", "blvd", "crescent",
    "cres", "terrace", "gardens", "gdns", "grove", "mews", "parkway", "highway",
)  # fmt: skip
ALSO_WORDS = (
    "close", "court", "ct", "place", "pl", "way", "drive", "dr", "hill", "park", "view", "rise",
    "row", "walk", "square", "sq", "gate", "green", "circle", "trail", "vale", "wharf", "quay",
    "yard", "parade", "alley", "mount",
)  # fmt: skip
"""Streets are called so, but callers use the words for other things too."""

COMMON = (
    "abbey", "acacia", "albany", "albert", "albion", "alexandra", "alma", "arthur", "ash", "aspen",
    "back", "bank", "barn", "beach", "beech", "birch", "bridge", "broad", "broadway",
    "brook", "cambridge", "canal", "castle", "cedar", "central", "chapel", "charles", "cherry",
    "chestnut", "church", "clarence", "clifton", "coronation", "cottage", "cross", "dale", "dock",
    "duke", "east", "edward", "elm", "fairfield", "farm", "fern", "field", "forest", "front",
    "garden", "george", "gladstone", "grange", "green", "grosvenor", "grove", "hall", "harbour",
    "hawthorn", "hazel", "heath", "henry", "high", "hill", "holly", "ivy", "james", "john",
    "jubilee", "king", "kings", "lake", "larch", "laurel", "lawn", "lime", "lincoln", "linden",
    "london", "long", "main", "manor", "maple", "market", "mary", "meadow", "mill", "moor",
    "nelson", "new", "north", "northfield", "oak", "oakfield", "old", "orchard", "oxford", "park",
    "pine", "poplar", "priory", "prospect", "quarry", "queen", "queens", "railway", "rectory",
    "regent", "richmond", "river", "riverside", "rose", "rowan", "royal", "russell", "salisbury",
    "school", "silver", "south", "spring", "springfield", "stanley", "station", "summer",
    "sycamore", "temple", "tower", "union", "vale", "valley", "vicarage", "victoria", "walnut",
    "warwick", "washington", "water", "waterloo", "wellington", "west", "westfield", "william",
    "willow", "windmill", "windsor", "wood", "woodland", "woodlands", "york",
)  # fmt: skip
"""A name that was heard badly is more likely one of these than one that nobody has heard of."""
