"""python -m kirinuki_training NAME --data FOLDER: trains one network and prints the figures of its card."""

import argparse
import importlib
import json
import os
from pathlib import Path

import torch

from . import release
from .optimise import CHECKPOINT, device_of

NETWORKS = ("subject", "teacher", "car", "matting", "upright-digits", "upright-faces", "products")
RUNS = Path(__file__).parents[1] / "runs"


def main() -> None:
    parser = argparse.ArgumentParser(prog="train.sh", description=__doc__)
    parser.add_argument("name", choices=NETWORKS)
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint, where there is one")
    parser.add_argument("--data", type=Path, default=os.environ.get("KIRINUKI_DATA"), help="the data folder; default $KIRINUKI_DATA")
    parser.add_argument("--runs", type=Path, default=os.environ.get("KIRINUKI_RUNS", RUNS), help="checkpoints and packed photos, NAME's in NAME; default $KIRINUKI_RUNS, else runs beside this package, which Git ignores")
    parser.add_argument("--work", type=Path, help="ONNX file, figures and contact sheet; default target/NAME")
    parser.add_argument("--start", type=Path, help="folder of `subject`'s run, for those that go on from it; default subject in --runs")
    parser.add_argument("--shipped", type=Path, help="model.onnx to begin with, for subject and teacher: one exported from a network like it")
    parser.add_argument("--version", default="1", help="for model.yaml")
    parser.add_argument("--steps", type=int, help="of the optimiser; default: the card's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", type=device_of, default=device_of("auto"), help="auto, cpu, cuda")
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="of the CPU")
    parser.add_argument("--workers", type=int, default=1, help="processes that make samples, beside the threads; 0: the threads make them")
    options = parser.parse_args()
    if not options.data or not Path(options.data).is_dir():
        parser.error(f"--data: {options.data} is no folder; name the one with seg/, cutouts/, products/ …, or set KIRINUKI_DATA")
    options.data, options.runs = Path(options.data), Path(options.runs)
    options.run = options.runs / options.name
    if not options.resume and any(options.run.rglob(CHECKPOINT)):
        parser.error(f"{options.run} holds a run: --resume goes on from it; remove the folder or name another by --runs to begin anew")
    options.work = options.work or Path("target") / options.name
    options.work.mkdir(parents=True, exist_ok=True)
    options.start = options.start or options.runs / "subject"
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = importlib.import_module("." + options.name.replace("-", "_"), __package__)
    found = network.run(options)
    found["files"] = release.write(options.name, options.version, network.release(options), options.work)
    (options.work / "figures.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
