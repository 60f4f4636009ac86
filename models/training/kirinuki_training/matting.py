"""`matting`: alpha from RGB and a trimap, for hair, fur and blurred edges. Fully convolutional: any size, multiples of 32.

Trained on composites whose alpha is exact: cut-outs, half of them with strands of hair or fur drawn on, over photos.
"""

from pathlib import Path
from random import Random

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import corpus, sheet
from .augment import MEAN, STD, normalised, recoloured
from .compose import Sprite, Stock, backdrop, empty_ground, from_pair, resized, trimmed, turned, white_ground_mask
from .corpus import Pair
from .export import export
from .nets import Block, Encoder, conv, doubled
from .optimise import Schedule, train
from .release import Release

SIDE = 224
STEPS = 5_500
MIX = {"emoji3d": 0.36, "office": 0.12, "products": 0.17, "real": 0.35}
UNKNOWN = 128


class Matter(nn.Module):
    """Residual U-Net whose finest features lie at stride 2; its last convolution gives four logits for each of them, one
    a pixel (depth to space). In [N, 4, H, W]: RGB normalised, trimap 0 / 128 / 255 over 255. Out logits [N, 1, H, W]."""

    def __init__(self, channels=(28, 40, 64, 96, 128), blocks=(2, 2, 2, 2)):
        super().__init__()
        c = channels
        self.encoder = Encoder(c, blocks, into=4)
        self.fine = Block(c[0], c[0])
        self.narrow = nn.ModuleList(conv(c[k + 1], c[k], 1) for k in range(4))
        self.smooth = nn.ModuleList(conv(c[k], c[k]) for k in range(4))
        self.head = nn.Conv2d(c[0], 4, 3, padding=1)

    def forward(self, x):
        features = self.encoder(x)
        features[0] = self.fine(features[0])
        y = features[4]
        for k in (3, 2, 1, 0):
            y = self.smooth[k](doubled(self.narrow[k](y)) + features[k])
        return F.pixel_shuffle(self.head(y), 2)


