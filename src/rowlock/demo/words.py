"""The words that the generated shop is written with; SQL draws from these lists."""

# ruff: noqa: SIM905  -- words are read and changed more easily as text than as a column of literals

from typing import Final

FIRST_NAMES: Final = (
    "Ada Alma Amir Anna Arno Bela Bruno Carla Chen Clara Daniel Dora Elena Elias Emil Esther Farah Felix Frida Gita "
    "Hana Hugo Ida Ines Ivan Jakob Jana Jonas Julia Kofi Lara Lea Leon Lina Lucas Maja Marta Mateo Mina Nadia Nils "
    "Nora Omar Otto Paula Pedro Petra Priya Rafael Rosa Samir Sara Sofia Stella Theo Tomas Vera Victor Yara Zoe"
).split()

LAST_NAMES: Final = (
    "Abadi Adler Almeida Andersen Bauer Becker Bell Berg Bianchi Blanc Castro Chen Costa Cruz Dahl Diaz Dubois Eriksen "
    "Ferrari Fischer Garcia Gomez Green Gupta Hansen Hill Hoffmann Horvat Ito Jansen Kaya Keller Kim Klein Kovacs Lang "
    "Larsen Lind Lopez Marin Mendes Meyer Moreau Nagy Novak Okafor Olsen Park Patel Pereira Petrov Reed Ricci Rossi "
    "Sato Silva Singh Stone Suzuki Vogel Walker Weber Wood Young"
).split()

# City, postal code, country: the three lists are read side by side.
_PLACES: Final = (
    ("Berlin", "10115", "DE"),
    ("Hamburg", "20095", "DE"),
    ("Munich", "80331", "DE"),
    ("Vienna", "1010", "AT"),
    ("Zurich", "8001", "CH"),
    ("Paris", "75001", "FR"),
    ("Lyon", "69001", "FR"),
    ("London", "EC1A 1BB", "GB"),
    ("Leeds", "LS1 4AP", "GB"),
    ("Edinburgh", "EH1 1YZ", "GB"),
    ("Dublin", "D01 F5P2", "IE"),
    ("Madrid", "28001", "ES"),
    ("Lisbon", "1100-148", "PT"),
    ("Rome", "00184", "IT"),
    ("Milan", "20121", "IT"),
    ("Amsterdam", "1012 AB", "NL"),
    ("Copenhagen", "1050", "DK"),
    ("Oslo", "0150", "NO"),
    ("Stockholm", "111 20", "SE"),
    ("Helsinki", "00100", "FI"),
    ("Warsaw", "00-001", "PL"),
    ("Prague", "110 00", "CZ"),
    ("New York", "10001", "US"),
    ("Chicago", "60601", "US"),
    ("Portland", "97201", "US"),
    ("Toronto", "M5H 2N2", "CA"),
)
CITIES: Final = [city for city, _, _ in _PLACES]
POSTAL_CODES: Final = [code for _, code, _ in _PLACES]
COUNTRIES: Final = [country for _, _, country in _PLACES]

STREETS: Final = (
    "Baker Street|Bridge Road|Castle Lane|Cedar Avenue|Church Street|Elm Street|Garden Row|Harbour Street|High Street|"
    "Kings Road|Lake View|Lindenweg|Main Street|Maple Avenue|Market Square|Mill Lane|Oak Street|Park Avenue|"
    "Quay Street|River Walk|Rose Lane|School Road|Station Road|Sunset Drive|Tower Street|Vine Street|West End"
).split("|")

VENDORS: Final = (
    "Northlight|Alder & Finch|Bluebird Works|Copperfield|Drift Supply|Eastwood Goods|Foxglove|Granite Peak|Hearth & Co|"
    "Ironbark|Juniper Lane|Kestrel|Lowland Mill|Meridian|Nettle & Pine|Old Harbour|Pebble House|Quarry Street|Redwing|"
    "Saltmarsh|Tidewater|Umber Studio|Valley Thread|Whitestone"
).split("|")

