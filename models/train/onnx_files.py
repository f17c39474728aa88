"""Building and saving ONNX files: one opset, one IR version, checked before they are written."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 13
IR_VERSION = 7  # the IR version that came with opset 13

# The datatypes by the names the Open Inference Protocol gives them.
DATATYPES = {
    "BOOL": TensorProto.BOOL,
    "UINT8": TensorProto.UINT8,
    "UINT16": TensorProto.UINT16,
    "UINT32": TensorProto.UINT32,
    "UINT64": TensorProto.UINT64,
    "INT8": TensorProto.INT8,
    "INT16": TensorProto.INT16,
    "INT32": TensorProto.INT32,
    "INT64": TensorProto.INT64,
    "FP16": TensorProto.FLOAT16,
    "BF16": TensorProto.BFLOAT16,
    "FP32": TensorProto.FLOAT,
    "FP64": TensorProto.DOUBLE,
    "BYTES": TensorProto.STRING,
}


def tensor(name, datatype, *shape):
    """An input or output; a dimension given as text is free and carries that text as its name."""
    return helper.make_tensor_value_info(name, DATATYPES[datatype], shape)


def constant(name, array):
    """A tensor stored in the file."""
    return numpy_helper.from_array(array, name)


def build(name, doc, nodes, inputs, outputs, constants=(), domains=()):
    """A whole model. `domains` lists (domain, version) of the operator sets it needs beside ONNX's own."""
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants))
    opsets = [helper.make_opsetid("", OPSET)] + [helper.make_opsetid(*domain) for domain in domains]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="modelcluster", doc_string=doc)
    model.ir_version = IR_VERSION
    return model


def save(model, root: Path, name, version, check=True):
    """Checks the model and writes it to `root`/`name`/`version`/model.onnx."""
    if check:
        onnx.checker.check_model(model, full_check=True)
    path = root / name / version / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
    print(f"{path.relative_to(root.parent)}: {path.stat().st_size:,} bytes")
