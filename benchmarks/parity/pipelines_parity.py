"""Holds the five pipelines against a plain reference in Python: the same ONNX files, the same twelve photos.

    pip install numpy onnxruntime opencv-python-headless pillow pyyaml
    python benchmarks/parity/pipelines_parity.py OUT [PHOTOS]

The reference follows the descriptions that the pipelines come from: whole pictures in float32, OpenCV, one image at a
time, nothing of Kirinuki's. PHOTOS is a folder of twelve photos or more; without one, the eight samples that come along
and four made of them: grey, stored sideways with EXIF orientation 6, large, and small. OUT must not be there yet; it will
hold both sides' files, a contact sheet and table.json. Ends with 1 where a bound is broken: mask IoU at least 0.998,
alpha and grey MAE at most 1/255, angle at most 0.05 degrees, probabilities at most 0.001, and the run lengths of equal
masks equal.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import yaml
from PIL import Image

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "local/src/main/resources/io/kirinuki/local/samples"


class Net:
    """The newest version of a model, in the variant that the results say had run."""

    def __init__(self, name, digest):
        folder = max((ROOT / "models" / name).glob("[0-9]*"), key=lambda f: int(f.name))
        self.manifest = yaml.safe_load((folder / "model.yaml").read_text())
        variant = self.manifest if self.manifest["sha256"] == digest else self.manifest["int8"]
        assert variant["sha256"] == digest, f"{folder} is not what ran"
        self.session = onnxruntime.InferenceSession(str(folder / variant["file"]), providers=["CPUExecutionProvider"])
        self.rule = self.manifest["input"]

    def __call__(self, scaled):
        """[height, width, channels] of 0..1, not yet normalised, to the network's first output."""
        mean, std = (np.array(self.rule[k], np.float32) for k in ("mean", "std"))
        tensor = ((scaled.astype(np.float32) - mean) / std).transpose(2, 0, 1)[None]
        return self.session.run(None, {self.rule["tensor"]: np.ascontiguousarray(tensor)})[0][0]

    def of_photo(self, bgr):
        size = self.rule["width"], self.rule["height"]
        smaller = cv2.resize(bgr, tuple(map(min, bgr.shape[1::-1], size)), interpolation=cv2.INTER_AREA)
        sized = cv2.resize(smaller, size, interpolation=cv2.INTER_LINEAR)
        grey = self.rule.get("colour") == "grey"
        sized = cv2.cvtColor(sized, cv2.COLOR_BGR2GRAY)[..., None] if grey else cv2.cvtColor(sized, cv2.COLOR_BGR2RGB)
        return self(sized / np.float32(255))


def resized_map(values, size, interpolation):
    """Enlarged by OpenCV; made smaller by Pillow, whose kernels widen as they must: OpenCV's would skip values."""
    if size[0] >= values.shape[1] and size[1] >= values.shape[0]:
        return np.clip(cv2.resize(values, size, interpolation=interpolation), 0, 1)
    kernel = {cv2.INTER_LINEAR: Image.BILINEAR, cv2.INTER_CUBIC: Image.BICUBIC}[interpolation]
    return np.clip(np.asarray(Image.fromarray(values.astype(np.float32)).resize(size, kernel)), 0, 1)


def soft_mask(net, bgr):
    """0..1, of the photo's size: the probability is resized, never the binary mask."""
    return resized_map(net.of_photo(bgr)[0], bgr.shape[1::-1], cv2.INTER_LINEAR)


def trim_background(nets, bgr):
    mask = (soft_mask(nets["subject"], bgr) >= 0.5)[..., None]
    return cv2.cvtColor(np.where(mask, bgr, 255).astype(np.uint8), cv2.COLOR_BGR2GRAY)


def matte(nets, bgr):
    """(alpha 0..1, trimap) by erosion and dilation, ten pixels, five times."""
    mask = np.where(soft_mask(nets["subject"], bgr) >= 0.5, 255, 0).astype(np.uint8)
    square = np.ones((10, 10), np.uint8)
    eroded, dilated = cv2.erode(mask, square, iterations=5), cv2.dilate(mask, square, iterations=5)
    trimap = np.full_like(mask, 128)
    trimap[eroded == 255] = 255
    trimap[dilated == 0] = 0
    if not (trimap == 128).any() or not (trimap == 255).any():
        return soft_mask(nets["subject"], bgr), trimap
    height, width = mask.shape
    scale = min(1, 1536 / max(height, width))
    size = tuple(-(-max(1, round(side * scale)) // 32) * 32 for side in (width, height))
    shrinking = size[0] < width or size[1] < height
    colours = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC)
    known = cv2.resize(trimap, size, interpolation=cv2.INTER_NEAREST)
    given = np.dstack([cv2.cvtColor(colours, cv2.COLOR_BGR2RGB), known]) / np.float32(255)
    alpha = resized_map(nets["matting"](given)[0], (width, height), cv2.INTER_CUBIC)
    return np.where(trimap == 128, alpha, trimap / 255), trimap


def classify(nets, bgr):
    net = nets["products"]
    return dict(zip(net.manifest["output"]["classes"], net.of_photo(bgr).tolist()))


def deskew(nets, bgr):
    sine, cosine = nets["upright-faces"].of_photo(bgr)
    return float(np.degrees(np.arctan2(sine, cosine)))


def run_lengths(mask):
    """Kaggle's, row by row: 1-based starts and lengths."""
    padded = np.concatenate([[0], mask.ravel().astype(np.int8), [0]])
    changes = np.flatnonzero(np.diff(padded)) + 1
    changes[1::2] -= changes[::2]
    return " ".join(map(str, changes))


def twelve(folder):
    for photo in sorted(SAMPLES.glob("*.jpg")):
        shutil.copy(photo, folder)
    dog, mug, car = (cv2.imread(str(SAMPLES / f"{name}.jpg")) for name in ("dog", "mug", "car"))
    cv2.imwrite(str(folder / "grey.png"), cv2.cvtColor(mug, cv2.COLOR_BGR2GRAY))
    cv2.imwrite(str(folder / "large.png"), cv2.resize(car, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC))
    cv2.imwrite(str(folder / "small.png"), cv2.resize(dog, (61, 45), interpolation=cv2.INTER_AREA))
    jpeg = cv2.imencode(".jpg", cv2.rotate(dog, cv2.ROTATE_90_COUNTERCLOCKWISE))[1].tobytes()
    tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    (folder / "sideways.jpg").write_bytes(jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:])


