"""What `subject` and `car` share: a loss, a predictor, the files that they ship."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import sheet
from .augment import MEAN, STD, normalised
from .corpus import Pair
from .export import export
from .measure import intersection_over_union, mask_figures, resized
from .release import Release


def _one_loss(logits: torch.Tensor, truth: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    dims = (1, 2, 3)
    entropy = F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * known
    guess, truth = torch.sigmoid(logits) * known, truth * known
    both = (guess * truth).sum(dims)
    either = (guess + truth).sum(dims) - both
    return (entropy.sum(dims) / known.sum(dims).clamp(min=1) + 0.6 * (1 - (both + 16) / (either + 16))).mean()


def structure_loss(net: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """What an outline is made of: at full size the four parts of `_structure`; each coarser stage's cross-entropy and IoU.

    `net` gives logits and, with `aux`, those of its coarser stages; the batch is as `stacked` makes it.
    """
    pixels, truth, known = batch
    logits, stages = net(pixels.contiguous(memory_format=torch.channels_last), aux=True)
    truth, known = truth.float() / 255, known.float()
    total = _structure(logits.float(), truth, known)
    for coarse in stages:
        size = coarse.shape[2:]
        small = F.interpolate(truth, size, mode="area"), F.interpolate(known, size, mode="nearest")
        total = total + 0.2 * _one_loss(coarse.float(), *small)
    return total


def _structure(logits: torch.Tensor, truth: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Cross-entropy and IoU that count up to five times near outlines (F3Net, Wei et al. 2020), SSIM (BASNet, Qin et al.
    2019), and a price on undecided pixels away from outlines, which would show as haze."""
    dims, side = (1, 2, 3), truth.shape[-1]
    reach = side // 10 | 1
    near = (F.avg_pool2d(truth, reach, 1, reach // 2, count_include_pad=False) - truth).abs()
    weight = (1 + 4 * near) * known
    entropy = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    guess = torch.sigmoid(logits)
    both = (guess * truth * weight).sum(dims)
    either = ((guess + truth) * weight).sum(dims) - both
    decided = known * (near < 0.02)
    haze = (guess * (1 - guess) * decided).sum(dims) / decided.sum(dims).clamp(min=1)
    parts = (entropy * weight).sum(dims) / weight.sum(dims).clamp(min=1) + 0.6 * (1 - (both + 16) / (either + 16)) + haze
    return parts.mean() + 0.2 * ((1 - _similarity(guess, truth)) * known).sum() / known.sum().clamp(min=1)


def _similarity(x: torch.Tensor, y: torch.Tensor, window: int = 7) -> torch.Tensor:
    """SSIM of values 0..1 round every pixel, [N, 1, H, W], means over a square window (Wang et al. 2004)."""

    def mean(v: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(v, window, 1, window // 2, count_include_pad=False)

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    return (2 * mx * my + 0.01**2) * (2 * both + 0.03**2) / ((mx * mx + my * my + 0.01**2) * (vx + vy + 0.03**2))


def stacked(samples: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[torch.Tensor, ...]:
    """Pictures BGR [S, S, 3], masks and `known` uint8 [S, S] to a batch."""
    return (
        torch.from_numpy(np.stack([normalised(i) for i, _, _ in samples])),
        torch.from_numpy(np.stack([m for _, m, _ in samples]))[:, None],
        torch.from_numpy(np.stack([k for _, _, k in samples]))[:, None],
    )


class Probability(nn.Module):
    """The mask as the manifest promises it: 0..1."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, x):
        return torch.sigmoid(self.net(x))


def predictor(net: nn.Module, side: int):
    """BGR of any size to alpha 0..1 of that size, by a side x side input."""
    device = next(net.parameters()).device

    def predict(image: np.ndarray) -> np.ndarray:
        pixels = torch.from_numpy(normalised(resized(image, side, side)))[None].to(device)
        with torch.no_grad():
            alpha = torch.sigmoid(net.eval()(pixels).float())[0, 0].cpu().numpy()
        return cv2.resize(alpha, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)

    return predict


def ship(net: nn.Module, side: int, folder: Path) -> None:
    export(Probability(net), torch.zeros(1, 3, side, side), folder / "model.onnx", "image", "foreground")


def release(side: int, train: list[Pair], test: list[Pair]) -> Release:
    """How a mask network of side x side pixels is packed; its last layer stays float32, or soft edges would show steps."""

    def score(run) -> float:
        def predict(image: np.ndarray) -> np.ndarray:
            alpha = run(normalised(resized(image, side, side))[None])[0, 0]
            return cv2.resize(alpha, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)

        return mask_figures(predict, test)["mean IoU"]

    picked = train[:: max(1, len(train) // 64)]
    return Release(
        manifest={
            "task": "mask",
            "input": {"tensor": "image", "width": side, "height": side, "mean": list(MEAN), "std": list(STD)},
            "output": {"tensor": "foreground", "head": "probability"},
        },
        calibration=lambda: [normalised(resized(p.image, side, side))[None] for p in picked],
        score=score,
        measure="mean IoU",
        keep_float=("/head/",),
    )


def figures(net: nn.Module, side: int, tests: dict[str, Sequence[Pair]]) -> dict[str, dict[str, float]]:
    predict = predictor(net, side)
    return {name: mask_figures(predict, pairs) for name, pairs in tests.items()}


def contact_sheet(net: nn.Module, side: int, tests: dict[str, Sequence[Pair]], file: Path, each: int = 15) -> None:
    """Photo, truth, prediction and cut-out, from the worst photo to the best of each test."""
    predict, tiles = predictor(net, side), []
    for name, pairs in tests.items():
        masks = [predict(p.image) for p in pairs]
        scores = [
            intersection_over_union(m > 0.5, p.mask > 127, p.known) for p, m in zip(pairs, masks)
        ]
        for k in sheet.evenly(scores, each):
            image, alpha = pairs[k].image, masks[k]
            shown = [image, sheet.grey(pairs[k].mask / 255), sheet.grey(alpha)]
            shown.append(sheet.over(image, alpha, sheet.checkerboard(*alpha.shape)))
            tiles.append(sheet.tile(shown, f"{name} IoU {scores[k]:.2f}"))
    sheet.write(tiles, 3, file)
