"""Batches for networks that tell the subject of any photo from its ground: photos with their masks, composites of cut-outs
over grounds, small ones first."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from . import corpus, masking, shipped
from .augment import recoloured, warped
from .compose import Stock, composite, empty_ground, from_pair, trimmed
from .nets import Segmenter
from .optimise import CHECKPOINT, Schedule, train
from .packed import foregrounds
from .release import Release

KINDS = ("duts", "ecssd", "pascals", "human", "fashion", "horses", "davis", "cars")
REAL = {"duts": 0.54, "ecssd": 0.09, "pascals": 0.10, "human": 0.11, "fashion": 0.05, "horses": 0.03, "davis": 0.03, "cars": 0.05}
PASTED = {"photos": 0.5, "office": 0.2, "emoji3d": 0.3}
PASTED_SHARE = 0.15
SMALL_BATCH, LARGE_BATCH = 16, 8
LARGE_SHARE = 0.2
GLANCE_PHOTOS = 40


@dataclass(frozen=True)
class Sides:
    """Sides of the pictures of a step, one of several; those that begin are cheap."""

    small: tuple[int, ...] = (128, 128, 160)
    large: tuple[int, ...] = (256, 256, 320)


class Samples:
    """Batches; the last fifth of the steps in large pictures, which are fewer to a batch."""

    def __init__(self, data: Path, runs: Path, steps: int, sides: Sides):
        self.steps, self.sides = steps, sides
        self.real, self.tests = foregrounds(data, KINDS, runs / "packed")
        self.stock = Stock(grounds=list(corpus.grounds(data)[0]))
        cut = [pair for kind in ("ecssd", "human", "fashion", "davis") for pair in self.real[kind]]
        self.stock.sprites["photos"] = [s for s in map(from_pair, cut) if s]
        for kind in ("office", "emoji3d"):
            pictures = corpus.cutouts(data, kind)[0]
            self.stock.sprites[kind] = [s for s in (trimmed(i[:, :, :3], i[:, :, 3]) for i in pictures) if s]
        r = Random(5)
        grounds = (empty_ground(r, pair) for pair in cut)
        self.stock.grounds += [g for g in grounds if g is not None]

    def describe(self) -> str:
        real, tests = ({k: len(v) for k, v in side.items()} for side in (self.real, self.tests))
        sprites = {k: len(v) for k, v in self.stock.sprites.items()}
        return f"photos {real}, cut-outs {sprites}, grounds {len(self.stock.grounds)}; set aside {tests}"

    def __call__(self, r: Random, step: int):
        return self.of(r, large=step >= (1 - LARGE_SHARE) * self.steps)

    def of(self, r: Random, large: bool):
        side = r.choice(self.sides.large if large else self.sides.small)
        return masking.stacked([self.sample(r, side) for _ in range(LARGE_BATCH if large else SMALL_BATCH)])

    def sample(self, r: Random, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Picture BGR, mask and what of it is known (0 or 1), each side x side."""
        if r.random() < PASTED_SHARE:
            image, mask = composite(r, side, self.stock, PASTED)
            return recoloured(r, image), mask, np.ones_like(mask)
        pair = r.choice(self.real[r.choices(list(REAL), list(REAL.values()))[0]])
        image, mask, known = warped(r, side, [pair.image, pair.mask, pair.known.astype(np.uint8) * 255])
        return recoloured(r, image), mask, (known > 200).astype(np.uint8)


def run(options, net: Segmenter, side: int, steps: int, sides: Sides = Sides(), rate: float = 2e-3) -> dict:
    """Trains, writes ONNX file and sheet of a network that is asked at side x side, and gives its figures."""
    samples = Samples(options.data, options.runs, options.steps or steps, sides)
    if options.shipped and not (options.run / CHECKPOINT).exists():
        r = Random(7)
        shipped.load(net, options.shipped, [samples.of(r, large=True)[0] for _ in range(8)])
    print(samples.describe(), flush=True)
    glance = {kind: samples.tests[kind][:GLANCE_PHOTOS] for kind in ("duts", "ecssd", "human")}
    net = train(
        net,
        samples,
        masking.structure_loss,
        Schedule(samples.steps, rate=rate, warm_up=500, fall=0.3, average=0.999),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: masking.figures(n, side, glance),
        evaluate_every=2000,
    )
    masking.contact_sheet(net, side, samples.tests, options.work / "sheet.png")
    found = masking.figures(net, side, samples.tests)
    masking.ship(net, side, options.work)
    return found


def release(options, side: int) -> Release:
    train, test = foregrounds(options.data, KINDS, options.runs / "packed")
    calibration = [pair for kind in train for pair in train[kind][:: max(1, len(train[kind]) // 8)]]
    return masking.release(side, calibration, [pair for kind in ("ecssd", "human") for pair in test[kind]])