def processed(photos, pipeline, out):
    subprocess.run([str(ROOT / "kirinuki"), "process", photos, "--pipeline", pipeline, "--out", out], check=True)
    answers = {}
    for line in (out / "results.jsonl").read_text().splitlines():
        answer = json.loads(line)
        answers[Path(answer["source"]["key"]).name] = answer
    return answers


def iou(a, b):
    return float((a & b).sum() / max(1, (a | b).sum())) if (a | b).any() else 1.0


class Comparison:
    """One pipeline's photos, each with what differs."""

    def __init__(self, out, photos):
        self.out, self.photos, self.rows = out, photos, []

    def note(self, pipeline, photo, measure, value, bound, most=True):
        fine = value <= bound if most else value >= bound
        self.rows.append({"pipeline": pipeline, "photo": photo, "measure": measure, "value": value, "bound": bound, "fine": fine})

    def ours(self, pipeline, photo, role):
        return cv2.imread(str(self.out / pipeline / f"{Path(photo).stem}.{role}"), cv2.IMREAD_UNCHANGED)

    def kept(self, pipeline, photo, role, picture):
        folder = self.out / "reference" / pipeline
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{Path(photo).stem}.{role}.png"), picture)
        return picture


def compare(out, photos):
    found = Comparison(out, photos)
    for pipeline in ("trim-background", "matte", "classify", "deskew", "car-mask"):
        answers = processed(photos, pipeline, out / pipeline)
        digests = {model["name"]: model["sha256"] for a in answers.values() for model in a["models"]}
        nets = {name: Net(name, digest) for name, digest in digests.items()}
        for photo, answer in sorted(answers.items()):
            bgr = cv2.imread(str(photos / photo), cv2.IMREAD_COLOR)
            match pipeline:
                case "trim-background":
                    theirs = found.kept(pipeline, photo, "cutout", trim_background(nets, bgr))
                    ours = found.ours(pipeline, photo, "cutout.png")
                    found.note(pipeline, photo, "grey MAE x 255", float(np.abs(ours.astype(float) - theirs).mean()), 1)
                    found.note(pipeline, photo, "mask IoU", iou(ours != 255, theirs != 255), 0.998, most=False)
                case "matte":
                    alpha, trimap = matte(nets, bgr)
                    found.kept(pipeline, photo, "matte", np.round(alpha * 255).astype(np.uint8))
                    ours = found.ours(pipeline, photo, "matte.png") / 255
                    found.note(pipeline, photo, "alpha MAE x 255", float(np.abs(ours - alpha).mean() * 255), 1)
                    same = float((found.ours(pipeline, photo, "matte-trimap.png") == trimap).mean())
                    found.note(pipeline, photo, "trimap pixels that agree", same, 0.998, most=False)
                case "classify":
                    theirs = classify(nets, bgr)
                    off = max(abs(l["probability"] - theirs[l["label"]]) for l in answer["measures"]["labels"])
                    found.note(pipeline, photo, "probability", off, 0.001)
                case "deskew":
                    off = abs((answer["measures"]["degrees"] - deskew(nets, bgr) + 180) % 360 - 180)
                    found.note(pipeline, photo, "angle", off, 0.05)
                case "car-mask":
                    theirs = soft_mask(nets["car"], bgr) >= 0.5
                    found.kept(pipeline, photo, "mask", theirs.astype(np.uint8) * 255)
                    ours = found.ours(pipeline, photo, "mask.png") == 255
                    found.note(pipeline, photo, "mask IoU", iou(ours, theirs), 0.998, most=False)
                    written = json.loads((out / pipeline / f"{Path(photo).stem}.rle.json").read_text())
                    equal = written["kaggle-rows"]["counts"] == run_lengths(ours)
                    found.note(pipeline, photo, "run lengths of our mask equal", float(equal), 1, most=False)
    return found.rows


def table(rows):
    print(f"\n{'pipeline':16} {'measure':30} {'photos':>6} {'worst':>10} {'mean':>10} {'bound':>8}")
    keys = dict.fromkeys((r["pipeline"], r["measure"]) for r in rows)
    for pipeline, measure in keys:
        own = [r for r in rows if (r["pipeline"], r["measure"]) == (pipeline, measure)]
        values = [r["value"] for r in own]
        worst = next((r["value"] for r in own if not r["fine"]), None)
        if worst is None:
            worst = max(values) if own[0]["value"] <= own[0]["bound"] and max(values) <= own[0]["bound"] else min(values)
        print(f"{pipeline:16} {measure:30} {len(own):6} {worst:10.5f} {np.mean(values):10.5f} {own[0]['bound']:8}")


def main():
    out = Path(sys.argv[1]).resolve()
    out.mkdir(parents=True)
    photos = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else out / "photos"
    if len(sys.argv) == 2:
        photos.mkdir()
        twelve(photos)
    rows = compare(out, photos)
    table(rows)
    (out / "table.json").write_text(json.dumps(rows, indent=1) + "\n")
    broken = [r for r in rows if not r["fine"]]
    for row in broken:
        print("BROKEN", row)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
