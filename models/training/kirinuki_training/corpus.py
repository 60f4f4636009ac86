"""Photos with their truths, read from the data folder, and the one split that every network keeps to.

The data folder is laid out as its README says: seg/{duts,ecssd,pascals,human,fashion,horses,davis,cars}/{images,masks},
cutouts/{emoji3d,office}, products/CLASS, photos, mnist, olivetti. Images are BGR uint8 as OpenCV reads them; masks are
uint8, 255 where the subject is, 128 where nobody knows.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

cv2.setNumThreads(1)

TEST_SHARE = {"ecssd": 0.16, "human": 0.20, "fashion": 0.12, "cars": 0.18, "products": 0.16, "emoji3d": 0.12, "office": 0.12, "photos": 0.10}
TEST_SHARE |= {"duts": 0.05, "pascals": 0.15, "horses": 0.15, "davis": 0.20}
UNSURE = ("cars", "pascals")
TEST_PEOPLE = (25, 26, 27, 28)
LONGEST_SIDE = 400
NEIGHBOURS = 15
ALIKE = 40


@dataclass(frozen=True)
class Pair:
    """A photo [H, W, 3] and its mask [H, W]."""

    name: str
    image: np.ndarray
    mask: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Where the truth is known, bool [H, W]; soft edges of sets that know everything are."""
        return np.abs(self.mask.astype(np.int16) - 128) > 1 if self.name.startswith(UNSURE) else np.ones(self.mask.shape, bool)


def _share(text: str) -> float:
    """A number in 0..1 that depends on nothing but the text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def _difference_hash(image: np.ndarray) -> np.ndarray:
    """256 bits, uint64 [4]: where brightness rises from one of 16 x 17 cells to the next."""
    grey = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (17, 16), interpolation=cv2.INTER_AREA)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).view(np.uint64)


def _differing(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """By how many bits a hash [4] differs from each of others [N, 4]."""
    return np.bitwise_count(own ^ others).sum(1)


def _groups(images: list[np.ndarray]) -> list[int]:
    """For each image the index of the first one that looks the same: at most ALIKE of 256 hash bits differ."""
    hashes, first = np.stack([_difference_hash(image) for image in images]), []
    for k, own in enumerate(hashes):
        alike = np.flatnonzero(_differing(own, hashes[:k]) <= ALIKE)
        first.append(first[alike[0]] if len(alike) else k)
    return first


def _neighbourhood(kind: str, name: str) -> str:
    """Where files are numbered in the order in which they were found, neighbours show the same car or person; the frames
    of a film all show the same."""
    number = re.search(r"[_-]?\d+$", name)
    if kind == "davis":
        return f"{kind}/{name[: number.start()] if number else name}"
    numbered = kind in ("cars", "human", "fashion") and number
    return f"{kind}/{int(number[0].lstrip('_-')) // NEIGHBOURS}" if numbered else f"{kind}/{name}"


def split(names: list[str], images: list[np.ndarray], kind: str) -> tuple[list[int], list[int]]:
    """Indices of training and of test; pictures that look alike or stand side by side fall on the same side."""
    test = [_share(_neighbourhood(kind, names[g])) < TEST_SHARE[kind] for g in _groups(images)]
    return [k for k, t in enumerate(test) if not t], [k for k, t in enumerate(test) if t]


def shrunk(image: np.ndarray, longest: int = LONGEST_SIDE) -> np.ndarray:
    factor = longest / max(image.shape[:2])
    return image if factor >= 1 else cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def pairs(data: Path, kind: str) -> tuple[list[Pair], list[Pair]]:
    """Training and test pairs of seg/KIND, photos at most 400 pixels long."""
    found = []
    for path in sorted((data / "seg" / kind / "images").iterdir()):
        mask = cv2.imread(str(data / "seg" / kind / "masks" / (path.stem + ".png")), cv2.IMREAD_GRAYSCALE)
        image = cv2.imread(str(path))
        if mask is None or image is None or mask.shape != image.shape[:2]:
            raise ValueError(f"{path}: no mask of its size beside it")
        small = shrunk(image)
        if small is not image:
            mask = cv2.resize(mask, small.shape[1::-1], interpolation=cv2.INTER_NEAREST if kind in UNSURE else cv2.INTER_AREA)
        found.append(Pair(f"{kind}/{path.stem}", small, mask))
    train, test = split([p.name for p in found], [p.image for p in found], kind)
    return [found[k] for k in train], [found[k] for k in test]


def apart(train: list[Pair], tests: list[Pair], cropped: set[str]) -> list[Pair]:
    """Those of `train` that look like none of `tests`, mirrored or not, and of which no crop, by name, is set aside."""
    aside = np.stack([_difference_hash(image) for p in tests for image in (p.image, p.image[:, ::-1])])
    return [
        p for p in train if p.name not in cropped and _differing(_difference_hash(p.image), aside).min() > ALIKE
    ]


def cutouts(data: Path, kind: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Training and test pictures of cutouts/KIND, BGRA."""
    paths = sorted((data / "cutouts" / kind).glob("*.png"))
    read = [(p, cv2.imread(str(p), cv2.IMREAD_UNCHANGED)) for p in paths]
    read = [(p, i) for p, i in read if i is not None and i.ndim == 3 and i.shape[2] == 4]
    train, test = split([p.stem for p, _ in read], [i[:, :, :3] for _, i in read], kind)
    return [read[k][1] for k in train], [read[k][1] for k in test]


def grounds(data: Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Training and test photos to paste things on, shorter side 320."""
    read = []
    for path in sorted((data / "photos").iterdir()):
        image = cv2.imread(str(path))
        if image is not None:
            factor = 320 / min(image.shape[:2])
            read.append((path.stem, cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)))
    train, test = split([n for n, _ in read], [i for _, i in read], "photos")
    return [read[k][1] for k in train], [read[k][1] for k in test]


def products(data: Path) -> tuple[list[tuple[str, np.ndarray]], list[tuple[str, np.ndarray]]]:
    """Training and test photos of products/CLASS with the class's name."""
    train, test = _products(data)
    return [(n.split("/")[0], i) for n, i in train], [(n.split("/")[0], i) for n, i in test]


def _products(data: Path) -> tuple[list[tuple[str, np.ndarray]], list[tuple[str, np.ndarray]]]:
    """The same with CLASS/NAME."""
    paths = sorted((data / "products").glob("*/*.jpg"))
    read = [(f"{path.parent.name}/{path.stem}", shrunk(cv2.imread(str(path)))) for path in paths]
    train, test = split([n for n, _ in read], [i for _, i in read], "products")
    return [read[k] for k in train], [read[k] for k in test]


def cropped_for_test(data: Path) -> set[str]:
    """Names of pairs of seg/duts of which a crop, products/CLASS/du_NAME, is set aside."""
    return {"duts/" + name.split("/du_")[1] for name, _ in _products(data)[1] if "/du_" in name}


def digits(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Training and test digits (2, 3, 4, 5, 7, 9) uint8 [N, 28, 28]; every tenth is for testing."""
    raw = gzip.decompress((data / "mnist" / "train-digits234579-images-idx3-ubyte.gz").read_bytes())
    images = np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)
    test = np.arange(len(images)) % 10 == 9
    return images[~test], images[test]


def faces(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Training and test faces uint8 [N, 64, 64]; the people of the test are not in training."""
    train, test = [], []
    for path in sorted((data / "olivetti").glob("person*_*.png")):
        person = int(path.stem[6:8])
        (test if person in TEST_PEOPLE else train).append(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE))
    return np.stack(train), np.stack(test)
