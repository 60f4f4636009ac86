"""Composites: cut-outs pasted on photos and plain grounds, with soft contact shadows, so that the truth is exact."""

from dataclasses import dataclass, field
from random import Random

import cv2
import numpy as np

from .augment import recoloured
from .corpus import Pair


@dataclass(frozen=True)
class Sprite:
    """Something to paste: colour [H, W, 3], alpha [H, W] uint8, and whether the frame cuts it off below."""

    image: np.ndarray
    alpha: np.ndarray
    grounded: bool = False


@dataclass
class Stock:
    """What composites are made of: sprites by kind, and grounds."""

    sprites: dict[str, list[Sprite]] = field(default_factory=dict)
    grounds: list[np.ndarray] = field(default_factory=list)


def trimmed(image: np.ndarray, alpha: np.ndarray, margin: int = 2) -> Sprite | None:
    """Cropped to what is visible; nothing where next to nothing is."""
    rows, columns = np.where(alpha > 20)
    if len(rows) < 50:
        return None
    y0, y1 = max(0, rows.min() - margin), rows.max() + margin + 1
    x0, x1 = max(0, columns.min() - margin), columns.max() + margin + 1
    alpha = np.ascontiguousarray(alpha[y0:y1, x0:x1])
    return Sprite(np.ascontiguousarray(image[y0:y1, x0:x1, :3]), alpha, bool((alpha[-3] > 127).mean() > 0.15 and y1 >= len(image)))


def from_pair(pair: Pair) -> Sprite | None:
    """The subject of a photo, unless the frame cuts it at the top or the sides. Its edge is taken in by a pixel."""
    border = np.concatenate([pair.mask[0], pair.mask[:, 0], pair.mask[:, -1]])
    if (border > 127).mean() > 0.02:
        return None
    alpha = cv2.GaussianBlur(cv2.erode(pair.mask, np.ones((3, 3), np.uint8)), (3, 3), 0)
    return trimmed(pair.image, alpha)


