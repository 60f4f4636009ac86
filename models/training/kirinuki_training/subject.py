"""`subject`: what in a photo is a person, an animal, a vehicle or an object, as against its ground."""

import torch

from . import foreground
from .nets import Segmenter
from .optimise import CHECKPOINT
from .release import Release

SIDE = 256
STEPS = 40_000
# It goes on from what is shipped, which knows pictures of 256: of much smaller ones it would have to forget that.
SIDES = foreground.Sides(small=(160, 160, 192), large=(256,))


def network() -> Segmenter:
    return Segmenter()


def run(options) -> dict:
    return foreground.run(options, network(), SIDE, STEPS, SIDES, rate=1e-3)


def release(options) -> Release:
    return foreground.release(options, SIDE)


def trained_weights(options, prefix: str) -> dict[str, torch.Tensor]:
    """Weights below `prefix` that its run left in `--start`, for networks that go on from them."""
    checkpoint = options.start / CHECKPOINT
    if not checkpoint.exists():
        raise SystemExit(f"--start: no {checkpoint}; train `subject` first, or name the folder of its run")
    average = torch.load(checkpoint, map_location="cpu")["average"]
    return {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}
