"""Photos with their masks, decoded once and kept in a file that is mapped into memory: a run goes on within a second, and
what a step does not touch takes no memory."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import corpus
from .corpus import Pair

LAYOUT = 1


class Packed(Sequence[Pair]):
    """Pairs in the order of `rows`, (name, height, width, offset); at each offset H x W x 3 bytes of photo, H x W of mask."""

    def __init__(self, file: Path, rows: list[tuple[str, int, int, int]]):
        self.file, self.rows = file, rows
        self.content = np.memmap(file, np.uint8, "r")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, k):
        if isinstance(k, slice):
            return Packed(self.file, self.rows[k])
        name, height, width, offset = self.rows[k]
        area = height * width
        image = self.content[offset : offset + 3 * area].reshape(height, width, 3)
        return Pair(name, image, self.content[offset + 3 * area : offset + 4 * area].reshape(height, width))

    def __reduce__(self):
        return Packed, (self.file, self.rows)


def foregrounds(data: Path, kinds: tuple[str, ...], folder: Path) -> tuple[dict[str, Packed], dict[str, Packed]]:
    """Training and test pairs of each seg/KIND; from training also those are gone that show what any test shows.

    `folder` keeps the file; it is made anew where the data's file names, the kinds or the split have changed.
    """
    listing = [f"{p.name} {p.stat().st_size}" for kind in kinds for p in sorted((data / "seg" / kind).glob("*/*"))]
    rules = (LAYOUT, kinds, corpus.TEST_SHARE, corpus.LONGEST_SIDE, corpus.NEIGHBOURS, corpus.ALIKE)
    stamp = hashlib.sha256(repr((rules, listing)).encode()).hexdigest()[:16]
    index, file = folder / f"foregrounds-{stamp}.json", folder / f"foregrounds-{stamp}.bin"
    if not index.exists():
        _pack(data, kinds, index, file)
    rows = json.loads(index.read_text())
    return tuple({kind: Packed(file, rows[side][kind]) for kind in kinds} for side in ("train", "test"))


def _pack(data: Path, kinds: tuple[str, ...], index: Path, file: Path) -> None:
    index.parent.mkdir(parents=True, exist_ok=True)
    sides = {kind: corpus.pairs(data, kind) for kind in kinds}
    tests = [pair for _, test in sides.values() for pair in test]
    cropped = corpus.cropped_for_test(data)
    rows, offset, part = {"train": {}, "test": {}}, 0, file.with_suffix(".part")
    with part.open("wb") as out:
        for kind, (train, test) in sides.items():
            for side, pairs in (("train", corpus.apart(train, tests, cropped)), ("test", test)):
                rows[side][kind] = []
                for pair in pairs:
                    rows[side][kind].append((pair.name, *pair.mask.shape, offset))
                    offset += out.write(pair.image.tobytes()) + out.write(pair.mask.tobytes())
    part.replace(file)
    # last of all: where the index is, the file is whole
    index.with_suffix(".part").write_text(json.dumps(rows))
    index.with_suffix(".part").replace(index)
