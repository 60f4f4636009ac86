"""`upright-digits`: the turn of a handwritten digit (2, 3, 4, 5, 7, 9), 28 x 28, white on black."""

from random import Random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import corpus, upright
from .export import export
from .measure import circular_error
from .nets import Block, conv
from .optimise import Schedule, train
from .release import Release

SIDE = 28
STEPS = 400_000
BATCH = 128
TRUE_CENTRE = ((SIDE - 1) / 2, (SIDE - 1) / 2)
PUBLISHED_CENTRE = (SIDE / 2, SIDE / 2)


class Samples:
    """Batches made where they are needed: digits turned by any real angle about the true centre, by whole degrees about
    the published one, or about the true one with a shift and a zoom; grey levels rounded to 256 as files have them."""

    def __init__(self, digits: np.ndarray, device: torch.device, batch: int = BATCH):
        self.digits, self.batch, self.device = torch.from_numpy(digits).to(device), batch, device

    def __call__(self, r: Random, step: int):
        source = torch.Generator().manual_seed(r.getrandbits(63))

        def uniform(low: float, high: float) -> torch.Tensor:
            return torch.rand(self.batch, generator=source).mul(high - low).add(low)

        which = torch.randint(len(self.digits), (self.batch,), generator=source)
        degrees, kind = uniform(-180, 180), uniform(0, 1)
        published, loose = kind < 0.45, kind >= 0.9
        degrees = torch.where(published, degrees.floor(), degrees)
        centre = torch.where(published, PUBLISHED_CENTRE[0], TRUE_CENTRE[0])
        zoom = torch.where(loose, uniform(0.93, 1.07), 1.0)
        shift = [torch.where(loose, uniform(-1, 1), 0.0) for _ in "xy"]
        centre, degrees, zoom, *shift = (t.to(self.device) for t in (centre, degrees, zoom, *shift))
        upright_digits = self.digits[which.to(self.device)][:, None]
        turned = upright.turned_all(upright_digits, upright.directions(degrees), centre, zoom, shift)
        return turned.round() / 255, degrees, self.astray(uniform, source).to(self.device)

    def astray(self, uniform, source: torch.Generator) -> torch.Tensor:
        """By how many degrees the second look is led astray: a third stand on their heads, half wobble, some lie anywhere.

        The first look's own mistakes are too few to learn from.
        """
        kind = uniform(0, 1)
        wobble = torch.randn(self.batch, generator=source) * torch.where(uniform(0, 1) < 0.5, 7.0, 0.0)
        return torch.where(kind > 0.95, uniform(-180, 180), wobble + torch.where(kind < 0.35, 180.0, 0.0))


class TwoLooks(nn.Module):
    """The first look turns the digit upright as well as it can; the second says what is left, or that it stands on its head.

    Upright, digits are as alike as they get, and a small network tells them apart: two dense layers for the first look, a
    few convolutions for the second. That one also hears by how much the digit was turned: about the true centre the
    digit's centre of mass moves with the angle. The looks turn about the published centre, where that of mass lies.
    Grey [N, 1, 28, 28], 0..1, to (sin, cos) [N, 2], the longer, the surer.
    """

    def __init__(self, first: int = 192, channels: tuple[int, int] = (24, 48), blocks: int = 1, second: int = 192):
        super().__init__()
        pixels, (c, d) = SIDE * SIDE, channels
        self.first = nn.Sequential(*_dense(pixels, first), *_dense(first, first), nn.Linear(first, 2))
        self.strokes = nn.Sequential(conv(1, c, 5, 2), conv(c, d, 3, 2), *(Block(d, d) for _ in range(blocks)))
        self.second = nn.Sequential(*_dense(d * (SIDE // 4) ** 2 + 2, second), nn.Linear(second, 2))

    def again(self, x, direction):
        """What the second look makes of `direction`: (sin, cos) [N, 2] of the whole turn."""
        back = upright.turned_all(x, direction * direction.new_tensor([-1, 1]), PUBLISHED_CENTRE[0])
        strokes = self.strokes(back.contiguous(memory_format=torch.channels_last))
        left = self.second(torch.cat((strokes.flatten(1), direction), 1))
        return upright.summed(direction, left.float())

    def forward(self, x):
        """Looks a second time twice, and at last also at the digit the other way up."""
        direction = _unit(self.first(x.flatten(1)))
        direction = _unit(self.again(x, direction))
        return (_unit(self.again(x, direction)) + _unit(self.again(x, -direction))) / 2


def _dense(into: int, out: int) -> tuple[nn.Module, ...]:
    return nn.Linear(into, out, bias=False), nn.BatchNorm1d(out), nn.ReLU(inplace=True)


def _unit(direction: torch.Tensor) -> torch.Tensor:
    return F.normalize(direction.float(), dim=1, eps=1e-4)


def both_looks_loss(net: TwoLooks, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """The chord of each look's direction; `batch` is pictures, degrees, and by how many the second look is led astray."""
    pixels, degrees, astray = batch
    truth = upright.directions(degrees)
    first = net.first(pixels.flatten(1))
    # the second learns from where the first has led, and does not lead it
    led = upright.summed(_unit(first.detach()), upright.directions(astray))
    return upright.chord(first, truth) + upright.chord(net.again(pixels, led), truth)


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
    pictures, angles = published(test_digits)

    def glance(net: nn.Module) -> dict:
        """Each digit set aside once by either protocol, the published error plain."""
        found = upright.predicted(net, pictures[::20])
        return {
            "strict": upright.figures(circular_error(upright.predicted(net, strict_pictures), strict_angles)),
            "published": upright.figures(np.abs(found - angles[::20])),
            "published, circular": upright.figures(circular_error(found, angles[::20])),
        }

    net = train(
        TwoLooks(),
        Samples(train_digits, options.device),
        both_looks_loss,
        Schedule(options.steps or STEPS, decay=0.02, fall=0.3, average=0.9995),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=0,
        evaluate=glance,
        evaluate_every=4000,
    )
    degrees = upright.predicted(net, pictures)
    found = {
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
