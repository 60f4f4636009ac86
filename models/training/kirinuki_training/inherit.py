"""Weights of earlier networks as a start for training on: of an exported one, or of `subject`'s run.

Exporting folds batch normalisation into the convolutions. It is put back so that nothing changes at first: with mean m
and variance v of a convolution's output over some photos, a scale of sqrt(v + eps) and a shift of bias + m undo it.
"""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .nets import Segmenter

# what the first generation called the parts of the same network
FIRST_GENERATION = {
    "n/stem": "encoder.stem",
    **{f"n/s{k + 1}": f"encoder.stages.{k}" for k in range(4)},
    "n/ctx/f": "encoder.context.weigh",
    **{f"n/l{k}": f"lateral.{k}" for k in range(5)},
    **{f"n/d{k}": f"smooth.{k}" for k in range(4)},
    **{f"n/p{k}": f"narrow.{k}" for k in range(3)},
    "n/head": "head",
}
BLOCK = {"a": "first", "b": "second", "sc": "shortcut"}


def _module_of(node: str) -> str:
    """Path of the module whose convolution the node is: `/n/s1/s1.0/a/a.0/Conv` is encoder.stages.0.0.first.0."""
    parts = node.strip("/").split("/")[:-1]
    whole = "/".join(parts)
    prefix = max((p for p in FIRST_GENERATION if whole == p or whole.startswith(p + "/")), key=len)
    path = FIRST_GENERATION[prefix]
    previous = prefix.rsplit("/", 1)[-1]
    for part in parts[len(prefix.split("/")) :]:
        own = part.removeprefix(previous + ".")
        path += "." + BLOCK.get(own, own)
        previous = part
    return path


def segmenter(file: Path, photos: torch.Tensor) -> Segmenter:
    """The network in `file`, ready to be trained; `photos` float32 [N, 3, S, S] as it takes them."""
    graph = onnx.load(file).graph
    stored = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    net = Segmenter().eval()
    modules = dict(net.named_modules())
    biases, missing = {}, {n for n, m in modules.items() if isinstance(m, nn.Conv2d)} - {"aux"}
    with torch.no_grad():
        for node in graph.node:
            if node.op_type == "Conv":
                name = _module_of(node.name)
                missing.discard(name)
                modules[name].weight.copy_(stored[node.input[1]])
                if modules[name].bias is not None:
                    modules[name].bias.copy_(stored[node.input[2]])
                else:
                    biases[name] = stored[node.input[2]]
    if missing:
        raise ValueError(f"{file}: no weights for {sorted(missing)}")
    _restore_normalisation(net, modules, biases, photos)
    return net


def _restore_normalisation(net: nn.Module, modules: dict, biases: dict, photos: torch.Tensor) -> None:
    def neutral(name: str):
        def hook(convolution, given, output):
            norm = modules[f"{name.rsplit('.', 1)[0]}.{int(name.rsplit('.', 1)[1]) + 1}"]
            mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3))
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_(torch.sqrt(variance + norm.eps))
            norm.bias.copy_(biases[name] + mean)

        return hook

    hooks = [modules[name].register_forward_hook(neutral(name)) for name in biases]
    with torch.no_grad():
        net(photos)
    for hook in hooks:
        hook.remove()


def subject_weights(options, prefix: str) -> dict[str, torch.Tensor]:
    """Weights of the `subject` network to begin with: it has never seen the photos that are set aside."""
    checkpoint = options.start / "checkpoint.pt"
    if not checkpoint.exists():
        raise SystemExit(f"--start: no {checkpoint}; train `subject` first, or name the folder of its run")
    average = torch.load(checkpoint, map_location="cpu")["average"]
    return {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}
