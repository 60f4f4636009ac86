"""`teacher`: the subject of a photo as `subject` tells it, by a network ten times as dear: what `subject` can learn from,
and what `subject-fine` ships."""

from . import foreground
from .nets import Segmenter
from .release import Release

SIDE = 320
STEPS = 100_000


def run(options) -> dict:
    network = Segmenter(channels=(32, 48, 96, 192, 256), blocks=(2, 3, 4, 2), decoder=(128, 96, 48, 32))
    return foreground.run(options, network, SIDE, STEPS)


def release(options) -> Release:
    return foreground.release(options, SIDE)
