"""Makes the pictures in the folder files, by writers that are not ours: 24x16, four plain quarters.

Made with Pillow 13.0.0, tifffile 2026.3.3 and imagecodecs 2026.3.6: python3 files.py files
"""

import sys

import imagecodecs
import numpy
import tifffile
from PIL import Image

FOLDER = sys.argv[1] + "/"


def quarters(*values):
    picture = numpy.zeros((16, 24, len(numpy.atleast_1d(values[0]))), numpy.uint8)
    for i, value in enumerate(values):
        picture[i // 2 * 8 : i // 2 * 8 + 8, i % 2 * 12 : i % 2 * 12 + 12] = value
    return picture


COLOURS = quarters((200, 150, 100), (10, 200, 60), (0, 40, 250), (255, 255, 255))
ALPHA = quarters(128, 255, 0, 77)
GREY = quarters(200, 10, 0, 255)
INKS = quarters((255, 0, 0, 0), (0, 255, 0, 100), (30, 60, 90, 20), (0, 0, 0, 0))
STRAIGHT = numpy.dstack([COLOURS, ALPHA])
MULTIPLIED = numpy.dstack([numpy.round(COLOURS * (ALPHA / 255)).astype(numpy.uint8), ALPHA])

# Values that rounding and cutting off bring to different bytes, in the first pixels: 128 255 128, 1 1 1.
DEEP = COLOURS.astype(numpy.uint16) * 257
DEEP[0, 0] = (32896, 65535, 33023)
DEEP[0, 1] = (255, 383, 129)


def deep(picture):
    return picture.astype(numpy.uint16) * 257


def planes(picture):
    return numpy.ascontiguousarray(numpy.moveaxis(picture, 2, 0))


def tiff(name, picture, **options):
    upright = [("Orientation", "H", 1, 1, True)]  # the test writes other numbers there
    tifffile.imwrite(FOLDER + name + ".tiff", picture, metadata=None, software=False, extratags=upright, **options)


def binary(name, content):
    with open(FOLDER + name, "wb") as file:
        file.write(content)


tiff("strips", COLOURS, photometric="rgb", rowsperstrip=5)
tiff("tiles", COLOURS, photometric="rgb", tile=(16, 16), compression="lzw", predictor=True)
tiff("planes", planes(COLOURS), photometric="rgb", planarconfig="separate")
tiff("deflate", COLOURS, photometric="rgb", compression="zlib")
tiff("deep", DEEP, photometric="rgb", compression="lzw", predictor=True)
tiff("deep-planes", planes(DEEP), photometric="rgb", planarconfig="separate")
tiff("big-endian", COLOURS, photometric="rgb", byteorder=">")
tiff("grey", GREY[..., 0], photometric="minisblack")
tiff("grey-of-paper", 255 - GREY[..., 0], photometric="miniswhite")
tiff("deep-grey-of-paper", 65535 - deep(GREY[..., 0]), photometric="miniswhite")
tiff("straight", STRAIGHT, photometric="rgb", extrasamples=["unassalpha"])
tiff("straight-planes", planes(STRAIGHT), photometric="rgb", extrasamples=["unassalpha"], planarconfig="separate")
tiff("straight-strips", STRAIGHT, photometric="rgb", extrasamples=["unassalpha"], rowsperstrip=5, byteorder=">")
tiff("deep-straight", deep(STRAIGHT), photometric="rgb", extrasamples=["unassalpha"])
tiff("multiplied", MULTIPLIED, photometric="rgb", extrasamples=["assocalpha"])
tiff("inks", INKS, photometric="separated")
tiff("inks-tiles", INKS, photometric="separated", tile=(16, 16), compression="lzw")
tiff("inks-planes", planes(INKS), photometric="separated", planarconfig="separate")
tiff("deep-inks", deep(INKS), photometric="separated")
tiff("floating", (COLOURS / 255).astype(numpy.float32), photometric="rgb")
tiff("signed", COLOURS.astype(numpy.int8), photometric="rgb")
tiff("five-inks", numpy.dstack([INKS, ALPHA]), photometric="separated", extrasamples=["unassalpha"])
tiff("deep-straight-planes", planes(deep(STRAIGHT)), photometric="rgb", extrasamples=["unassalpha"], planarconfig="separate")
tiff("zstd", COLOURS, photometric="rgb", compression="zstd")
with tifffile.TiffWriter(FOLDER + "pages.tiff") as pages:
    pages.write(COLOURS, photometric="rgb", metadata=None, software=False)
    pages.write(255 - COLOURS, photometric="rgb", metadata=None, software=False)
Image.fromarray(GREY[..., 0] > 100).save(FOLDER + "bits.tiff", compression="group4")

Image.fromarray(STRAIGHT).save(FOLDER + "straight.png")
Image.fromarray(STRAIGHT).save(FOLDER + "straight.webp", lossless=True, exact=True)
Image.fromarray(numpy.dstack([GREY, ALPHA]), "LA").save(FOLDER + "grey-straight.png")
binary("deep.png", imagecodecs.png_encode(DEEP))
binary("deep-straight.png", imagecodecs.png_encode(deep(STRAIGHT)))
binary("deep-grey.png", imagecodecs.png_encode(deep(GREY[..., 0])))
Image.fromarray(GREY[..., 0] > 100).save(FOLDER + "bits.png")
Image.fromarray(GREY[..., 0]).save(FOLDER + "one-grey-out.png", transparency=200)
palette = Image.fromarray(COLOURS).quantize(4)
palette.save(FOLDER + "palette.png")
at = [palette.getpixel(place) for place in ((0, 0), (12, 0), (0, 8), (12, 8))]
palette.save(FOLDER + "palette-straight.png", transparency=bytes(dict(zip(at, (128, 255, 0, 77)))[i] for i in range(4)))

Image.fromarray(INKS, "CMYK").save(FOLDER + "inks-adobe.jpg", quality=100)
binary("inks-ycck.jpg", imagecodecs.jpeg8_encode(255 - INKS, level=100, colorspace="CMYK", outcolorspace="YCCK"))
adobe = open(FOLDER + "inks-adobe.jpg", "rb").read()
start = adobe.index(b"\xff\xee\x00\x0eAdobe")
Image.fromarray(255 - INKS, "CMYK").save(FOLDER + "inks-plain.jpg", quality=100)
plain = open(FOLDER + "inks-plain.jpg", "rb").read()
binary("inks-plain.jpg", plain[:start] + plain[start + 16 :])

second = Image.fromarray(255 - COLOURS)
Image.fromarray(STRAIGHT).save(FOLDER + "frames.png", save_all=True, append_images=[second.convert("RGBA")], duration=100)
Image.fromarray(STRAIGHT).save(
    FOLDER + "frames.webp", save_all=True, append_images=[second.convert("RGBA")], lossless=True, exact=True
)
palette.save(FOLDER + "frames.gif", save_all=True, append_images=[second.quantize(4)], duration=100)

# A first frame that does not cover the screen: 8x8 at (6, 4) of 24x16, its left half transparent.
half = Image.new("P", (8, 8), 1)
half.putpalette([10, 20, 30, 200, 150, 100])
half.paste(0, (0, 0, 4, 8))
half.save(FOLDER + "part.gif", transparency=0)
gif = bytearray(open(FOLDER + "part.gif", "rb").read())
gif[6:10] = bytes([24, 0, 16, 0])
frame = gif.index(b"\x2c\0\0\0\0\x08\0\x08\0")
gif[frame + 1 : frame + 5] = bytes([6, 0, 4, 0])
binary("part.gif", gif)
