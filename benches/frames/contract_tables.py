"""Makes a data folder for `pixrec query` out of the tables of the peers' make_frames.py.

The rows of favorites, tags and colors stay as they are, in their order and with the same settings of the
writer (row groups of 1 << 20 rows, zstd), so that both folders take as long to read; only columns are
renamed (image -> filename, color_name -> name). What pixrec's tables have and the generator does not is made
here, by the number of the image, without chance. users.parquet is made by

    pixrec profile --format parquet -d OUT

Usage: contract_tables.py DATA OUT
"""
import argparse
import json
import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 1 << 20
FORMATS = [".jpg", ".jpg", ".jpg", ".png", ".webp"]
LICENSES = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", None]
CAMERAS = [("Canon", "Canon EOS R6"), ("NIKON", "NIKON Z 6"), ("FUJIFILM", "X-T4"), (None, None)]
# Width and height in px for each orientation, for the smallest size; the others are times 3 and 6.
SIDES = {"landscape": (420, 280), "portrait": (280, 420), "square": (400, 400)}
SCALES = {"thumbnail": 1, "medium": 3, "large": 6}
RGB = {"black": (10, 10, 10), "gray": (128, 128, 128), "white": (250, 250, 250), "red": (220, 20, 30),
       "orange": (255, 140, 0), "yellow": (250, 230, 30), "green": (30, 150, 50), "cyan": (0, 200, 210),
       "blue": (20, 80, 200), "purple": (130, 40, 160), "pink": (250, 160, 190), "brown": (120, 70, 30),
       "beige": (235, 225, 200)}


def read(folder, table):
    return pq.read_table(os.path.join(folder, table + ".parquet"))


def write(folder, name, columns):
    table = pa.table(columns)
    pq.write_table(table, os.path.join(folder, name + ".parquet"), row_group_size=ROW_GROUP, compression="zstd")
    return table.num_rows


def picked(values, numbers, dtype):
    """For every number the value at its place, around and around."""
    return pa.array(values, type=dtype).take(pa.array(numbers % len(values)))


def images_columns(source):
    """One row an image, with every column that pixrec's table has."""
    count = source.num_rows
    number = np.arange(count)
    orientation, size = source["orientation"].to_pylist(), source["size_category"].to_pylist()
    sides = [(SIDES[o][0] * SCALES[s], SIDES[o][1] * SCALES[s]) for o, s in zip(orientation, size)]
    width, height = (np.array([side[axis] for side in sides], dtype=np.uint32) for axis in (0, 1))
    text = pa.string()
    none = pa.nulls(count, text)
    months = [f"{2020 + m // 12}-{m % 12 + 1:02d}-15T12:00:00" for m in range(36)]
    return {
        "filename": source["image"],
        "width": width,
        "height": height,
        "format": picked(FORMATS, number, text),
        "file_size_kb": np.round(width.astype(float) * height / 8192 + number % 97, 2),
        "source": picked(["generated"], number, text),
        "source_url": none,
        "license": picked(LICENSES, number // 7, text),
        "license_url": none,
        "author": picked([None] + [f"author {i:03d}" for i in range(500)], number, text),
        "title": none,
        "description": none,
        "source_tags": pa.array([[]] * count, type=pa.list_(text)),
        "content_hash": pa.array([f"{i:064x}" for i in range(count)]),
        "exif_camera_make": picked([make for make, _ in CAMERAS], number // 3, text),
        "exif_camera_model": picked([model for _, model in CAMERAS], number // 3, text),
        "exif_date_taken": picked([None] + months, number // 5, text),
    }


def colors_columns(source):
    """The colours with a place in RGB for each name, and shares that add up to 1."""
    rank = source["rank"].to_numpy()
    last = np.append(rank[1:] == 1, True)  # an image's last colour stands before the next one's first
    many = np.repeat(rank[last], np.diff(np.append(-1, np.nonzero(last)[0])))
    names = source["color_name"]
    rgb = np.array([RGB[name] for name in names.to_pylist()], dtype=np.uint32)
    return {"filename": source["image"], "rank": rank.astype(np.uint32), "r": rgb[:, 0], "g": rgb[:, 1],
            "b": rgb[:, 2], "name": names, "share": 2.0 * (many + 1.0 - rank) / (many * (many + 1.0))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="folder written by make_frames.py")
    parser.add_argument("out", help="folder to write to")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    images, tags = read(args.data, "images"), read(args.data, "tags")
    favorites = read(args.data, "favorites")
    names = images["image"]
    pairs = np.arange(0, len(names) - 1, 1000)  # every thousandth image is nearly the one behind it
    rows = {
        "images": write(args.out, "images", images_columns(images)),
        "labels": write(args.out, "labels", {"filename": names, "orientation": images["orientation"],
                                             "size_category": images["size_category"]}),
        "tags": write(args.out, "tags", {"filename": tags["image"], "tag": tags["tag"]}),
        "colors": write(args.out, "colors", colors_columns(read(args.data, "colors"))),
        "favorites": write(args.out, "favorites", {"user_id": favorites["user_id"],
                                                   "filename": favorites["image"]}),
        "duplicates": write(args.out, "duplicates", {"filename": names.take(pa.array(pairs)),
                                                     "other": names.take(pa.array(pairs + 1)),
                                                     "distance": (pairs // 1000 % 4).astype(np.uint32)}),
    }
    print(json.dumps({"tool": "contract_tables", "rows": rows}))


if __name__ == "__main__":
    main()
