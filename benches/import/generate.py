#!/usr/bin/env python3
"""Writes files that look like those of the Unsplash dataset, for as many photos as one wants.

    python3 generate.py FOLDER [--photos 1000000] [--parts 1] [--quoted 3] [--seed 42] [--shuffled] [--hard]

Each photo has 10 keywords, 5 colours and stands in 3 collections. The columns, their order and the
width of their values are those of the real files; nothing in them is real. `--quoted` is how many
of a hundred descriptions are quoted, some with a tab or a line break inside. All kinds of file have
the photos in the same order, unless they are `--shuffled`: then each kind has an order of its own,
though rows of one photo still stand together. `--hard` adds what
real files may hold as well: carriage returns, values that are missing, short and empty lines,
photos that stand twice or are not known, numbers that are none, bytes that are no UTF-8.
"""

import argparse
import os
import random

PHOTO_COLUMNS = """photo_id photo_url photo_image_url photo_submitted_at photo_featured photo_width
photo_height photo_aspect_ratio photo_description photographer_username photographer_first_name
photographer_last_name exif_camera_make exif_camera_model exif_iso exif_aperture_value
exif_focal_length exif_exposure_time photo_location_name photo_location_latitude
photo_location_longitude photo_location_country photo_location_city stats_views stats_downloads
ai_description ai_primary_landmark_name ai_primary_landmark_latitude ai_primary_landmark_longitude
ai_primary_landmark_confidence blur_hash""".split()
KEYWORD_COLUMNS = "photo_id keyword ai_service_1_confidence ai_service_2_confidence suggested_by_user".split()
COLOR_COLUMNS = "photo_id hex red green blue keyword ai_coverage ai_score".split()
COLLECTION_COLUMNS = "photo_id collection_id collection_title photo_collected_at".split()

KEYWORDS, COLORS, COLLECTIONS = 10, 5, 3
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
SYLLABLES = "ba co da fe gi ho ju ka li mo na or pe qui ra so tu va wo ze".split()
CAMERAS = [
    ("Canon", "Canon EOS 5D Mark III"), ("NIKON CORPORATION", "NIKON D750"), ("SONY", "ILCE-7M3"),
    ("FUJIFILM", "X-T2"), ("Apple", "iPhone 7 Plus"), ("", ""),
]
PLACES = [
    ("Rio de Janeiro, Brazil", "-22.9068467", "-43.1728965", "Brazil", "Rio de Janeiro"),
    ("Malmö, Sweden", "55.604981", "13.003822", "Sweden", "Malmö"),
    ("Yosemite National Park, United States", "37.8651011", "-119.5383294", "United States", ""),
    ("", "", "", "", ""), ("", "", "", "", ""), ("", "", "", "", ""),
]
SIDES = [(6000, 4000), (4000, 6000), (5184, 3456), (3024, 4032), (2448, 2448), (1080, 1350)]
COLOR_NAMES = "black darkslategray saddlebrown gainsboro dimgray silver rosybrown khaki cadetblue coral".split()


def words(chance, number):
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(number)]


