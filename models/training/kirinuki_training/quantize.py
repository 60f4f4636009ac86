"""Post-training static quantisation: int8 weights per output channel and uint8 activations around every convolution, as
quantize-dequantize pairs that ONNX Runtime fuses (calibrated by the range that 99.99 % of the values keep to)."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process


class _Reader(CalibrationDataReader):
    def __init__(self, tensor: str, inputs: Iterable[np.ndarray]):
        self.feeds = iter([{tensor: x} for x in inputs])

    def get_next(self):
        return next(self.feeds, None)


def quantized(model: Path, into: Path, inputs: Iterable[np.ndarray], keep_float: Iterable[str] = ()) -> None:
    """Writes the int8 variant of `model`, calibrated on `inputs` (each float32, the whole input tensor).

    Nodes whose name contains one of `keep_float` stay float32: the last layer of a mask network, say, whose eight bits
    would show as steps in soft edges.
    """
    graph = onnx.load(model).graph
    left = [n.name for n in graph.node if any(part in n.name for part in keep_float)]
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(into),
            _Reader(graph.input[0].name, inputs),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Add", "Relu", "MaxPool", "Gemm"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=left,
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": 99.99, "ActivationSymmetric": False},
        )
    model = onnx.load(into)
    model.producer_name = "kirinuki"
    onnx.save(model, into)
