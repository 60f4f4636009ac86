"""Holds the masks of `kirinuki process` against those of rembg with the same network, photo by photo.

    pip install "rembg[cpu]" onnx
    python benchmarks/parity/rembg_parity.py PHOTOS OUT [MODEL.onnx]

PHOTOS is a folder tree; some photos are taken from all over it, and each goes in as JPEG and as PNG, since decoders of
JPEG may differ by a step. To them come those that code likes to stumble over: EXIF orientation, grey, transparency, a
palette, strips, one pixel, and a large one. MODEL is a U2-Net of rembg (input 320x320, first output the mask); without
one, models/subject/1 is made to look like it. OUT must not be there yet. Ends with 1 where a mask is off by more than
1/255 on average.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper
from PIL import Image

COUNT = 12
SIDE = 320
HOME = Path(__file__).parents[2]
SUBJECT = HOME / "models/subject/1/model.onnx"
MANIFEST = """\
name: subject
version: "1"
task: mask
file: model.onnx
sha256: {sha256}
licence: see the network
source: see the network
input:
  tensor: {input}
  width: 320
  height: 320
  filter: lanczos
  scale: image-maximum
  mean: [0.485, 0.456, 0.406]
  std: [0.229, 0.224, 0.225]
output:
  tensor: "{output}"
  head: min-max
  filter: lanczos
"""


def like_u2net(model):
    """One batch, one size, and seven maps, of which the first counts: the others are its negative."""
    graph = model.graph
    shape = [1, 1, SIDE, SIDE]
    for dim, size in zip(graph.input[0].type.tensor_type.shape.dim, [1, 3, SIDE, SIDE]):
        dim.dim_value = size
    name = graph.output[0].name
    del graph.output[:], graph.value_info[:]
    graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    graph.initializer.append(helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]))
    for side in range(1, 7):
        graph.node.append(helper.make_node("Sub", ["one", name], [f"side{side}"]))
        graph.output.append(helper.make_tensor_value_info(f"side{side}", TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)
    return model


def written_model(folder, model):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    path.write_bytes(model.SerializeToString())
    manifest = MANIFEST.format(
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        input=model.graph.input[0].name,
        output=model.graph.output[0].name,
    )
    (folder / "model.yaml").write_text(manifest)
    return path


def put_photos(source, folder):
    """NAME-jpeg.jpg and NAME-png.png of each photo, and the awkward ones: no two have the same stem."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in source.rglob("*.jpg"))
    chosen = random.Random(320).sample(files, min(COUNT, len(files)))
    for path in chosen:
        (folder / f"{path.stem}-jpeg.jpg").write_bytes(path.read_bytes())
        with Image.open(path) as photo:
            photo.convert("RGB").save(folder / f"{path.stem}-png.png")
    photo = Image.open(chosen[0]).convert("RGB")
    width, height = photo.size
    for orientation in (3, 6, 7):
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo.save(folder / f"exif{orientation}.jpg", quality=92, exif=exif)
    photo.convert("L").save(folder / "grey.png")
    photo.convert("L").save(folder / "grey-jpeg.jpg", quality=92)
    photo.convert("P").save(folder / "palette.png")
    transparent = photo.convert("RGBA")
    transparent.putalpha(Image.linear_gradient("L").resize(photo.size))
    transparent.save(folder / "transparent.png")
    photo.resize((1600, 100)).save(folder / "strip16to1.png")
    photo.resize((100, 1600)).save(folder / "strip1to16.png")
    photo.resize((1080, 1920)).save(folder / "portrait.png")
    photo.resize((4000, 3000)).save(folder / "large.jpg", quality=92)
    photo.resize((320, 320)).save(folder / "exactly320.png")
    photo.resize((9, 7)).save(folder / "tiny.png")
    photo.crop((width // 2, height // 2, width // 2 + 1, height // 2 + 1)).save(folder / "pixel.png")
    photo.point(lambda v: v // 4).save(folder / "dark.png")


def put_masks(model, photos, folder):
    os.environ["U2NET_HOME"] = str(model.parent)  # the only place that rembg reads models of one's own from
    from rembg import new_session, remove

    folder.mkdir(parents=True, exist_ok=True)
    session = new_session("u2net_custom", model_path=str(model), providers=["CPUExecutionProvider"])
    for path in sorted(photos.iterdir()):
        with Image.open(path) as photo:
            remove(photo, session=session, only_mask=True).save(folder / f"{path.stem}.mask.png")


def put_ours(home, photos, folder):
    """With the models of that home instead of the shipped ones; its path must hold no spaces."""
    options = {**os.environ, "KIRINUKI_JAVA_OPTS": f"-Xmx1g -Dkirinuki.home={home}"}
    command = [HOME / "kirinuki", "process", photos, "--pipeline", "mask", "--out", folder]
    subprocess.run(command, env=options, check=True)
    sha256 = hashlib.sha256((home / "models/subject/1/model.onnx").read_bytes()).hexdigest()
    for answer in map(json.loads, (folder / "results.jsonl").read_text().splitlines()):
        if [model["sha256"] for model in answer["models"]] != [sha256]:
            sys.exit(f"not made with {home}'s network, so there is nothing to compare: {answer}")


def compared(photos, theirs, ours):
    """Prints a line a photo, all in steps of 255; returns the largest mean."""
    worst = 0.0
    print("| photo | pixels | mean difference | largest |\n|---|---|---|---|")
    for path in sorted(photos.iterdir()):
        mask, other = (numpy.asarray(Image.open(folder / f"{path.stem}.mask.png")) for folder in (ours, theirs))
        if mask.shape != other.shape:
            sys.exit(f"{path.name}: our mask is {mask.shape}, rembg's {other.shape}")
        off = numpy.abs(mask.astype(int) - other)
        print(f"| {path.name} | {mask.shape[1]}x{mask.shape[0]} | {off.mean():.4f} | {off.max()} |")
        worst = max(worst, off.mean())
    return worst


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    source, out = Path(sys.argv[1]), Path(sys.argv[2]).absolute()
    model = onnx.load(sys.argv[3]) if len(sys.argv) == 4 else like_u2net(onnx.load(SUBJECT))
    out.mkdir(parents=True)
    photos, theirs, ours = out / "photos", out / "rembg", out / "kirinuki"
    path = written_model(out / "models/subject/1", model)
    put_photos(source, photos)
    put_masks(path, photos, theirs)
    put_ours(out, photos, ours)
    print(", ".join(f"{name} {version(name)}" for name in ("rembg", "pillow", "onnxruntime")))
    worst = compared(photos, theirs, ours)
    print(f"largest mean difference: {worst:.4f} of 255")
    sys.exit(1 if worst > 1 else 0)


if __name__ == "__main__":
    main()
