"""Weights of a network that is shipped, read back from its ONNX file, where the run that made it is gone."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn


def load(net: nn.Module, file: Path, batches: list[torch.Tensor]) -> None:
    """Gives `net` the weights in `file`, which was exported from one like it.

    The file has each batch norm folded into the convolution before it, and training needs it apart: what the convolutions
    give on `batches`, [N, 3, H, W], becomes the norms' mean and deviation, and their scale and shift undo both.
    """
    graph = onnx.load(file).graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    stored = [[constants[name] for name in node.input[1:]] for node in graph.node if node.op_type == "Conv"]
    called: list[nn.Conv2d] = []
    hooks = [m.register_forward_hook(lambda m, i, o: called.append(m)) for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net.eval()(batches[0])
    for hook in hooks:
        hook.remove()
    if len(called) != len(stored):
        raise ValueError(f"{file}: {len(stored)} convolutions, and the network has {len(called)}")
    after = _norms(net)
    with torch.no_grad():
        for conv, (weight, *bias) in zip(called, stored):
            if conv.weight.shape != weight.shape:
                raise ValueError(f"{file}: a convolution of {weight.shape} for one of {tuple(conv.weight.shape)}")
            conv.weight.copy_(torch.from_numpy(np.array(weight)))
            shift = torch.from_numpy(np.array(bias[0])) if bias else torch.zeros(len(weight))
            if conv in after:
                norm = after[conv]
                norm.running_mean.zero_()
                norm.running_var.fill_(1 - norm.eps)
                norm.weight.fill_(1)
                norm.bias.copy_(shift)
            elif conv.bias is not None:
                conv.bias.copy_(shift)
    _part(net, after, batches)


def _norms(net: nn.Module) -> dict[nn.Conv2d, nn.BatchNorm2d]:
    pairs = {}
    for group in net.modules():
        if isinstance(group, nn.Sequential):
            for one, next_one in zip(group, list(group)[1:]):
                if isinstance(one, nn.Conv2d) and isinstance(next_one, nn.BatchNorm2d):
                    pairs[one] = next_one
    return pairs


@torch.no_grad()
def _part(net: nn.Module, after: dict[nn.Conv2d, nn.BatchNorm2d], batches: list[torch.Tensor]) -> None:
    sums = {conv: [0, 0.0, 0.0] for conv in after}

    def seen(conv, inputs, output):
        count, total, squares = sums[conv]
        pixels = output.double()
        sums[conv] = [
            count + pixels.numel() // pixels.shape[1],
            total + pixels.sum((0, 2, 3)),
            squares + (pixels * pixels).sum((0, 2, 3)),
        ]

    hooks = [conv.register_forward_hook(seen) for conv in after]
    for batch in batches:
        net.eval()(batch)
    for hook in hooks:
        hook.remove()
    for conv, (count, total, squares) in sums.items():
        norm, mean = after[conv], total / count
        variance = (squares / count - mean * mean).clamp(min=1e-8)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)
