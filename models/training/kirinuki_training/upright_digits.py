"""`upright-digits`: the turn of a handwritten digit (2, 3, 4, 5, 7, 9), 28 x 28, white on black."""

from random import Random

import numpy as np
import torch

from . import corpus, upright
from .export import export
from .measure import circular_error
from .optimise import Schedule, train
from .release import Release

SIDE = 28
STEPS = 12_000
SECOND_STEPS = 8_000
TRUE_CENTRE = ((SIDE - 1) / 2, (SIDE - 1) / 2)
PUBLISHED_CENTRE = (SIDE / 2, SIDE / 2)


class Samples:
    """Batches: digits turned by any angle about the true centre or the published one; some also shifted and zoomed."""

    def __init__(self, digits: np.ndarray, batch: int):
        self.digits, self.batch = digits, batch

    def __call__(self, r: Random, step: int):
        pictures = np.empty((self.batch, 1, SIDE, SIDE), np.float32)
        angles = np.empty(self.batch, np.float32)
        for k in range(self.batch):
            angles[k] = upright.uniform_angle(r)
            digit, kind = r.choice(self.digits), r.random()
            if kind < 0.45:
                turned = upright.turned(digit, float(angles[k]), TRUE_CENTRE)
            elif kind < 0.85:
                turned = upright.turned(digit, float(angles[k]), PUBLISHED_CENTRE)
            else:
                shift = (r.uniform(-1, 1), r.uniform(-1, 1))
                turned = upright.turned(digit, float(angles[k]), TRUE_CENTRE, r.uniform(0.93, 1.07), shift)
            pictures[k, 0] = turned
        return torch.from_numpy(pictures / 255), torch.from_numpy(angles)


def strict(digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Our protocol: each digit once, any real angle, true centre."""
    angles = np.random.default_rng(20251121).uniform(-180, 180, len(digits))
    return np.stack([upright.turned(d, a, TRUE_CENTRE) for d, a in zip(digits, angles)]), angles


def published(digits: np.ndarray, each: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """The published protocol: whole degrees -180..179, 20 per digit, turned about (14, 14)."""
    angles = np.random.default_rng(20251121).integers(-180, 180, (len(digits), each))
    turned = [upright.turned(d, float(a), PUBLISHED_CENTRE) for d, row in zip(digits, angles) for a in row]
    return np.stack(turned), angles.ravel().astype(float)


def run(options) -> dict:
    train_digits, test_digits = corpus.digits(options.data)
    print(f"digits {len(train_digits)}; set aside {len(test_digits)}", flush=True)
    strict_pictures, strict_angles = strict(test_digits)

    def trained(net, steps: int, folder):
        return train(
            net,
            Samples(train_digits, 128),
            upright.angle_loss,
            Schedule(steps, decay=0.02),
            folder=folder,
            seed=options.seed,
            device=options.device,
            workers=options.workers,
            evaluate=lambda n: upright.figures(circular_error(upright.predicted(n, strict_pictures), strict_angles)),
            evaluate_every=3000,
        )

    first = trained(upright.Compass(SIDE, (32, 64, 96, 128), disc=False), options.steps or STEPS, options.work / "first")
    coarse = upright.Quarters(first)
    second = upright.Refined(coarse, upright.Compass(SIDE, (32, 64, 96, 128), disc=False))
    net = trained(second, options.steps or SECOND_STEPS, options.work / "second")
    pictures, angles = published(test_digits)
    degrees = upright.predicted(net, pictures)
    found = {
        "strict, first look": upright.figures(circular_error(upright.predicted(coarse, strict_pictures), strict_angles)),
        "strict": upright.figures(circular_error(upright.predicted(net, strict_pictures), strict_angles)),
        # the published error is the plain difference, not the way round the circle
        "published": upright.figures(np.abs(degrees - angles)),
        "published, circular": upright.figures(circular_error(degrees, angles)),
    }
    upright.contact_sheet(net, strict_pictures, strict_angles, 60, 90, options.work / "sheet.png")
    export(net, torch.zeros(1, 1, SIDE, SIDE), options.work / "model.onnx", "image", "direction")
    return found


def release(options) -> Release:
    train_digits, test_digits = corpus.digits(options.data)
    pictures, angles = strict(train_digits[:: len(train_digits) // 64])
    return upright.release(SIDE, pictures, *strict(test_digits))
