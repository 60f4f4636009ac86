"""`teacher`: the subject of a photo as `subject` tells it, by a network ten times as dear: what `subject` can learn from,
and what `subject-fine` ships."""

from . import masking
from .foreground import KINDS, Samples
from .nets import DeepSegmenter
from .optimise import Schedule, train
from .packed import foregrounds
from .release import Release

SIDE = 320
GLANCE_SIDE, GLANCE_PHOTOS = 160, 40
STEPS = 100_000


def run(options) -> dict:
    samples = Samples(options.data, options.runs, options.steps or STEPS)
    print(samples.describe(), flush=True)
    glance = {kind: samples.tests[kind][:GLANCE_PHOTOS] for kind in ("duts", "ecssd", "human")}
    net = train(
        DeepSegmenter(),
        samples,
        masking.structure_loss,
        Schedule(samples.steps, rate=2e-3, warm_up=500, fall=0.3, average=0.999),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: masking.figures(n, GLANCE_SIDE, glance),
        evaluate_every=1000,
    )
    masking.contact_sheet(net, SIDE, samples.tests, options.work / "sheet.png")
    found = masking.figures(net, SIDE, samples.tests)
    masking.ship(net, SIDE, options.work)
    return found


def release(options) -> Release:
    train, test = foregrounds(options.data, KINDS, options.runs / "packed")
    calibration = [pair for kind in train for pair in train[kind][:: max(1, len(train[kind]) // 8)]]
    return masking.release(SIDE, calibration, [pair for kind in ("ecssd", "human") for pair in test[kind]])