class Alpha(nn.Module):
    """Alpha 0..1, the network's where the trimap does not know, the trimap's elsewhere."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, x):
        trimap = x[:, 3:4]
        unknown = ((trimap - 0.5).abs() < 0.25).float()
        return torch.sigmoid(self.net(x)) * unknown + (trimap > 0.75).float() * (1 - unknown)


def alpha_loss(net: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """In the unknown band: |alpha error|, half its square root of square (for strands), and |gradient error|."""
    pixels, truth = batch
    pixels = pixels.contiguous(memory_format=torch.channels_last)
    trimap, truth = pixels[:, 3:4], truth.float() / 255
    band = ((trimap - 0.5).abs() < 0.25).float()
    alpha = torch.sigmoid(net(pixels).float()) * band + (trimap > 0.75).float() * (1 - band)
    count = band.sum().clamp(min=1)
    error = alpha - truth
    across = ((error[..., 1:] - error[..., :-1]).abs() * band[..., 1:]).sum()
    down = ((error[..., 1:, :] - error[..., :-1, :]).abs() * band[..., 1:, :]).sum()
    return ((error.abs() + error**2) * band).sum() / count + 0.5 * (across + down) / count


def strands(r: Random, sprite: Sprite) -> Sprite:
    """Hair or fur grown outwards from the edge, antialiased, of the colours nearby, single strands lighter or darker."""
    contours, _ = cv2.findContours((sprite.alpha > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=len)[:, 0] if contours else np.empty((0, 2))
    if len(contour) < 40:
        return sprite
    h, w = sprite.alpha.shape
    fur = r.random() < 0.4
    longest = r.uniform(3, 0.07 * max(h, w)) if fur else r.uniform(6, 0.22 * max(h, w))
    span = len(contour) if fur else int(len(contour) * r.uniform(0.15, 1.0))
    density = r.uniform(0.5, 1.6) if fur else r.uniform(0.15, 1.0)
    lines = _strand_lines(r, contour, max(1, int(span * density)), span, longest, fur)
    cover = np.zeros((2 * h, 2 * w), np.uint8)
    tone = np.full((h, w), 1.0, np.float32)
    for part in np.array_split(lines, 6):
        fixed = np.round(part * 32).astype(np.int32)
        cv2.polylines(cover, list(fixed), False, r.randint(110, 255), r.choice((1, 1, 2)), cv2.LINE_AA, 4)
        if r.random() < 0.5:
            cv2.polylines(tone, list(fixed // 32), False, r.uniform(0.55, 1.5), 2)
    alpha = np.maximum(sprite.alpha, cv2.resize(cover, (w, h), interpolation=cv2.INTER_AREA))
    image = spread(sprite, int(2 * longest) | 1).astype(np.float32)
    new = 1 - sprite.alpha.astype(np.float32)[:, :, None] / 255
    image = np.clip(image * (1 + (tone[:, :, None] - 1) * new), 0, 255).astype(np.uint8)
    return Sprite(image, alpha, sprite.grounded)


def _strand_lines(r: Random, contour: np.ndarray, count: int, span: int, longest: float, fur: bool) -> np.ndarray:
    """Polylines [count, 6, 2] that start a little inside the contour; fur lies combed, hair goes its own way."""
    noise = np.random.default_rng(r.getrandbits(32))
    at = contour[(r.randrange(len(contour)) + noise.integers(0, span, count)) % len(contour)].astype(float)
    away = at - contour.mean(0)
    angle = np.arctan2(away[:, 1], away[:, 0]) + noise.normal(0, 0.35, count)
    if fur:
        angle += 0.5 * np.sin(r.uniform(-np.pi, np.pi) - angle)
    step = longest * noise.uniform(0.3, 1.2, count) / 5
    bend = r.gauss(0, 0.5) + noise.normal(0, 0.25, count)
    points = [at - 3 * np.stack((np.cos(angle), np.sin(angle)), 1)]
    for _ in range(5):
        angle = angle + bend / 5
        points.append(points[-1] + step[:, None] * np.stack((np.cos(angle), np.sin(angle)), 1))
    return np.stack(points, 1)


def spread(sprite: Sprite, reach: int) -> np.ndarray:
    """Colours of the sure foreground carried outwards, so that soft pixels have a colour of their own."""
    sure = (sprite.alpha > 200).astype(np.float32)
    total = cv2.blur(sprite.image.astype(np.float32) * sure[:, :, None], (reach, reach))
    weight = cv2.blur(sure, (reach, reach))[:, :, None]
    near = np.where(weight > 1e-3, total / np.maximum(weight, 1e-3), sprite.image)
    return np.where(sure[:, :, None] > 0, sprite.image, near).astype(np.uint8)


def matte(r: Random, side: int, stock: Stock) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Composite BGR, alpha uint8, trimap uint8 0 / 128 / 255, each [side, side]."""
    kind = r.choices(list(MIX), list(MIX.values()))[0]
    sprite = r.choice(stock.sprites[kind])
    zoom = r.uniform(0.55, 1.6) * side / max(sprite.alpha.shape)
    sprite = resized(sprite, max(16, int(sprite.alpha.shape[1] * zoom)), max(16, int(sprite.alpha.shape[0] * zoom)))
    rim = int(0.22 * side)
    image = cv2.copyMakeBorder(sprite.image, rim, rim, rim, rim, cv2.BORDER_REPLICATE)
    sprite = Sprite(image, cv2.copyMakeBorder(sprite.alpha, rim, rim, rim, rim, cv2.BORDER_CONSTANT))
    if kind != "emoji3d":
        sprite = Sprite(spread(sprite, 7), sprite.alpha)
    if r.random() < 0.62:
        sprite = strands(r, sprite)
    if r.random() < 0.3:
        sprite = Sprite(sprite.image, cv2.GaussianBlur(sprite.alpha, (0, 0), r.uniform(0.5, 4)))
    if r.random() < 0.05:
        sprite = Sprite(sprite.image, (sprite.alpha * r.uniform(0.3, 0.9)).astype(np.uint8))
    if r.random() < 0.5:
        sprite = turned(r, sprite, r.gauss(0, 25))
    h, w = sprite.alpha.shape
    move = np.float32([[1, 0, side / 2 - w / 2 + r.gauss(0, 0.16 * side)], [0, 1, side / 2 - h / 2 + r.gauss(0, 0.16 * side)]])
    image = recoloured(r, cv2.warpAffine(sprite.image, move, (side, side), borderMode=cv2.BORDER_REPLICATE))
    alpha = cv2.warpAffine(sprite.alpha, move, (side, side))
    cover = alpha[:, :, None].astype(np.float32) / 255
    ground = recoloured(r, backdrop(r, side, stock.grounds))
    picture = image * cover + ground * (1 - cover)
    noise = np.empty(picture.shape, np.float32)
    cv2.setRNGSeed(r.getrandbits(31))
    cv2.randn(noise, 0, r.uniform(0, 3))
    return np.clip(picture + noise, 0, 255).astype(np.uint8), alpha, trimap(r, alpha)


