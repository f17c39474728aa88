"""Models that are valid ONNX and do harm to the process that loads them: tests of the guarded load only."""

import numpy as np
from onnx import TensorProto, helper

from onnx_files import IR_VERSION, OPSET, build, constant, save, tensor
from repository import TESTING

FOREVER = 2**62
SIXTY_FOUR_GIB_OF_FLOATS = 2**34
DEPTH = 4000


def main():
    save(overflows_the_stack(), TESTING, "overflows_the_stack", "1", check=False)
    save(divides_the_smallest(), TESTING, "divides_the_smallest", "1")
    save(never_returns(), TESTING, "never_returns", "1")
    save(asks_for_64_gib(), TESTING, "asks_for_64_gib", "1")


def overflows_the_stack():
    """A function that calls a function that calls a function: ONNX Runtime follows them by recursion.

    The stack overflows, which ends the process. The checker of the onnx package recurses as well, so it is not asked.
    """
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("f", 1)]

    def call(number):
        return helper.make_node(str(number), ["x"], ["y"], domain="f") if number < DEPTH else helper.make_node("Neg", ["x"], ["y"])

    functions = [helper.make_function("f", str(n), ["x"], ["y"], [call(n + 1)], opsets) for n in range(DEPTH)]
    graph = helper.make_graph(
        [helper.make_node("0", ["input"], ["output"], domain="f")],
        "overflows_the_stack",
        [tensor("input", "FP32", "batch", 1)],
        [tensor("output", "FP32", "batch", 1)],
    )
    model = helper.make_model(graph, opset_imports=opsets, functions=functions, producer_name="modelcluster")
    model.ir_version = IR_VERSION + 1  # functions came with IR version 8
    return model


def divides_the_smallest():
    """The smallest 64-bit integer divided by -1 is none: x86 processors raise an arithmetic error, which ends the process."""
    return build(
        "divides_the_smallest",
        "The smallest integer divided by -1, added to the input.",
        nodes=[
            helper.make_node("Div", ["smallest", "minus_one"], ["quotient"]),
            helper.make_node("Cast", ["quotient"], ["number"], to=TensorProto.FLOAT),
            helper.make_node("Add", ["input", "number"], ["output"]),
        ],
        inputs=[tensor("input", "FP32", "batch", 1)],
        outputs=[tensor("output", "FP32", "batch", 1)],
        constants=[
            constant("smallest", np.array([[np.iinfo(np.int64).min]], dtype=np.int64)),
            constant("minus_one", np.array([[-1]], dtype=np.int64)),
        ],
    )


def never_returns():
    """Loads at once; a run goes round a loop until the end of time."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_on"], ["go_on_next"]), helper.make_node("Identity", ["echo"], ["echo_next"])],
        "one_round",
        inputs=[
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            tensor("echo", "FP32", "batch", 1),
        ],
        outputs=[helper.make_tensor_value_info("go_on_next", TensorProto.BOOL, []), tensor("echo_next", "FP32", "batch", 1)],
    )
    return build(
        "never_returns",
        "Echoes its input after 2^62 rounds.",
        nodes=[helper.make_node("Loop", ["rounds", "", "input"], ["output"], body=body)],
        inputs=[tensor("input", "FP32", "batch", 1)],
        outputs=[tensor("output", "FP32", "batch", 1)],
        constants=[constant("rounds", np.int64(FOREVER))],
    )


def asks_for_64_gib():
    """Loads at once; a run makes one tensor of 64 GiB."""
    return build(
        "asks_for_64_gib",
        "The largest of 2^34 copies of the input.",
        nodes=[
            helper.make_node("Expand", ["input", "shape"], ["copies"]),
            helper.make_node("ReduceMax", ["copies"], ["output"], axes=[1], keepdims=1),
        ],
        inputs=[tensor("input", "FP32", "batch", 1)],
        outputs=[tensor("output", "FP32", "batch", 1)],
        constants=[constant("shape", np.array([1, SIXTY_FOUR_GIB_OF_FLOATS], dtype=np.int64))],
    )


if __name__ == "__main__":
    main()
