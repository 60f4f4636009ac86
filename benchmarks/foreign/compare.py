"""Holds decoded pictures against Pillow's, file by file.

    pip install pillow numpy
    benchmarks/run ForeignPictures FOLDER OUT > read.tsv
    python benchmarks/foreign/compare.py read.tsv FOLDER OUT

FOLDER holds files of any kind; docs/pixels.md names the public test files that it was run over, one folder a project.
Counted are those that Pillow opens in formats that are read here: first frame, upright, profiles turned into sRGB. "Equal"
is no channel off by more than 2 of 255 where both are opaque. Every other file is listed, those that differ by how much.
Pillow is no judge: it shows garbled files, and 16-bit planes of TIFF wrong.
"""

import collections
import io
import sys
import warnings
from pathlib import Path

import numpy
from PIL import Image, ImageCms, ImageOps

FORMATS = {"JPEG", "MPO", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM"}
SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
NEAR = 2
SRGB = ImageCms.createProfile("sRGB")
KINDS = ["equal", "differs", "Unsupported", "Undecodable", "else"]


def in_srgb(picture, icc):
    """By its profile and the intent that names, where there is one that fits."""
    if icc and picture.mode in SPACES:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if profile.profile.xcolor_space.strip() == SPACES[picture.mode]:
                intent = profile.profile.rendering_intent
                return ImageCms.profileToProfile(picture, profile, SRGB, renderingIntent=intent, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if picture.mode == "LAB":
        return ImageCms.profileToProfile(picture, ImageCms.createProfile("LAB"), SRGB, outputMode="RGB")
    return picture.convert("RGB")


def pixels(path):
    """The format, and red, green, blue and alpha."""
    picture = Image.open(path)
    kind, icc = picture.format, picture.info.get("icc_profile")
    picture.load()
    hidden = picture.info.get("transparency")
    picture = ImageOps.exif_transpose(picture)
    alpha = numpy.full((picture.height, picture.width), 255, numpy.uint8)
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow cuts off at 255
        deep = numpy.asarray(picture)
        if isinstance(hidden, int):
            alpha[deep == hidden] = 0
        picture = Image.fromarray(numpy.rint(deep.clip(0, 65535) * (255 / 65535)).astype(numpy.uint8))
    elif hidden is not None or picture.mode in ("PA", "LA", "La", "RGBA", "RGBa"):
        grey = picture.mode in ("L", "LA", "La")
        picture = picture.convert("RGBA")
        alpha = numpy.asarray(picture.getchannel("A"))
        picture = picture.getchannel("R") if grey else picture.convert("RGB")
    elif picture.mode in ("P", "1"):
        picture = picture.convert("RGB")
    return kind, numpy.dstack([numpy.asarray(in_srgb(picture, icc)), alpha])


def verdict(name, what, words, folder, out):
    """The count that a file belongs to and, where it is not equal, why; nothing where Pillow does not open it."""
    try:
        kind, theirs = pixels(folder / name)
    except Exception:  # whatever Pillow and its codecs throw
        return None
    if kind not in FORMATS:
        return None
    if what != "Done":
        return what if what in KINDS else "else", words
    ours = pixels(out / (name + ".png"))[1]
    if ours.shape != theirs.shape:
        return "differs", f"{ours.shape[1]}x{ours.shape[0]}, Pillow says {theirs.shape[1]}x{theirs.shape[0]}"
    opaque = (ours[..., 3] == 255) & (theirs[..., 3] == 255)
    off = numpy.abs(ours[..., :3].astype(int) - theirs[..., :3]).max(axis=2)[opaque]
    if off.size == 0 or off.max() <= NEAR:
        return "equal", ""
    return "differs", f"by {off.max()} at most, {off.mean():.2f} on average"


def main():
    table, folder, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    counts = collections.defaultdict(collections.Counter)
    for line in Path(table).read_text(errors="replace").splitlines():
        name, what, words = line.split("\t")[:3]
        found = verdict(name, what, words, folder, out)
        if found is None:
            continue
        counts[name.split("/")[0]][found[0]] += 1
        if found[0] != "equal":
            print(found[0], name, found[1], sep="\t")
    print("suite", *KINDS, sep="\t")
    for suite in sorted(counts):
        print(suite, *(counts[suite][kind] for kind in KINDS), sep="\t")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
