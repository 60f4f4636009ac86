"""`subject`: what in a photo is a person, an animal, a vehicle or an object, as against its ground."""

from pathlib import Path
from random import Random

import numpy as np
import torch

from . import corpus, masking
from .augment import recoloured, warped
from .compose import Stock, composite, empty_ground, from_pair, trimmed, white_ground_mask
from .corpus import Pair
from .nets import Segmenter
from .optimise import CHECKPOINT, Schedule, train
from .release import Release

SIDE = 256
REAL = {"ecssd": 0.45, "human": 0.24, "fashion": 0.13, "cars": 0.12, "products": 0.06}
PASTED = {"real": 0.46, "fashion": 0.14, "products": 0.12, "office": 0.10, "emoji3d": 0.18}
STEPS = 14_000


class Samples:
    """Batches: photos with their masks, and composites of cut-outs over grounds."""

    def __init__(self, data: Path, steps: int, batch: int):
        self.steps, self.batch = steps, batch
        self.real: dict[str, list[Pair]] = {}
        self.tests: dict[str, list[Pair]] = {}
        for kind in ("ecssd", "human", "fashion", "cars"):
            self.real[kind], self.tests[kind] = corpus.pairs(data, kind)
        self.real["products"] = []
        for _, image in corpus.products(data)[0]:
            mask = white_ground_mask(image)
            if mask is not None:
                self.real["products"].append(Pair("products", image, mask))
        self.stock = Stock()
        for kind in ("ecssd", "human", "fashion", "products"):
            into = kind if kind in PASTED else "real"
            sprites = [s for s in map(from_pair, self.real[kind]) if s]
            self.stock.sprites.setdefault(into, []).extend(sprites)
        for kind in ("office", "emoji3d"):
            pictures = corpus.cutouts(data, kind)[0]
            self.stock.sprites[kind] = [s for s in (trimmed(i[:, :, :3], i[:, :, 3]) for i in pictures) if s]
        self.stock.grounds = list(corpus.grounds(data)[0])
        r = Random(5)
        for pair in self.real["ecssd"] + self.real["human"]:
            ground = empty_ground(r, pair)
            if ground is not None:
                self.stock.grounds.append(ground)

    def describe(self) -> str:
        real = {k: len(v) for k, v in self.real.items()}
        sprites = {k: len(v) for k, v in self.stock.sprites.items()}
        tests = {k: len(v) for k, v in self.tests.items()}
        return f"photos {real}, cut-outs {sprites}, grounds {len(self.stock.grounds)}; set aside {tests}"

    def side_at(self, r: Random, step: int) -> int:
        """Smaller pictures first: twice the samples in the same time."""
        side = 192 if step < 0.5 * self.steps else SIDE
        return side + r.choice((-32, 0, 0, 0, 32))

    def __call__(self, r: Random, step: int):
        side = self.side_at(r, step)
        pasted = 0.42 if step < 0.8 * self.steps else 0.25
        return masking.stacked([self.sample(r, side, pasted) for _ in range(self.batch)])

    def sample(self, r: Random, side: int, pasted: float):
        if r.random() < pasted:
            image, mask = composite(r, side, self.stock, PASTED)
        else:
            pair = r.choice(self.real[r.choices(list(REAL), list(REAL.values()))[0]])
            image, mask = warped(r, side, [pair.image, pair.mask])
            if pair.name.startswith("cars/"):
                known = (np.abs(mask.astype(np.int16) - 128) > 100).astype(np.uint8)
                return recoloured(r, image), np.where(mask > 127, 255, 0).astype(np.uint8), known
        return recoloured(r, image), mask, np.ones_like(mask)


def run(options) -> dict:
    samples = Samples(options.data, options.steps or STEPS, 16)
    print(samples.describe(), flush=True)
    net = train(
        Segmenter(),
        samples,
        masking.mask_loss,
        Schedule(samples.steps, rate=2e-3),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: masking.figures(n, 224, {k: v[:60] for k, v in samples.tests.items()}),
        evaluate_every=3000,
    )
    masking.contact_sheet(net, SIDE, samples.tests, options.work / "sheet.png")
    found = masking.figures(net, SIDE, samples.tests)
    masking.ship(net, SIDE, options.work)
    return found


def release(options) -> Release:
    sides = [corpus.pairs(options.data, kind) for kind in ("ecssd", "human", "fashion", "cars")]
    return masking.release(SIDE, [p for s in sides for p in s[0]], [p for s in sides for p in s[1]])


def trained_weights(options, prefix: str) -> dict[str, torch.Tensor]:
    """Weights below `prefix` that its run left in `--start`, for networks that go on from them."""
    checkpoint = options.start / CHECKPOINT
    if not checkpoint.exists():
        raise SystemExit(f"--start: no {checkpoint}; train `subject` first, or name the folder of its run")
    average = torch.load(checkpoint, map_location="cpu")["average"]
    return {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}
