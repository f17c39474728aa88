"""Models that behave in a way a test needs: slow, large, free in shape, wrongly named, broken. Tests only."""

import numpy as np
from onnx import TensorProto, helper

from onnx_files import build, constant, save, tensor
from repository import REPOSITORY, TESTING


def main():
    save(slow(), TESTING, "slow", "1")
    save(big_io(), TESTING, "big_io", "1")
    save(dynamic_output(), TESTING, "dynamic_output", "1")
    save(mixes_rows(), TESTING, "mixes_rows", "1")
    save(seq_sum(), TESTING, "seq_sum", "1")
    write_broken_files()


def slow(rounds=260, size=160):
    """Echoes its input after `rounds` products of two square matrices: the same work for any batch.

    The input goes through the loop as well, so that the output cannot be had without the work.
    """
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go_on"], ["go_on_next"]),
            helper.make_node("MatMul", ["work", "average"], ["work_next"]),
            helper.make_node("Identity", ["echo"], ["echo_next"]),
        ],
        "one_round",
        inputs=[
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            tensor("work", "FP32", size, size),
            tensor("echo", "FP32", "batch", 1),
        ],
        outputs=[
            helper.make_tensor_value_info("go_on_next", TensorProto.BOOL, []),
            tensor("work_next", "FP32", size, size),
            tensor("echo_next", "FP32", "batch", 1),
        ],
    )
    # a matrix of ones times a matrix of 1/size is a matrix of ones again: no overflow, no denormal numbers
    one = helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])
    part = helper.make_tensor("part", TensorProto.FLOAT, [1], [1.0 / size])
    return build(
        "slow",
        "Echoes its input after a fixed amount of work.",
        nodes=[
            helper.make_node("ConstantOfShape", ["work_shape"], ["ones"], value=one),
            helper.make_node("ConstantOfShape", ["work_shape"], ["average"], value=part),
            helper.make_node("Loop", ["rounds", "", "ones", "input"], ["worked", "output"], body=body),
        ],
        inputs=[tensor("input", "FP32", "batch", 1)],
        outputs=[tensor("output", "FP32", "batch", 1)],
        constants=[
            constant("work_shape", np.array([size, size], dtype=np.int64)),
            constant("rounds", np.int64(rounds)),
        ],
    )


def big_io():
    """A row is as large as an image of 224 x 224 in three channels: 588 KiB in, 588 KiB out."""
    return build(
        "big_io",
        "output is input, 588 KiB a row.",
        nodes=[helper.make_node("Identity", ["input"], ["output"])],
        inputs=[tensor("input", "FP32", "batch", 150528)],
        outputs=[tensor("output", "FP32", "batch", 150528)],
    )


def dynamic_output():
    """The values, not the shape, of the input decide how large the output is."""
    return build(
        "dynamic_output",
        "The positions at which the input is not zero.",
        nodes=[helper.make_node("NonZero", ["input"], ["positions"])],
        inputs=[tensor("input", "FP32", "width")],
        outputs=[tensor("positions", "INT64", 1, "count")],
    )


def mixes_rows():
    """Its first dimension is named batch and is none: each row's answer depends on the other rows."""
    return build(
        "mixes_rows",
        "Softmax down the columns.",
        nodes=[helper.make_node("Softmax", ["input"], ["output"], axis=0)],
        inputs=[tensor("input", "FP32", "batch", 4)],
        outputs=[tensor("output", "FP32", "batch", 4)],
    )


def seq_sum():
    """Two free dimensions: only requests of one length may share a batch."""
    return build(
        "seq_sum",
        "The sum of each row.",
        nodes=[helper.make_node("ReduceSum", ["input", "axes"], ["output"], keepdims=1)],
        inputs=[tensor("input", "FP32", "batch", "seq")],
        outputs=[tensor("output", "FP32", "batch", 1)],
        constants=[constant("axes", np.array([1], dtype=np.int64))],
    )


def write_broken_files():
    whole = (REPOSITORY / "iris" / "1" / "model.onnx").read_bytes()
    contents = {
        "broken_truncated": whole[: len(whole) // 2],
        "broken_empty": b"",
        "broken_text": b"This is not an ONNX model.\n",
    }
    for name, content in contents.items():
        path = TESTING / name / "1" / "model.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
