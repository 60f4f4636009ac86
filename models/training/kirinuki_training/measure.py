"""Figures of the model cards."""

from collections.abc import Sequence

import cv2
import numpy as np

from .corpus import Pair


def intersection_over_union(predicted: np.ndarray, truth: np.ndarray, known: np.ndarray) -> float:
    """Jaccard index of two boolean masks where `known`; 1 where both are empty."""
    union = ((predicted | truth) & known).sum()
    return float((predicted & truth & known).sum() / union) if union else 1.0


def dice(predicted: np.ndarray, truth: np.ndarray, known: np.ndarray) -> float:
    """(2 |A and B| + 1) / (|A| + |B| + 1), Carvana's smoothed Dice, where `known`."""
    both = (predicted & truth & known).sum()
    return float((2 * both + 1) / ((predicted & known).sum() + (truth & known).sum() + 1))


def mask_figures(predict, pairs: Sequence[Pair]) -> dict[str, float]:
    """Over photos at their own size: mean and median IoU, the share of photos below 0.7, Dice, MAE, and the haze, which is
    the mean of alpha outside the truth. `predict` maps BGR to alpha 0..1 of its size."""
    rows = []
    for pair in pairs:
        alpha, truth = predict(pair.image), pair.mask > 127
        known, binary = pair.known, alpha > 0.5
        error = np.abs(alpha - truth)[known].mean()
        ground = known & ~truth
        haze = alpha[ground].mean() if ground.any() else 0.0
        rows.append((intersection_over_union(binary, truth, known), dice(binary, truth, known), error, haze))
    iou, overlap, error, haze = np.array(rows).T
    return {
        "photos": len(rows),
        "mean IoU": round(float(iou.mean()), 4),
        "median IoU": round(float(np.median(iou)), 4),
        "below 0.7": round(float((iou < 0.7).mean()), 4),
        "Dice": round(float(overlap.mean()), 4),
        "MAE": round(float(error.mean()), 4),
        "haze": round(float(haze.mean()), 4),
    }


def circular_error(predicted: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Absolute difference of angles in degrees, the short way round: 0..180."""
    return np.abs((predicted - truth + 180) % 360 - 180)


def resized(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """As the worker does: by area where it shrinks, bilinear where it grows."""
    shrinks = width < image.shape[1] or height < image.shape[0]
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
