"""From a trained network to what a worker loads: model.onnx, model.int8.onnx where it pays, model.yaml."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import yaml

from .export import digest
from .quantize import quantized

Run = Callable[[np.ndarray], np.ndarray]

SLOWEST_THAT_PAYS = 1.2
SOURCE = "trained from scratch for this project, see README.md beside this file"


@dataclass(frozen=True)
class Release:
    """What a network's module knows of its own packaging.

    manifest: input and output as model.yaml says them; calibration: inputs float32, photos of the training side;
    score: a figure of merit, 1 at best, of a way to run the network, on photos set aside; measure: that figure's name.
    """

    manifest: dict
    calibration: Callable[[], list[np.ndarray]]
    score: Callable[[Run], float]
    measure: str
    keep_float: tuple[str, ...] = ()


def session(file: Path) -> Run:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    loaded = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = loaded.get_inputs()[0].name
    return lambda x: loaded.run(None, {name: x})[0]


def milliseconds(run: Run, example: np.ndarray, repeats: int = 25) -> float:
    """Median CPU time of one run of one thread, batch as in the example."""
    run(example)
    taken = []
    for _ in range(repeats):
        began = time.thread_time()
        run(example)
        taken.append(time.thread_time() - began)
    return float(np.median(taken)) * 1000


def write(name: str, version: str, release: Release, folder: Path) -> dict:
    """Quantises, measures, writes the manifest; gives the figures back. An int8 variant that gains less than 1.2 times,
    or loses more than a hundredth, is thrown away."""
    single, small = folder / "model.onnx", folder / "model.int8.onnx"
    inputs = release.calibration()
    quantized(single, small, inputs, release.keep_float)
    runs = {"fp32": session(single), "int8": session(small)}
    figures = {}
    for kind, run in runs.items():
        file = single if kind == "fp32" else small
        figures[kind] = {
            release.measure: round(release.score(run), 4),
            "ms": round(milliseconds(run, inputs[0]), 2),
            "MB": round(file.stat().st_size / 1e6, 2),
        }
    before, after = (figures[k][release.measure] for k in ("fp32", "int8"))
    loss = round(max(0.0, (before - after) / before), 4)
    gain = figures["fp32"]["ms"] / figures["int8"]["ms"]
    manifest = {
        "name": name,
        "version": version,
        "file": "model.onnx",
        "sha256": digest(single),
        "licence": "Apache-2.0",
        "source": SOURCE,
    } | release.manifest
    if gain >= SLOWEST_THAT_PAYS and loss <= 0.01:
        measure = f"{release.measure} {before} -> {after}, {gain:.1f} times faster on one core"
        manifest["int8"] = {"file": small.name, "sha256": digest(small), "measure": measure, "loss": loss}
    else:
        small.unlink()
    figures["int8"] |= {"loss": loss, "gain": round(gain, 2), "shipped": small.exists()}
    text = yaml.safe_dump(manifest, sort_keys=False, default_flow_style=None, width=120)
    (folder / "model.yaml").write_text(text)
    return figures
