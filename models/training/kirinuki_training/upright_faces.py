"""`upright-faces`: the turn of a face, grey, 64 x 64."""

from random import Random

import numpy as np
import torch

from . import corpus, upright
from .export import export
from .measure import circular_error
from .optimise import Schedule, train
from .release import Release

SIDE = 64
STEPS = 5_000
CENTRE = ((SIDE - 1) / 2, (SIDE - 1) / 2)


class Samples:
    """Batches: faces, mirrored, shifted, zoomed, lit anew, now and then noisy, turned by any angle."""

    def __init__(self, faces: np.ndarray, batch: int):
        self.faces, self.batch = faces, batch

    def __call__(self, r: Random, step: int):
        pictures = np.empty((self.batch, 1, SIDE, SIDE), np.float32)
        angles = np.empty(self.batch, np.float32)
        noise = np.random.default_rng(r.getrandbits(32))
        for k in range(self.batch):
            angles[k] = upright.uniform_angle(r)
            face = r.choice(self.faces)
            if r.random() < 0.5:
                face = np.ascontiguousarray(face[:, ::-1])
            shift = (r.uniform(-3, 3), r.uniform(-3, 3))
            turned = upright.turned(face, float(angles[k]), CENTRE, r.uniform(0.88, 1.15), shift).astype(np.float32)
            lit = (turned / 255) ** r.uniform(0.7, 1.4) * r.uniform(0.8, 1.2)
            if r.random() < 0.3:
                lit += noise.normal(0, 0.025, lit.shape)
            pictures[k, 0] = np.clip(lit, 0, 1)
        return torch.from_numpy(pictures), torch.from_numpy(angles)


def strict(faces: np.ndarray, each: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Our protocol: any real angle, true centre, eight turns of each face of people not seen in training."""
    angles = np.random.default_rng(20251121).uniform(-180, 180, (len(faces), each))
    turned = [upright.turned(f, float(a), CENTRE) for f, row in zip(faces, angles) for a in row]
    return np.stack(turned), angles.ravel()


def run(options) -> dict:
    train_faces, test_faces = corpus.faces(options.data)
    print(f"faces {len(train_faces)}; set aside {len(test_faces)} of other people", flush=True)
    pictures, angles = strict(test_faces)
    net = train(
        upright.Compass(SIDE, (24, 48, 96, 128, 160), disc=True),
        Samples(train_faces, 64),
        upright.angle_loss,
        Schedule(options.steps or STEPS, decay=0.02),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: upright.figures(circular_error(upright.predicted(n, pictures), angles)),
        evaluate_every=1000,
    )
    averaged = upright.Quarters(net)
    found = {
        "strict, one opinion": upright.figures(circular_error(upright.predicted(net, pictures), angles)),
        "strict": upright.figures(circular_error(upright.predicted(averaged, pictures), angles)),
    }
    upright.contact_sheet(averaged, pictures, angles, 48, 110, options.work / "sheet.png")
    export(averaged, torch.zeros(1, 1, SIDE, SIDE), options.work / "model.onnx", "image", "direction")
    return found


def release(options) -> Release:
    train_faces, test_faces = corpus.faces(options.data)
    pictures, angles = strict(train_faces[:: len(train_faces) // 64])
    return upright.release(SIDE, pictures, *strict(test_faces))
