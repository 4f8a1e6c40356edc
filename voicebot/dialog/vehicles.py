"""Makes and models that callers name: enough to tell a car from other words, no register.

What stands after a bar is how a model is said, where its spelling does not tell.
"""

from __future__ import annotations

_BY_MAKE = {
    "Acura": "Integra, Legend, MDX, RDX, TLX, ILX",
    "Alfa Romeo": "Giulia, Giulietta, Stelvio",
    "Audi": "Quattro, A3|ay three, A4|ay four, A6|ay six, Q3|cue three, Q5|cue five, Q7|cue seven",
    "BMW|bee em double you": "3 Series|three series, 5 Series|five series, X1|ex one, X3|ex three, "
    "X5|ex five",
    "Bentley": "Continental",
    "Buick": "Enclave, Encore, Envision, LaCrosse, Regal",
    "Cadillac": "Escalade, DeVille, Eldorado",
    "Chevrolet|chevrolay": "Blazer, Camaro, Colorado, Corvette, Cruze, Equinox, Impala, Malibu, "
    "Silverado, Suburban, Tahoe, Traverse, Trailblazer, Volt",
    "Chevy": "Blazer, Camaro, Colorado, Corvette, Cruze, Equinox, Impala, Malibu, Silverado, "
    "Suburban, Tahoe, Traverse, Trailblazer, Volt",
    "Chrysler": "Pacifica, Sebring, Town and Country, 300|three hundred",
    "Citroen": "Berlingo, Picasso, C3|see three, C4|see four",
    "Dacia": "Duster, Logan, Sandero",
    "Dodge": "Avenger, Caravan, Grand Caravan, Challenger, Charger, Dakota, Dart, Durango, "
    "Journey, Ram",
    "Ferrari": "",
    "Fiat": "Panda, Punto, Tipo, 500|five hundred",
    "Ford": "Bronco, Edge, Escape, Escort, Expedition, Explorer, Fiesta, Flex, Focus, Fusion, "
    "Galaxy, Kuga, Maverick, Mondeo, Mustang, Puma, Ranger, Taurus, Transit, F-150|eff one fifty, "
    "F-250|eff two fifty",
    "GMC": "Acadia, Canyon, Sierra, Terrain, Yukon",
    "Honda": "Accord, Civic, Element, Fit, Insight, Jazz, Odyssey, Passport, Pilot, Prelude, "
    "Ridgeline, CR-V|see are vee, HR-V|aitch are vee",
    "Hyundai": "Accent, Elantra, Ioniq, Kona, Palisade, Santa Fe, Sonata, Tucson, Venue, "
    "i10|eye ten, i20|eye twenty, i30|eye thirty",
    "Infiniti": "",
    "Isuzu": "Trooper, Rodeo",
    "Jaguar": "",
    "Jeep": "Cherokee, Compass, Gladiator, Grand Cherokee, Liberty, Patriot, Renegade, Wrangler",
    "Kia": "Carnival, Forte, Niro, Optima, Picanto, Rio, Sedona, Seltos, Sorento, Soul, "
    "Sportage, Stinger, Telluride",
    "Land Rover": "Defender, Discovery, Freelander, Range Rover",
    "Lexus": "",
    "Mazda": "Mazda3|three, CX-5|see ex five, Miata, Tribute",
    "Mercedes": "Sprinter, Vito, C Class, E Class, A Class",
    "Mercedes Benz": "Sprinter, C Class, E Class",
    "Mercury": "Mariner, Mountaineer, Sable",
    "Mitsubishi": "Eclipse, Galant, Lancer, Mirage, Montero, Outlander, Pajero",
    "Nissan": "Altima, Armada, Frontier, Juke, Kicks, Leaf, Maxima, Micra, Murano, Navara, Note, "
    "Pathfinder, Qashqai|cash kai, Rogue, Sentra, Titan, Versa, Xterra",
    "Opel": "Astra, Corsa, Insignia, Meriva, Zafira",
    "Peugeot|perjo": "Partner",
    "Pontiac": "Bonneville, Firebird, Grand Am, Grand Prix",
    "Porsche": "Boxster, Cayenne, Cayman, Macan, Panamera",
    "Range Rover": "Evoque, Sport, Velar",
    "Renault|renno": "Captur, Clio, Kadjar, Kangoo, Laguna, Megane, Scenic, Twingo",
    "Saab": "",
    "Saturn": "Vue",
    "Skoda": "Fabia, Karoq, Kodiaq, Octavia, Superb, Yeti",
    "Subaru": "Ascent, Baja, Crosstrek, Forester, Impreza, Legacy, Outback, BRZ",
    "Suzuki": "Alto, Ignis, Jimny, Swift, Vitara",
    "Tesla": "Model S|model ess, Model X|model ex, Model Y|model why, Model 3|model three",
    "Toyota": "Avalon, Aygo, Camry, Celica, Corolla, Highlander, Hilux, Land Cruiser, Matrix, "
    "Prius, RAV4|rav four, Sequoia, Sienna, Supra, Tacoma, 4Runner|four runner, Tundra, Venza, "
    "Yaris",
    "Vauxhall": "Astra, Corsa, Insignia, Meriva, Mokka, Vectra, Zafira",
    "Volkswagen": "Atlas, Beetle, Caddy, Golf, Jetta, Passat, Polo, Tiguan, Touareg, Transporter",
    "Volvo": "",
    "VW": "Beetle, Golf, Jetta, Passat, Polo, Tiguan",
}  # fmt: skip


def _halves(named: str) -> tuple[str, str]:
    written, _, said = named.strip().partition("|")
    return written, said or written


MODELS_OF = {
    _halves(make): tuple(_halves(model) for model in models.split(",") if model.strip())
    for make, models in _BY_MAKE.items()
}
"""Makes with their models, each as it is written and as it is said."""
MAKES = tuple(written.lower() for written, _ in MODELS_OF)
MODELS = (
    "accord", "altima", "astra", "avalon", "bronco", "camaro", "camry", "cherokee", "civic",
    "corolla", "corsa", "corvette", "cruze", "durango", "elantra", "equinox", "escalade", "escape",
    "expedition", "explorer", "fiesta", "focus", "forester", "fusion", "golf", "grand cherokee",
    "highlander", "impala", "impreza", "jetta", "malibu", "maverick", "mondeo", "mustang",
    "odyssey", "optima", "outback", "outlander", "passat", "pathfinder", "pilot", "polo", "prius",
    "qashqai", "ranger", "rav4", "rav four", "rogue", "sentra", "sienna", "sierra", "silverado",
    "sonata", "sorento", "sportage", "suburban", "tacoma", "tahoe", "taurus", "tiguan", "transit",
    "tucson", "tundra", "vitara", "wrangler", "yaris", "zafira",
)  # fmt: skip
"""Models that are named without their make."""
ALSO_WORDS = (
    "accord", "avalon", "bronco", "cruze", "escape", "equinox", "expedition", "explorer", "fiesta",
    "focus", "fusion", "golf", "maverick", "odyssey", "pilot", "polo", "ranger", "rogue", "sierra",
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
