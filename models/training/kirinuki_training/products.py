"""`products`: which of twelve classes of an online shop a photo shows. Eight of them have photos to learn from."""

from random import Random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import corpus, sheet, subject
from .augment import MEAN, STD, normalised, recoloured, warped
from .export import export
from .measure import resized
from .nets import Encoder
from .optimise import Schedule, train
from .release import Release

CLASSES = ("bicycle", "cabinet", "chair", "coffee_maker", "fan", "kettle", "lamp", "mug", "sofa", "stapler", "table", "toaster")
SIDE = 192
STEPS = 2_200
NEVER = -20.0


class Classifier(nn.Module):
    """Encoder, mean over the picture, one logit per class; classes without photos are held at -20."""

    def __init__(self, known: list[int]):
        super().__init__()
        self.encoder = Encoder()
        self.classify = nn.Sequential(nn.Dropout(0.3), nn.Linear(self.encoder.channels[-1] * 2, len(CLASSES)))
        held = torch.full((len(CLASSES),), NEVER)
        held[known] = 0
        self.register_buffer("held", held)

    def forward(self, x):
        deepest = self.encoder(x)[-1]
        pooled = torch.cat((deepest.mean((2, 3)), deepest.amax((2, 3))), 1)
        return self.classify(pooled) * (self.held == 0) + self.held


class BothWays(nn.Module):
    """The mean over a photo and its mirror image, as probabilities."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, x):
        return (torch.softmax(self.net(x), 1) + torch.softmax(self.net(x.flip(3)), 1)) / 2


class Samples:
    """Batches of photos, classes evenly: cropped, stretched, recoloured, partly covered."""

    def __init__(self, photos: list[tuple[str, np.ndarray]], batch: int):
        self.batch = batch
        self.by_class: dict[int, list[np.ndarray]] = {}
        for name, image in photos:
            self.by_class.setdefault(CLASSES.index(name), []).append(image)

    def __call__(self, r: Random, step: int):
        labels = [r.choice(sorted(self.by_class)) for _ in range(self.batch)]
        pixels = torch.from_numpy(np.stack([self.sample(r, r.choice(self.by_class[c])) for c in labels]))
        share, order = r.betavariate(0.3, 0.3), torch.tensor(r.sample(range(self.batch), self.batch))
        truth = F.one_hot(torch.tensor(labels), len(CLASSES)).float()
        # mixup (Zhang et al. 2017)
        return pixels * share + pixels[order] * (1 - share), truth * share + truth[order] * (1 - share)

    @staticmethod
    def sample(r: Random, image: np.ndarray) -> np.ndarray:
        (picture,) = warped(r, SIDE, [image], scale=(0.45, 1.0), turn=14, whole=0.2)
        picture = recoloured(r, picture)
        if r.random() < 0.35:
            size = r.randint(SIDE // 8, SIDE // 3)
            y, x = r.randrange(SIDE - size), r.randrange(SIDE - size)
            picture[y : y + size, x : x + size] = r.randrange(256)
        return normalised(picture)


def class_loss(net: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    pixels, truth = batch
    logits = net(pixels.contiguous(memory_format=torch.channels_last)).float()
    known = net.held == 0
    smooth = truth * 0.95 + 0.05 * known / known.sum()
    return F.cross_entropy(logits, smooth)


def probabilities(net: nn.Module, images: list[np.ndarray]) -> np.ndarray:
    device = next(net.parameters()).device
    with torch.no_grad():
        pixels = [torch.from_numpy(normalised(resized(i, SIDE, SIDE)))[None].to(device) for i in images]
        return torch.cat([BothWays(net).eval()(p) for p in pixels]).float().cpu().numpy()


def figures(net: nn.Module, photos: list[tuple[str, np.ndarray]]) -> dict:
    truth = np.array([CLASSES.index(name) for name, _ in photos])
    found = probabilities(net, [image for _, image in photos]).argmax(1)
    recall = {CLASSES[c]: round(float((found[truth == c] == c).mean()), 3) for c in sorted(set(truth))}
    return {"photos": len(photos), "top-1": round(float((found == truth).mean()), 4), "mean recall": round(float(np.mean(list(recall.values()))), 4), "recall": recall}


def run(options) -> dict:
    photos, tests = corpus.products(options.data)
    samples = Samples(photos, 32)
    print(f"photos {len(photos)}; set aside {len(tests)}", flush=True)
    net = Classifier(sorted(samples.by_class))
    net.encoder.load_state_dict(subject.trained_weights(options, "encoder."))
    net = train(
        net,
        samples,
        class_loss,
        Schedule(options.steps or STEPS, rate=1e-3, decay=0.05, warm_up=200),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: figures(n, tests),
        evaluate_every=500,
    )
    found = {"set aside": figures(net, tests)}
    given = probabilities(net, [image for _, image in tests])
    tiles = []
    for k in sheet.evenly([float(p[CLASSES.index(n)]) for p, (n, _) in zip(given, tests)], 60):
        best = int(given[k].argmax())
        tiles.append(sheet.tile([resized(tests[k][1], 150, 150)], f"{CLASSES[best]} {given[k][best]:.2f}"))
    sheet.write(tiles, 10, options.work / "sheet.png")
    export(BothWays(net), torch.zeros(1, 3, SIDE, SIDE), options.work / "model.onnx", "image", "probabilities")
    return found


def release(options) -> Release:
    photos, tests = corpus.products(options.data)
    truth = np.array([CLASSES.index(name) for name, _ in tests])

    def ready(image: np.ndarray) -> np.ndarray:
        return normalised(resized(image, SIDE, SIDE))[None]

    def score(run) -> float:
        return float((np.concatenate([run(ready(i)) for _, i in tests]).argmax(1) == truth).mean())

    return Release(
        manifest={
            "task": "classify",
            "input": {"tensor": "image", "width": SIDE, "height": SIDE, "mean": list(MEAN), "std": list(STD)},
            "output": {"tensor": "probabilities", "head": "probability", "classes": list(CLASSES)},
        },
        calibration=lambda: [ready(i) for _, i in photos[:: max(1, len(photos) // 64)]],
        score=score,
        measure="top-1",
    )
