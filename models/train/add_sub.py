"""add_sub: the sum and the difference of two rows of sixteen integers."""

import numpy as np
from onnx import helper

from onnx_files import build, save, tensor
from repository import REPOSITORY, tensor_json, write_sample


def main():
    rows = ("batch", 16)
    model = build(
        "add_sub",
        "OUTPUT0 is INPUT0 + INPUT1, OUTPUT1 is INPUT0 - INPUT1.",
        nodes=[
            helper.make_node("Add", ["INPUT0", "INPUT1"], ["OUTPUT0"]),
            helper.make_node("Sub", ["INPUT0", "INPUT1"], ["OUTPUT1"]),
        ],
        inputs=[tensor("INPUT0", "INT32", *rows), tensor("INPUT1", "INT32", *rows)],
        outputs=[tensor("OUTPUT0", "INT32", *rows), tensor("OUTPUT1", "INT32", *rows)],
    )
    save(model, REPOSITORY, "add_sub", "1")

    left = np.arange(16, dtype=np.int32).reshape(1, 16)
    right = np.ones((1, 16), dtype=np.int32)
    write_sample(
        "add_sub",
        "one_row",
        "The numbers 0 to 15, with 1 added and 1 taken away.",
        inputs=[tensor_json("INPUT0", "INT32", left), tensor_json("INPUT1", "INT32", right)],
        outputs=[tensor_json("OUTPUT0", "INT32", left + right), tensor_json("OUTPUT1", "INT32", left - right)],
    )


if __name__ == "__main__":
    main()
