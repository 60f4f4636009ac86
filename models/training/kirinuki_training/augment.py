"""Geometric and photometric augmentation. Every function takes its random source, so that a seed fixes a sample."""

from random import Random

import cv2
import numpy as np

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
_SCALE = (1 / (255 * np.array(STD))).astype(np.float32)
_BIAS = (-np.array(MEAN) / np.array(STD)).astype(np.float32)


def normalised(bgr: np.ndarray) -> np.ndarray:
    """RGB float32 [3, H, W]: (x / 255 - mean) / std with ImageNet's mean and deviation, as the manifests say."""
    return np.ascontiguousarray((bgr[:, :, ::-1] * _SCALE + _BIAS).transpose(2, 0, 1))


def warped(r: Random, size: int, images: list[np.ndarray], scale=(0.55, 1.0), turn: float = 12, whole: float = 0.35) -> list[np.ndarray]:
    """One random crop, tilt, stretch and mirroring, the same for every picture given, to size x size."""
    h, w = images[0].shape[:2]
    if r.random() < whole:
        cw, ch, cx, cy = w, h, w / 2, h / 2
    else:
        zoom, stretch = r.uniform(*scale), r.uniform(0.8, 1.25)
        cw, ch = min(w, w * zoom * stretch), min(h, h * zoom / stretch)
        cx, cy = r.uniform(cw / 2, w - cw / 2), r.uniform(ch / 2, h - ch / 2)
    angle = np.deg2rad(r.gauss(0, turn / 2)) if r.random() < 0.5 else 0.0
    c, s, mirror = np.cos(angle), np.sin(angle), -1 if r.random() < 0.5 else 1
    linear = np.array([[cw / size * mirror * c, -ch / size * s], [cw / size * mirror * s, ch / size * c]])
    shift = np.array([cx, cy]) - linear @ np.array([size / 2, size / 2])
    matrix = np.hstack([linear, shift[:, None]])
    shrink = max(cw, ch) / size
    out = []
    for image in images:
        if shrink > 1.6:
            image = cv2.blur(image, (int(round(shrink)),) * 2)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        out.append(cv2.warpAffine(image, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REFLECT_101))
    return out


def recoloured(r: Random, image: np.ndarray) -> np.ndarray:
    """Exposure, white balance, gamma, saturation, hue; now and then grey, blurred, JPEG-worn or noisy."""
    if r.random() < 0.8:
        gamma, gain = 2 ** r.uniform(-0.4, 0.4), r.uniform(0.8, 1.2)
        ramp = np.arange(256) / 255.0
        table = np.stack([np.clip(ramp**gamma * gain * r.uniform(0.9, 1.1) * 255, 0, 255) for _ in range(3)], 1)
        image = cv2.LUT(image, table.astype(np.uint8)[None])
    if r.random() < 0.08:
        image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    elif r.random() < 0.3:
        hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
        table = np.zeros((256, 3), np.uint8)
        table[:, 0] = (np.arange(256) + r.randint(-8, 8)) % 180
        table[:, 1] = np.clip(np.arange(256) * r.uniform(0.4, 1.6), 0, 255)
        table[:, 2] = np.arange(256)
        image = cv2.cvtColor(cv2.LUT(hsv, table[None]), cv2.COLOR_HSV2BGR)
    worn = r.random()
    if worn < 0.12:
        image = cv2.GaussianBlur(image, (0, 0), r.uniform(0.5, 1.6))
    elif worn < 0.2:
        image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, r.randint(25, 75)])[1], cv2.IMREAD_COLOR)
    elif worn < 0.28:
        noise = np.empty(image.shape, np.int16)
        cv2.setRNGSeed(r.getrandbits(31))
        cv2.randn(noise, 0, r.uniform(2, 10))
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    return image