def white_ground_mask(image: np.ndarray) -> np.ndarray | None:
    """The mask of a product on a white sweep, by flooding from the frame; nothing where that is not safe."""
    h, w = image.shape[:2]
    darkest = image.min(2)
    frame = np.concatenate([darkest[0], darkest[-1], darkest[:, 0], darkest[:, -1]])
    if (frame > 246).mean() < 0.97:
        return None
    white = cv2.copyMakeBorder((darkest >= 244).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(white, connectivity=4)
    mask = cv2.morphologyEx((labels != labels[0, 0])[1:-1, 1:-1].astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    area = stats[largest, cv2.CC_STAT_AREA]
    if not 0.12 * h * w <= area <= 0.7 * h * w or area < 0.92 * stats[1:, cv2.CC_STAT_AREA].sum():
        return None
    mask = (labels == largest).astype(np.uint8) * 255
    hull = cv2.convexHull(cv2.findNonZero(mask))
    return None if cv2.contourArea(hull) * 0.45 > area else cv2.GaussianBlur(mask, (3, 3), 0)


def empty_ground(r: Random, pair: Pair, tries: int = 8) -> np.ndarray | None:
    """A part of a photo without its subject: at least a third of each side, or nothing."""
    h, w = pair.mask.shape
    for _ in range(tries):
        ch, cw = int(h * r.uniform(0.33, 0.8)), int(w * r.uniform(0.33, 0.8))
        y, x = r.randint(0, h - ch), r.randint(0, w - cw)
        if pair.mask[y : y + ch, x : x + cw].max() < 20:
            return np.ascontiguousarray(pair.image[y : y + ch, x : x + cw])
    return None


def backdrop(r: Random, size: int, grounds: list[np.ndarray]) -> np.ndarray:
    """A part of a photo, sharp or blurred, or a plain sweep from one colour to another."""
    kind = r.random()
    if kind < 0.82:
        ground = r.choice(grounds)
        h, w = ground.shape[:2]
        zoom = r.uniform(0.3, 1.0)
        cw, ch = max(24, int(w * zoom)), max(24, min(h, int(h * zoom * r.uniform(0.8, 1.2))))
        x, y = r.randint(0, max(0, w - cw)), r.randint(0, max(0, h - ch))
        part = cv2.resize(ground[y : y + ch, x : x + cw], (size, size), interpolation=cv2.INTER_LINEAR)
        if r.random() < 0.35:
            part = cv2.GaussianBlur(part, (0, 0), r.uniform(1, 7))
        return np.ascontiguousarray(part[:, ::-1] if r.random() < 0.5 else part)
    base = np.array([r.uniform(215, 255)] * 3) if kind < 0.92 else np.array([r.uniform(0, 255) for _ in range(3)])
    base = base + np.array([r.uniform(-6, 6) for _ in range(3)])
    far = base + r.gauss(0, 18)
    ramp = np.linspace(0, 1, size)[:, None, None]
    return np.clip(np.broadcast_to(base * (1 - ramp) + far * ramp, (size, size, 3)), 0, 255).astype(np.uint8)


def turned(r: Random, sprite: Sprite, degrees: float) -> Sprite:
    h, w = sprite.alpha.shape
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1)
    c, s = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = int(h * s + w * c) + 1, int(h * c + w * s) + 1
    matrix[:, 2] += ((wide - w) / 2, (high - h) / 2)
    image = cv2.warpAffine(sprite.image, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    return Sprite(image, cv2.warpAffine(sprite.alpha, matrix, (wide, high)), False)


def resized(sprite: Sprite, width: int, height: int) -> Sprite:
    shrinks = width < sprite.alpha.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return Sprite(cv2.resize(sprite.image, (width, height), interpolation=how), cv2.resize(sprite.alpha, (width, height), interpolation=how), sprite.grounded)


def paste(r: Random, canvas: np.ndarray, alpha: np.ndarray, sprite: Sprite, smallest: float, largest: float) -> None:
    """Puts the sprite somewhere around the middle, `smallest` to `largest` of the canvas long; alpha float32 0..1."""
    size = len(canvas)
    zoom = r.uniform(smallest, largest) * size / max(sprite.alpha.shape)
    stretch = r.uniform(0.85, 1.18)
    h, w = sprite.alpha.shape
    sprite = resized(sprite, max(8, int(w * zoom * stretch)), max(8, int(h * zoom / stretch)))
    if r.random() < 0.5:
        sprite = Sprite(np.ascontiguousarray(sprite.image[:, ::-1]), np.ascontiguousarray(sprite.alpha[:, ::-1]), sprite.grounded)
    if r.random() < 0.5 and not sprite.grounded:
        sprite = turned(r, sprite, r.gauss(0, 14))
    h, w = sprite.alpha.shape
    image = recoloured(r, sprite.image)
    x = int(np.clip(r.gauss(size / 2, size * 0.17) - w / 2, -0.3 * w, size - 0.7 * w))
    if sprite.grounded:
        y = size - h + r.randint(0, max(1, h // 12))
    else:
        y = int(np.clip(r.gauss(size * 0.53, size * 0.15) - h / 2, -0.3 * h, size - 0.7 * h))
    x0, y0, x1, y1 = max(0, x), max(0, y), min(size, x + w), min(size, y + h)
    if x1 - x0 < 6 or y1 - y0 < 6:
        return
    part = sprite.alpha[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32) / 255
    if r.random() < 0.35:
        _shade(r, canvas, part, x0, y0)
    cover = part[:, :, None]
    there = canvas[y0:y1, x0:x1]
    canvas[y0:y1, x0:x1] = (there * (1 - cover) + image[y0 - y : y1 - y, x0 - x : x1 - x] * cover).astype(np.uint8)
    alpha[y0:y1, x0:x1] = np.maximum(alpha[y0:y1, x0:x1], part)


def _shade(r: Random, canvas: np.ndarray, cover: np.ndarray, x0: int, y0: int) -> None:
    size = len(canvas)
    shadow = np.zeros((size, size), np.float32)
    dx, dy = r.randint(-size // 25, size // 25), r.randint(2, max(3, size // 25))
    xs, ys = max(0, x0 + dx), max(0, y0 + dy)
    xe, ye = min(size, x0 + dx + cover.shape[1]), min(size, y0 + dy + cover.shape[0])
    if xe > xs and ye > ys:
        shadow[ys:ye, xs:xe] = cover[ys - y0 - dy : ye - y0 - dy, xs - x0 - dx : xe - x0 - dx]
        shadow = cv2.GaussianBlur(shadow, (0, 0), r.uniform(2, 8)) * r.uniform(0.15, 0.55)
        canvas[:] = (canvas * (1 - shadow[:, :, None])).astype(np.uint8)


def composite(r: Random, size: int, stock: Stock, mix: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """A picture [size, size, 3] and its exact alpha uint8: one sprite, now and then two or three of a kind."""
    canvas, alpha = backdrop(r, size, stock.grounds), np.zeros((size, size), np.float32)
    kinds = [k for k in mix if stock.sprites.get(k)]
    kind = r.choices(kinds, [mix[k] for k in kinds])[0]
    count = 1 if r.random() < 0.75 else r.randint(2, 3)
    for _ in range(count):
        paste(r, canvas, alpha, r.choice(stock.sprites[kind]), *((0.4, 1.05) if count == 1 else (0.3, 0.65)))
    if r.random() < 0.3:
        canvas = cv2.GaussianBlur(canvas, (3, 3), 0)
    return canvas, (alpha * 255).astype(np.uint8)
