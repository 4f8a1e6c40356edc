"""Makes and models that callers name: enough to tell a car from other words, no register."""

from __future__ import annotations

MAKES = (
    "acura", "alfa romeo", "audi", "bentley", "bmw", "buick", "cadillac", "chevrolet", "chevy",
    "chrysler", "citroen", "dacia", "dodge", "ferrari", "fiat", "ford", "gmc", "honda", "hyundai",
    "infiniti", "isuzu", "jaguar", "jeep", "kia", "land rover", "lexus", "mazda", "mercedes",
    "mercedes benz", "mercury", "mitsubishi", "nissan", "opel", "peugeot", "pontiac", "porsche",
    "range rover", "renault", "saab", "saturn", "skoda", "subaru", "suzuki", "tesla", "toyota",
    "vauxhall", "volkswagen", "volvo", "vw",
)  # fmt: skip
MODELS = (
    "accord", "altima", "bronco", "camaro", "camry", "cherokee", "civic", "corolla", "corsa",
    "cruze", "elantra", "equinox", "escalade", "escape", "expedition", "explorer", "fiesta",
    "focus", "forester", "fusion", "golf", "grand cherokee", "highlander", "impala", "impreza",
    "jetta", "malibu", "maverick", "mustang", "odyssey", "optima", "outback", "passat",
    "pathfinder", "pilot", "polo", "prius", "ranger", "rav4", "rav four", "rogue", "sentra",
    "sienna", "sierra", "silverado", "sonata", "sorento", "sportage", "suburban", "tacoma", "tahoe",
    "taurus",
    "tiguan", "transit", "tucson", "tundra", "wrangler", "yaris",
)  # fmt: skip
ALSO_WORDS = (
    "accord", "bronco", "cruze", "escape", "equinox", "expedition", "explorer", "fiesta", "focus",
    "fusion", "golf", "maverick", "odyssey", "pilot", "polo", "ranger", "rogue", "sierra",
    "suburban", "transit",
)  # fmt: skip
"""Models that are words too: taken for a car only after its make."""
ALSO_CARS = frozenset(
    "mini smart ram seat lincoln genesis polestar rivian scion maserati lucid lotus mg byd daewoo "
    "daihatsu hummer lancia oldsmobile plymouth rover bike motorcycle motorbike moped scooter "
    "truck van pickup suv minivan camper motorhome trailer rv hatchback sedan coupe convertible "
    "estate wagon tractor".split()
)
"""What else an answer to "what car is it?" may hold; too common elsewhere to be found there."""
