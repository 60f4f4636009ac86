"""What the upright networks share: by how many degrees a picture is turned counter-clockwise, as (sin, cos)."""

from pathlib import Path
from random import Random

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import sheet
from .measure import circular_error
from .nets import conv
from .release import Release


class Compass(nn.Module):
    """Grey [N, 1, S, S], 0..1, to (sin, cos) [N, 2]. With `disc` only the inscribed circle counts: what lies in the
    corners after a turn would give the angle away."""

    def __init__(self, side: int, widths: tuple[int, ...], disc: bool):
        super().__init__()
        layers, into = [], 1
        for k, width in enumerate(widths):
            layers += [conv(into, width), conv(width, width)]
            if k < len(widths) - 1:
                layers.append(nn.MaxPool2d(2))
            into = width
        cells = side // 2 ** (len(widths) - 1)
        self.features = nn.Sequential(*layers)
        self.angle = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(into * cells * cells, 256),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(256, 2),
        )
        y, x = np.mgrid[0:side, 0:side] - (side - 1) / 2
        inside = np.hypot(x, y) <= side / 2 - 0.5 if disc else np.ones((side, side))
        self.register_buffer("disc", torch.from_numpy(inside.astype(np.float32))[None, None])

    def forward(self, x):
        return self.angle(self.features(x * self.disc))


class Quarters(nn.Module):
    """The mean of four opinions: the picture as it is and after each quarter turn (which loses no pixel), turned back."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, x):
        total = 0
        for k in range(4):
            s, c = F.normalize(self.net(x), dim=1).unbind(1)
            # seen at angle a + 90 k: the sine and cosine of a are found by turning back
            sine, cosine = ((s, c), (-c, s), (-s, -c), (c, -s))[k]
            total = total + torch.stack((sine, cosine), 1)
            x = x.transpose(2, 3).flip(2)
        return F.normalize(total, dim=1)


def turned_all(x: torch.Tensor, direction: torch.Tensor, centre, zoom=1.0, shift=(0.0, 0.0)) -> torch.Tensor:
    """Pictures [N, 1, S, S] turned counter-clockwise by (sin, cos) [N, 2] as `turned` does one by one: bilinear, black fill.

    `centre`, the pixel in x as in y, `zoom` and `shift` (x, y) in pixels: a number for all, or [N] each.
    """
    side = x.shape[-1]
    centre, zoom, across, below = (
        v.reshape(-1, 1, 1) if isinstance(v, torch.Tensor) else v for v in (centre, zoom, *shift)
    )
    at = torch.arange(side, device=x.device, dtype=torch.float32)
    right, down = at[None, None, :] - centre - across, at[None, :, None] - centre - below
    sine, cosine = direction[:, 0, None, None] / zoom, direction[:, 1, None, None] / zoom
    # where each pixel of what comes out lies in what goes in (rows count downwards)
    source = torch.stack((cosine * right - sine * down + centre, sine * right + cosine * down + centre), 3)
    return F.grid_sample(x.float(), (source * 2 + 1) / side - 1, mode="bilinear", padding_mode="zeros", align_corners=False)


def summed(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Direction of the sum of two angles, each (sin, cos) [N, 2]."""
    (s, c), (sine, cosine) = first.unbind(1), second.unbind(1)
    return torch.stack((s * cosine + c * sine, c * cosine - s * sine), 1)


def directions(degrees: torch.Tensor) -> torch.Tensor:
    """(sin, cos) [N, 2] of degrees [N]."""
    angles = torch.deg2rad(degrees)
    return torch.stack((torch.sin(angles), torch.cos(angles)), 1)


def chord(found: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Mean distance of two directions on the circle, near |error| in radians where that is small, and a weak pull of
    `found` to length 1; both [N, 2]."""
    found = found.float()
    return (F.normalize(found, dim=1, eps=1e-4) - truth).norm(dim=1).mean() + 0.02 * ((found.norm(dim=1) - 1) ** 2).mean()


def angle_loss(net: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Chord between predicted and true direction; `batch` is pictures and degrees."""
    pixels, degrees = batch
    return chord(net(pixels.contiguous(memory_format=torch.channels_last)), directions(degrees))


def turned(image: np.ndarray, degrees: float, centre: tuple[float, float], zoom: float = 1, shift=(0.0, 0.0)) -> np.ndarray:
    """Counter-clockwise, black fill, as OpenCV's getRotationMatrix2D and warpAffine do."""
    matrix = cv2.getRotationMatrix2D(centre, degrees, zoom)
    matrix[:, 2] += shift
    return cv2.warpAffine(image, matrix, image.shape[1::-1], flags=cv2.INTER_LINEAR)


def predicted(net: nn.Module, pictures: np.ndarray) -> np.ndarray:
    """Degrees for uint8 [N, S, S]."""
    device, found = next(net.parameters()).device, []
    with torch.no_grad():
        for k in range(0, len(pictures), 512):
            pixels = torch.from_numpy(pictures[k : k + 512, None].astype(np.float32) / 255).to(device)
            sine, cosine = net.eval()(pixels).float().unbind(1)
            found.append(torch.rad2deg(torch.atan2(sine, cosine)).cpu().numpy())
    return np.concatenate(found)


def release(side: int, calibration: np.ndarray, pictures: np.ndarray, angles: np.ndarray) -> Release:
    """How a compass for side x side pixels is packed; `calibration` and `pictures` are turned already, uint8 [N, S, S]."""

    def score(run) -> float:
        sine, cosine = np.concatenate([run(x) for x in _inputs(pictures, 256)]).T
        return float((circular_error(np.rad2deg(np.arctan2(sine, cosine)), angles) <= 5).mean())

    return Release(
        manifest={
            "task": "rotate",
            "input": {"tensor": "image", "colour": "grey", "width": side, "height": side, "mean": [0.0], "std": [1.0]},
            "output": {"tensor": "direction", "head": "sin-cos"},
        },
        calibration=lambda: _inputs(calibration, 1),
        score=score,
        measure="share within 5 degrees",
    )


def _inputs(pictures: np.ndarray, batch: int) -> list[np.ndarray]:
    scaled = pictures[:, None].astype(np.float32) / 255
    return [scaled[k : k + batch] for k in range(0, len(scaled), batch)]


def figures(error: np.ndarray) -> dict[str, float]:
    return {
        "pictures": len(error),
        "MAE": round(float(error.mean()), 3),
        "median": round(float(np.median(error)), 3),
        "within 5": round(float((error <= 5).mean()), 4),
        "over 90": round(float((error > 90).mean()), 4),
    }


def contact_sheet(net: nn.Module, pictures: np.ndarray, angles: np.ndarray, count: int, side: int, file: Path) -> None:
    """Turned picture and the picture turned back, from the worst to the best, each `side` pixels wide."""
    degrees = predicted(net, pictures)
    error = circular_error(degrees, angles)
    middle = ((pictures.shape[2] - 1) / 2, (pictures.shape[1] - 1) / 2)
    tiles = []
    for k in sheet.evenly(list(-error), count):
        back = turned(pictures[k], -float(degrees[k]), middle)
        tiles.append(sheet.tile([cv2.cvtColor(p, cv2.COLOR_GRAY2BGR) for p in (pictures[k], back)], f"{error[k]:.1f}", side))
    sheet.write(tiles, 6, file)


def uniform_angle(r: Random) -> float:
    return r.uniform(-180, 180)
