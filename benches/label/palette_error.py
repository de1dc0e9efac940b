#!/usr/bin/env python3
"""How close palettes come to the pixels: pixrec's beside those of scikit-learn's KMeans.

The error of a palette is the mean squared CIELAB distance (D65) of the pixels of a thumbnail of at
most 256 px to their nearest palette colour. KMeans gets the same pixels, the same number of colours
and ten restarts, and may minimize that very number: it works in CIELAB itself. (--space rgb lets it
work in sRGB, as notebooks do.)

    pixrec acquire -d DATA --source folder --path PHOTOS && pixrec label -d DATA
    python3 benches/label/palette_error.py DATA

Needs numpy, Pillow and scikit-learn.
"""
import argparse
import json
import os
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from PIL import Image, ImageCms, ImageOps
from sklearn.cluster import KMeans

Image.MAX_IMAGE_PIXELS = None
WHITE = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])


def lab(rgb):
    """CIELAB of sRGB bytes, shape (n, 3)."""
    c = np.asarray(rgb, float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    xyz = linear @ TO_XYZ.T / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def pixels(path):
    """The thumbnail's pixels as sRGB bytes, upright, on white."""
    with Image.open(path) as image:
        profile = image.info.get("icc_profile")
        image.draft("RGB", (512, 512))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((256, 256), Image.Resampling.BOX)
        if "A" in image.getbands() or "transparency" in image.info:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = image.convert("RGB")
        if profile:
            try:
                import io
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            except ImageCms.PyCMSError:
                pass
        return np.asarray(image).reshape(-1, 3)


def error(points, palette):
    distances = ((points[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    return distances.min(axis=1).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="pixrec's data folder, labelled")
    parser.add_argument("--space", choices=["lab", "rgb"], default="lab", help="where KMeans works")
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst to name")
    args = parser.parse_args()
    with open(os.path.join(args.data, "images_labels.json")) as file:
        labels = json.load(file)
    ratios = []
    for name, label in labels.items():
        rgb = pixels(os.path.join(args.data, "images", name))
        points = lab(rgb)
        ours = error(points, lab(label["predominant_colors"]))
        count = len(label["predominant_colors"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen = points if args.space == "lab" else rgb.astype(float)
            centers = KMeans(count, n_init=args.restarts, random_state=0).fit(seen).cluster_centers_
        theirs = error(points, centers if args.space == "lab" else lab(np.clip(centers, 0, 255)))
        ratios.append((ours / theirs if theirs > 0.5 else 1.0, name, count, ours, theirs))
    values = np.array([ratio for ratio, *_ in ratios])
    print(f"{len(values)} images, KMeans in {args.space}: ratio of errors, median {np.median(values):.3f}, "
          f"90th percentile {np.percentile(values, 90):.3f}, mean {values.mean():.3f}, worst {values.max():.3f}")
    for ratio, name, count, ours, theirs in sorted(ratios, reverse=True)[:args.worst]:
        print(f"  {ratio:.2f}  {ours:7.1f} beside {theirs:7.1f}, {count} colours  {name}")


if __name__ == "__main__":
    main()
