"""`car`: a car and all of it, for photos of cars. Goes on from `subject`.

The truth leaves out roof, fenders and pillars (128 in the masks). There the network that it starts from is asked, and
believed where it is sure; elsewhere nothing is taught.
"""

from pathlib import Path
from random import Random

import numpy as np

from . import corpus, masking, subject
from .augment import recoloured, warped
from .compose import Stock, composite, empty_ground, from_pair
from .corpus import Pair
from .optimise import Schedule, train
from .release import Release

SIDE = 256
STEPS = 2_500
SURE = 0.9


def completed(pair: Pair, predict) -> tuple[Pair, np.ndarray]:
    """The pair with its unknown part told by the network where that is sure, and what is known now, 0 or 1."""
    unknown = np.abs(pair.mask.astype(int) - 128) <= 1
    guess = predict(pair.image)
    sure = np.abs(guess - 0.5) > SURE - 0.5
    mask = np.where(unknown, np.where(guess > 0.5, 255, 0), pair.mask).astype(np.uint8)
    return Pair(pair.name, pair.image, mask), (~unknown | sure).astype(np.uint8)


class Samples:
    """Batches: cars in their photos, and cars with all of them known over other grounds."""

    def __init__(self, data: Path, predict, batch: int):
        self.batch = batch
        train, aside = corpus.pairs(data, "cars")
        self.tests = {"cars": aside}
        self.cars = [completed(pair, predict) for pair in train]
        self.stock = Stock(grounds=list(corpus.grounds(data)[0]))
        whole = [pair for pair, known in self.cars if known.mean() > 0.97]
        self.stock.sprites["cars"] = [s for s in map(from_pair, whole) if s]
        r = Random(5)
        for kind in ("ecssd", "human"):
            grounds = (empty_ground(r, p) for p in corpus.pairs(data, kind)[0])
            self.stock.grounds += [g for g in grounds if g is not None]

    def __call__(self, r: Random, step: int):
        side = SIDE + r.choice((-32, 0, 0, 32))
        return masking.stacked([self.sample(r, side) for _ in range(self.batch)])

    def sample(self, r: Random, side: int):
        if self.stock.sprites["cars"] and r.random() < 0.2:
            image, mask = composite(r, side, self.stock, {"cars": 1})
            return recoloured(r, image), mask, np.ones_like(mask)
        pair, known = r.choice(self.cars)
        image, mask, known = warped(r, side, [pair.image, pair.mask, known * 255])
        return recoloured(r, image), mask, (known > 200).astype(np.uint8)


def run(options) -> dict:
    net = subject.network()
    net.load_state_dict(subject.trained_weights(options, ""))
    samples = Samples(options.data, masking.predictor(net, SIDE), 16)
    print(f"cars {len(samples.cars)}, {len(samples.stock.sprites['cars'])} whole; set aside {len(samples.tests['cars'])}")
    print("before", masking.figures(net, SIDE, samples.tests), flush=True)
    net = train(
        net,
        samples,
        masking.structure_loss,
        Schedule(options.steps or STEPS, rate=1e-3),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: masking.figures(n, SIDE, samples.tests),
        evaluate_every=700,
    )
    masking.contact_sheet(net, SIDE, samples.tests, options.work / "sheet.png", each=45)
    found = masking.figures(net, SIDE, samples.tests)
    masking.ship(net, SIDE, options.work)
    return found


def release(options) -> Release:
    train, test = corpus.pairs(options.data, "cars")
    return masking.release(SIDE, train, test)
