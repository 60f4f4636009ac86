"""Contact sheets: what to look at before a figure is believed."""

from pathlib import Path

import cv2
import numpy as np


def checkerboard(height: int, width: int, side: int = 10) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width] // side
    return np.repeat(np.where((x + y) % 2, 205, 245).astype(np.uint8)[:, :, None], 3, 2)


def over(image: np.ndarray, alpha: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Composite of image over ground by alpha 0..1."""
    cover = alpha[:, :, None]
    return (image * cover + ground * (1 - cover)).astype(np.uint8)


def grey(alpha: np.ndarray) -> np.ndarray:
    return cv2.cvtColor((np.clip(alpha, 0, 1) * 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def tile(pictures: list[np.ndarray], label: str, side: int = 150) -> np.ndarray:
    row = np.hstack([cv2.resize(p, (side, side), interpolation=cv2.INTER_AREA) for p in pictures])
    cv2.putText(row, label, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 255), 1, cv2.LINE_AA)
    return row


def write(tiles: list[np.ndarray], columns: int, file: Path) -> None:
    blank = np.full_like(tiles[0], 255)
    tiles = tiles + [blank] * (-len(tiles) % columns)
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack([np.hstack(tiles[k : k + columns]) for k in range(0, len(tiles), columns)]))


def evenly(scores: list[float], count: int) -> list[int]:
    """Indices spread evenly from the worst score to the best, so that nothing is cherry-picked."""
    order = np.argsort(scores)
    return [int(order[k]) for k in np.linspace(0, len(order) - 1, min(count, len(order))).round().astype(int)]