def trimap(r: Random, alpha: np.ndarray) -> np.ndarray:
    """As a worker makes it from a mask, or a person by hand: sure foreground well inside, sure ground well outside, 128
    between; a band of a few pixels, now and then a broad one."""
    most = 36 if r.random() < 0.35 else 8
    inner, outer = r.uniform(1, most), r.uniform(1, most)
    inside = cv2.distanceTransform((alpha >= 250).astype(np.uint8), cv2.DIST_L2, 3)
    outside = cv2.distanceTransform((alpha <= 5).astype(np.uint8), cv2.DIST_L2, 3)
    return np.where(inside > inner, 255, np.where(outside > outer, 0, UNKNOWN)).astype(np.uint8)


def planes(image: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """Float32 [4, H, W]: RGB normalised, trimap over 255."""
    return np.concatenate([normalised(image), trimap[None].astype(np.float32) / 255])


class Samples:
    def __init__(self, data: Path, batch: int):
        self.batch, self.stock, self.aside = batch, Stock(), Stock()
        r = Random(5)
        for kind in ("emoji3d", "office"):
            for stock, pictures in zip((self.stock, self.aside), corpus.cutouts(data, kind)):
                stock.sprites[kind] = [s for s in (trimmed(i, i[:, :, 3]) for i in pictures) if s]
        for stock, pairs in zip((self.stock, self.aside), self._pairs(data)):
            stock.sprites["real"] = [s for s in map(from_pair, pairs) if s]
            stock.grounds = [g for g in (empty_ground(r, p) for p in pairs) if g is not None]
        for stock, photos in zip((self.stock, self.aside), corpus.products(data)):
            masked = ((i, white_ground_mask(i)) for _, i in photos)
            stock.sprites["products"] = [s for s in (from_pair(Pair("", i, m)) for i, m in masked if m is not None) if s]
        for stock, photos in zip((self.stock, self.aside), corpus.grounds(data)):
            stock.grounds += photos

    @staticmethod
    def _pairs(data: Path) -> tuple[list[Pair], list[Pair]]:
        sides = [corpus.pairs(data, kind) for kind in ("ecssd", "human")]
        return [p for s in sides for p in s[0]], [p for s in sides for p in s[1]]

    def __call__(self, r: Random, step: int):
        made = [matte(r, SIDE, self.stock) for _ in range(self.batch)]
        pixels = torch.from_numpy(np.stack([planes(i, t) for i, _, t in made]))
        return pixels, torch.from_numpy(np.stack([a for _, a, _ in made]))[:, None]

    def test(self, count: int = 150) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Composites of cut-outs and grounds that training never saw."""
        return [matte(Random(90_000 + k), SIDE, self.aside) for k in range(count)]


def soft_baseline(trimap: np.ndarray) -> np.ndarray:
    """What needs no network: in the unknown band the share of the distance to the sure ground."""
    to_subject = cv2.distanceTransform((trimap < 255).astype(np.uint8), cv2.DIST_L2, 5)
    to_ground = cv2.distanceTransform((trimap > 0).astype(np.uint8), cv2.DIST_L2, 5)
    return np.where(trimap == UNKNOWN, to_ground / np.maximum(to_subject + to_ground, 1e-3), trimap / 255)


def predicted(net: nn.Module, image: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """Alpha 0..1 of a picture of any size."""
    device = next(net.parameters()).device
    h, w = trimap.shape
    below, right = -h % 32, -w % 32
    image = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
    trimap = cv2.copyMakeBorder(trimap, 0, below, 0, right, cv2.BORDER_REPLICATE)
    with torch.no_grad():
        alpha = Alpha(net).eval()(torch.from_numpy(planes(image, trimap))[None].to(device))
    return alpha.float()[0, 0].cpu().numpy()[:h, :w]


def figures(net: nn.Module, tests) -> dict[str, float]:
    """SAD (sum of |error| / 1000 per picture), MAE and MSE in the unknown band, and how far below the soft baseline."""
    rows = []
    for image, alpha, trimap in tests:
        band, truth = trimap == UNKNOWN, alpha / 255
        if band.sum() >= 50:
            own, soft = predicted(net, image, trimap) - truth, soft_baseline(trimap) - truth
            rows.append([f(e[band]) for e in (own, soft) for f in (_sad, _mae, _mse)])
    sad, mae, mse, soft_sad, soft_mae, soft_mse = np.mean(rows, 0)
    found = {"pictures": len(rows), "SAD": sad, "MAE": mae, "MSE": mse}
    found |= {"SAD below baseline": 1 - sad / soft_sad, "MAE below baseline": 1 - mae / soft_mae, "MSE below baseline": 1 - mse / soft_mse}
    return {k: round(float(v), 4) for k, v in found.items()}


def _sad(error: np.ndarray) -> float:
    return np.abs(error).sum() / 1000


def _mae(error: np.ndarray) -> float:
    return np.abs(error).mean()


def _mse(error: np.ndarray) -> float:
    return (error**2).mean()


def run(options) -> dict:
    samples = Samples(options.data, 8)
    print({k: len(v) for k, v in samples.stock.sprites.items()}, len(samples.stock.grounds), "grounds", flush=True)
    tests = samples.test()
    net = train(
        Matter(),
        samples,
        alpha_loss,
        Schedule(options.steps or STEPS, decay=0.01),
        folder=options.run,
        seed=options.seed,
        device=options.device,
        workers=options.workers,
        evaluate=lambda n: figures(n, tests[:60]),
        evaluate_every=1500,
    )
    found = {"composites": figures(net, tests)}
    tiles = []
    for image, alpha, trimap in tests[:24]:
        shown = [image] + [sheet.grey(a) for a in (trimap / 255, predicted(net, image, trimap), alpha / 255)]
        tiles.append(sheet.tile(shown, "photo, trimap, ours, truth", 220))
    sheet.write(tiles, 2, options.work / "sheet.png")
    photo = options.data / "matting" / "lemur.png"
    if photo.exists():
        found["lemur"] = _real(net, options, photo)
    example = torch.zeros(1, 4, SIDE, SIDE)
    export(Alpha(net), example, options.work / "model.onnx", "image_trimap", "alpha", free=(0, 2, 3))
    return found


def release(options) -> Release:
    samples = Samples(options.data, 1)
    tests = samples.test()

    def score(run) -> float:
        errors = []
        for image, alpha, trimap in tests:
            band = trimap == UNKNOWN
            if band.any():
                errors.append(np.abs(run(planes(image, trimap)[None])[0, 0] - alpha / 255)[band].mean())
        return 1 - float(np.mean(errors))

    return Release(
        manifest={
            "task": "matte",
            "input": {
                "tensor": "image_trimap",
                "colour": "rgb-trimap",
                "multipleOf": 32,
                "filter": "cubic",
                "mean": [*MEAN, 0.0],
                "std": [*STD, 1.0],
            },
            "output": {"tensor": "alpha", "head": "probability", "filter": "cubic"},
        },
        calibration=lambda: [samples(Random(k), 0)[0].numpy() for k in range(64)],
        score=score,
        measure="1 - MAE in the unknown band",
        keep_float=("/head/",),
    )


def _real(net: nn.Module, options, photo: Path) -> dict[str, float]:
    """A real photo with a published trimap; its alpha is another method's, not truth."""
    image = cv2.imread(str(photo))
    trimap = cv2.imread(str(photo.with_name("lemur_trimap.png")), cv2.IMREAD_GRAYSCALE)
    reference = cv2.imread(str(photo.with_name("lemur_alpha_reference.png")), cv2.IMREAD_GRAYSCALE)
    trimap = np.where(trimap > 250, 255, np.where(trimap < 5, 0, UNKNOWN)).astype(np.uint8)
    alpha = predicted(net, image, trimap)
    green = np.full_like(image, (60, 170, 60))
    row = [image, sheet.grey(trimap / 255), sheet.grey(alpha), sheet.grey(reference / 255), sheet.over(image, alpha, green)]
    cv2.imwrite(str(options.work / "lemur.png"), np.hstack(row))
    return figures(net, [(image, reference, trimap)])