# Sections of the shop, their shelves, and what stands on each.
_SECTIONS: Final = {
    "Clothing": {
        "Shirts": "Shirt|Overshirt|Blouse|Tunic",
        "Jackets": "Jacket|Parka|Coat|Gilet",
        "Trousers": "Trousers|Chinos|Jeans",
        "Knitwear": "Jumper|Cardigan|Scarf|Beanie",
    },
    "Shoes": {"Boots": "Boots|Ankle Boots", "Sneakers": "Sneakers|Runners", "Sandals": "Sandals|Slides"},
    "Kitchen": {
        "Pans": "Pan|Skillet|Casserole",
        "Knives": "Knife|Paring Knife|Cleaver",
        "Mugs": "Mug|Cup|Tumbler",
        "Bowls": "Bowl|Salad Bowl|Dish",
    },
    "Home": {
        "Lamps": "Lamp|Floor Lamp|Pendant",
        "Blankets": "Blanket|Throw|Quilt",
        "Cushions": "Cushion|Pouffe",
        "Vases": "Vase|Jar|Carafe",
    },
    "Garden": {"Pots": "Pot|Planter|Trough", "Tools": "Trowel|Spade|Rake|Shears", "Lanterns": "Lantern|Candle Holder"},
    "Office": {
        "Notebooks": "Notebook|Journal|Planner",
        "Pens": "Pen|Pencil|Marker",
        "Desk Trays": "Desk Tray|Organiser|Stand",
    },
    "Outdoor": {
        "Tents": "Tent|Tarp|Canopy",
        "Backpacks": "Backpack|Daypack|Duffel",
        "Flasks": "Flask|Bottle",
        "Sleeping Bags": "Sleeping Bag|Liner",
    },
    "Toys": {"Puzzles": "Puzzle|Brain Teaser", "Blocks": "Blocks|Stacking Tower", "Kites": "Kite|Glider"},
    "Sport": {"Mats": "Mat|Roller", "Balls": "Ball|Medicine Ball", "Gloves": "Gloves|Wraps"},
    "Bath": {"Towels": "Towel|Bathrobe", "Soaps": "Soap|Shampoo Bar", "Brushes": "Brush|Comb"},
}
SECTIONS: Final = list(_SECTIONS)
# Section and shelf side by side, and shelf and noun side by side.
SHELVES: Final = [(section, shelf) for section, shelves in _SECTIONS.items() for shelf in shelves]
NOUNS: Final = [
    (shelf, noun) for shelves in _SECTIONS.values() for shelf, nouns in shelves.items() for noun in nouns.split("|")
]

ADJECTIVES: Final = (
    "Alpine Ample Bold Bright Calm Classic Clever Compact Cosy Crisp Daily Deep Early Easy Fine Fleet Gentle Grand "
    "Hardy Honest Humble Light Little Lively Lucky Mellow Modern Neat Noble Plain Pocket Proud Quick Quiet Rugged "
    "Rustic Sharp Simple Sleek Slim Smart Soft Solid Steady Sturdy Sunny Swift Tidy Tough Trusty Urban Vivid Warm Wild"
).split()

MATERIALS: Final = (
    "Ash Bamboo Beech Brass Canvas Cedar Ceramic Clay Copper Cork Cotton Denim Felt Flannel Glass Hemp Iron Jute "
    "Leather Linen Marble Merino Oak Paper Pine Rattan Recycled Silk Slate Stainless Steel Stone Suede Teak Tin Wool"
).split()

PLACES: Final = (
    "Arbor Aspen Bayview Birch Brook Canyon Cliff Coast Cove Creek Dale Delta Dune Fern Fjord Forest Glen Grove "
    "Harbour Haven Heath Hill Island Lagoon Lake Laurel Marsh Meadow Mesa Moor Mountain Orchard Prairie Ridge River "
    "Shore Spring Summit Terrace Tundra Valley Willow"
).split()

COLOURS: Final = "Black White Grey Navy Blue Green Olive Red Rust Sand Mustard Plum".split()
SIZES: Final = "XS S M L XL".split()
TAGS: Final = (
    "gift new basics eco handmade limited organic premium sale summer winter travel kids classic vegan waterproof"
).split()