class Maker:
    def __init__(self, seed, photos, quoted, hard):
        self.chance = random.Random(seed)
        self.quoted, self.hard, self.count = quoted, hard, photos
        self.words = words(self.chance, 4000)
        self.names = [word.title() for word in words(self.chance, 2000)]
        # Some keywords are common and most are rare, as words are; some have two parts.
        self.keywords = self.words + [f"{one} {other}" for one, other in zip(self.words, words(self.chance, 4000))]
        self.keywords += words(self.chance, 30000)
        self.collections = max(photos // 5, 1)

    def id(self, number):
        """Eleven characters that no other number has, in no order: 64 to the eleventh is 2 to the 66th."""
        number = (number * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64)
        characters = []
        for _ in range(11):
            characters.append(ALPHABET[number & 63])
            number >>= 6
        return "".join(characters)

    def sentence(self, least, most):
        return " ".join(self.chance.choices(self.words, k=self.chance.randint(least, most)))

    def description(self):
        chance = self.chance
        if chance.random() * 100 < self.quoted:
            inside = chance.choice(['""so to say""', "one\tother", "first,\nsecond", 'a ""b"" \n\n c'])
            return f'"{self.sentence(2, 8)} {inside} {self.sentence(1, 5)}"'
        return "" if chance.random() < 0.5 else self.sentence(4, 16)

    def photo(self, id):
        chance = self.chance
        width, height = chance.choice(SIDES)
        make, model = chance.choice(CAMERAS)
        place = "\t".join(chance.choice(PLACES))
        exif = "\t\t\t" if not make else (
            f"{chance.choice((100, 200, 400, 1600))}\t{chance.choice(('1.8', '2.8', '5.6', '11.0'))}\t"
            f"{chance.choice(('24.0', '50.0', '85.0', '200.0'))}\t1/{chance.choice((60, 125, 250, 1000))}"
        )
        first, last = chance.choice(self.names), chance.choice(self.names)
        moment = f"{chance.getrandbits(60):015x}"
        blur = "".join(chance.choices(ALPHABET, k=28))
        return (
            f"{id}\thttps://unsplash.com/photos/{id}\t"
            f"https://images.unsplash.com/photo-1{int(moment[:11], 16) % 10**12:012d}-{moment[:12]}\t"
            f"20{chance.randint(13, 24)}-0{chance.randint(1, 9)}-{chance.randint(10, 28)} 11:52:{chance.randint(10, 59)}.{chance.randint(10**5, 10**6 - 1)}\t"
            f"t\t{width}\t{height}\t{width / height:.2f}\t{self.description()}\t"
            f"{first.lower()}{chance.randint(1, 999)}\t{first}\t{last}\t{make}\t{model}\t{exif}\t{place}\t"
            f"{chance.randint(10**3, 10**8)}\t{chance.randint(10, 10**5)}\t{self.sentence(4, 10)}\t\t\t\t\t{blur}\n"
        )

    def keyword_rows(self, id):
        chance = self.chance
        rows = []
        for _ in range(KEYWORDS):
            keyword = self.keywords[int(len(self.keywords) * chance.random() ** 3)]
            confidence = chance.random() * 100
            rows.append(f"{id}\t{keyword}\t{confidence:.13f}\t\tf\n" if confidence < 80
                        else f"{id}\t{keyword}\t\t{confidence:.13f}\tt\n")
        return "".join(rows)

    def color_rows(self, id):
        chance = self.chance
        rows = []
        for _ in range(COLORS):
            color = chance.getrandbits(24)
            rows.append(
                f"{id}\t{color:06X}\t{color >> 16}\t{color >> 8 & 255}\t{color & 255}\t{chance.choice(COLOR_NAMES)}\t"
                f"{chance.random() / 4:.17f}\t{chance.random() / 2:.16f}\n"
            )
        return "".join(rows)

    def collection_rows(self, id):
        chance = self.chance
        return "".join(
            f"{id}\t{collection * 37 + 162326}\t{self.words[collection % 4000].title()} {self.words[collection % 3989]}\t"
            f"20{chance.randint(14, 24)}-05-{chance.randint(10, 28)} 23:07:{chance.randint(10, 59)}\n"
            for collection in (chance.randrange(self.collections) for _ in range(COLLECTIONS))
        )

    def row(self, make, id):
        """The rows of a photo; in one of twenty of them something is wrong where files are hard."""
        rows = make(id)
        chance = self.chance
        if not self.hard or chance.random() > 0.05 or '"' in rows:
            return rows.encode()
        field = chance.randrange(1, 8)
        lines = rows.rstrip("\n").split("\n")
        cells = lines[0].split("\t")
        wrong = chance.randrange(10)
        if wrong == 0:
            cells = cells[:field]
        elif wrong == 1:
            cells[field % len(cells)] = ""
        elif wrong == 2:
            cells[0] = chance.choice(["", " ", "nobody", "-dash", "a b c", cells[0].lower(), cells[0].upper()])
        elif wrong == 3:
            cells[field % len(cells)] = chance.choice(["many", "-1", "1e3", "0", "256", "+7", " 8", "nan", "\u00e9\u00e9"])
        elif wrong == 4:
            cells[field % len(cells)] = chance.choice(['"quoted ""twice"" here\tand\nthere"', '""', '" "', f'"{cells[field % len(cells)]}"'])
        elif wrong == 5:
            cells[-1] += "\r"
        elif wrong == 6:
            return rows.encode() + rows.encode()
        elif wrong == 7:
            return rows.encode() + b"\n"
        elif wrong == 8:
            return rows.encode().replace(b"a", b"\xe9", 1)
        else:
            cells += ["more", "than there are columns"]
        lines[0] = "\t".join(cells)
        return ("\n".join(lines) + "\n").encode()


def write(folder, stem, columns, parts, order, row):
    photos = len(order)
    for part in range(parts):
        with open(os.path.join(folder, f"{stem}.tsv{part:03d}"), "wb", buffering=1 << 20) as file:
            file.write(("\t".join(columns) + "\n").encode())
            for number in order[photos * part // parts : photos * (part + 1) // parts]:
                file.write(row(number))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--quoted", type=float, default=3)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--hard", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    maker = Maker(options.seed, options.photos, options.quoted, options.hard)
    for stem, columns, make in (
        ("photos", PHOTO_COLUMNS, maker.photo),
        ("keywords", KEYWORD_COLUMNS, maker.keyword_rows),
        ("colors", COLOR_COLUMNS, maker.color_rows),
        ("collections", COLLECTION_COLUMNS, maker.collection_rows),
    ):
        order = list(range(options.photos))
        if options.shuffled:
            maker.chance.shuffle(order)
        write(options.folder, stem, columns, options.parts, order,
              lambda number, make=make: maker.row(make, maker.id(number)))


if __name__ == "__main__":
    main()
