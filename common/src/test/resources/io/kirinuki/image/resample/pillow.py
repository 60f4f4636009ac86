"""Writes pillow.csv, which ResamplerTest holds our resizing against: python pillow.py > pillow.csv (needs Pillow)."""

import hashlib

import PIL
from PIL import Image

KERNELS = {
    "BOX": Image.Resampling.BOX,
    "BILINEAR": Image.Resampling.BILINEAR,
    "BICUBIC": Image.Resampling.BICUBIC,
    "LANCZOS": Image.Resampling.LANCZOS,
}
MODES = {1: "L", 3: "RGB", 4: "CMYK"}  # CMYK: four channels that Pillow leaves independent
SIZES = [  # from, to
    ((37, 23), (11, 7)),
    ((37, 23), (74, 46)),
    ((37, 23), (101, 9)),
    ((37, 23), (5, 64)),
    ((37, 23), (37, 9)),
    ((37, 23), (50, 23)),
    ((37, 23), (37, 23)),
    ((1, 19), (1, 7)),
    ((1, 19), (6, 40)),
    ((19, 1), (5, 1)),
    ((19, 1), (40, 6)),
    ((1, 1), (9, 8)),
    ((2, 2), (7, 5)),
    ((29, 31), (1, 1)),
    ((320, 20), (20, 320)),
    ((160, 120), (32, 32)),
    ((40, 60), (24, 28)),  # columns first, the last that is
    ((40, 60), (24, 27)),  # rows first
    ((32, 32), (160, 120)),
]


def drawn(kind, seed, count):
    """noise: bytes of a linear congruential generator; edges: 0 where they are below 128, else 255."""
    state, out = seed, bytearray(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        value = state >> 24
        out[i] = value if kind == "noise" else 255 * (value >= 128)
    return bytes(out)


print(f"# Pillow {PIL.__version__}: kernel, channels, kind, seed, from, to, SHA-256 of the bytes, the first of them")
seed = 0
for name, kernel in KERNELS.items():
    for channels, mode in MODES.items():
        for size, to in SIZES:
            seed += 1
            kind = "noise" if seed % 2 else "edges"
            picture = Image.frombytes(mode, size, drawn(kind, seed, size[0] * size[1] * channels))
            resized = picture.resize(to, kernel).tobytes()
            print(
                name, channels, kind, seed, "%dx%d" % size, "%dx%d" % to,
                hashlib.sha256(resized).hexdigest(), resized[:8].hex(), sep=",",
            )
