"""ONNX files and the facts that a manifest needs of them."""

import hashlib
from pathlib import Path

import onnx
import torch
from torch import nn


def export(net: nn.Module, example: torch.Tensor, file: Path, tensor_in: str, tensor_out: str, free: tuple[int, ...] = (0,)) -> None:
    """Writes an opset-17 ONNX file whose axes in `free` may have any length, and checks it."""
    names = {0: "batch", 2: "height", 3: "width"}
    net = net.cpu().float().eval().to(memory_format=torch.contiguous_format)
    with torch.no_grad():
        rank = net(example).dim()
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net,
        (example,),
        str(file),
        opset_version=17,
        dynamo=False,
        input_names=[tensor_in],
        output_names=[tensor_out],
        dynamic_axes={tensor_in: {a: names[a] for a in free}, tensor_out: {a: names[a] for a in free if a < rank}},
    )
    model = onnx.load(file)
    model.producer_name = "kirinuki"
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
