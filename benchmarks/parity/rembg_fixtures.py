"""Writes what RembgParityTest reads: small drawn photos, a tiny network, and rembg's masks of them.

pip install "rembg[cpu]" onnx
python benchmarks/parity/rembg_fixtures.py
"""

import math
import random
from importlib.metadata import version
from pathlib import Path

from onnx import TensorProto, checker, helper
from PIL import Image, ImageDraw
from rembg_parity import SIDE, put_masks, written_model

OUT = Path(__file__).parents[2] / "common/src/test/resources/io/kirinuki/model/rembg"
# Smaller than the network, wider, and so much taller that Pillow resizes its rows first.
SIZES = {"small": (150, 97), "wide": (640, 360), "tall": (343, 640)}


def tiny_network():
    """Two convolutions and a sigmoid at half the size, enlarged; the second output is there to be ignored."""
    dice = random.Random(7)

    def weights(name, *shape):
        values = [dice.gauss(0, 0.3) for _ in range(math.prod(shape))]
        return helper.make_tensor(name, TensorProto.FLOAT, shape, values)

    nodes = [
        helper.make_node("Conv", ["input.1", "w1", "b1"], ["c1"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], pads=[2, 2, 2, 2]),
        helper.make_node("Resize", ["c2", "", "scales"], ["large"], mode="linear"),
        helper.make_node("Sigmoid", ["large"], ["1959"]),
        helper.make_node("Neg", ["1959"], ["1960"]),
    ]
    constants = [
        weights("w1", 4, 3, 3, 3),
        weights("b1", 4),
        weights("w2", 1, 4, 5, 5),
        helper.make_tensor("scales", TensorProto.FLOAT, [4], [1, 1, 2, 2]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input.1", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, SIDE, SIDE]) for name in ("1959", "1960")],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    return model


def drawn(size):
    """Three gradients and a disc, none of them white: rembg divides by a photo's greatest value."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    photo = Image.merge("RGB", [across, down, Image.radial_gradient("L").resize(size)])
    width, height = size
    ImageDraw.Draw(photo).ellipse((width * 0.3, height * 0.2, width * 0.6, height * 0.8), fill=(230, 90, 40))
    return photo.point(lambda value: value * 4 // 5)


def main():
    path = written_model(OUT, tiny_network())
    photos = OUT / "photos"
    photos.mkdir(exist_ok=True)
    for name, size in SIZES.items():
        drawn(size).save(photos / f"{name}.png", optimize=True)
    put_masks(path, photos, OUT / "masks")
    made_with = ", ".join(f"{name} {version(name)}" for name in ("rembg", "pillow", "onnxruntime"))
    (OUT / "made-with.txt").write_text(f"{made_with}; benchmarks/parity/rembg_fixtures.py makes all files here\n")


if __name__ == "__main__":
    main()
