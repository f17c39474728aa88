"""half_plus_two: three versions of one line, so that a version can be told from its answer."""

import numpy as np
from onnx import helper

from onnx_files import build, constant, save, tensor
from repository import REPOSITORY, tensor_json, write_config, write_sample

# version -> (divisor, addend): y = x / divisor + addend
VERSIONS = {"1": (2, 2), "2": (2, 3), "3": (3, 2)}


def main():
    for version, (divisor, addend) in VERSIONS.items():
        formula = f"x / {divisor} + {addend}"
        model = build(
            "half_plus_two",
            f"y = {formula}",
            nodes=[
                helper.make_node("Div", ["x", "divisor"], ["quotient"]),
                helper.make_node("Add", ["quotient", "addend"], ["y"]),
            ],
            inputs=[tensor("x", "FP32", "batch")],
            outputs=[tensor("y", "FP32", "batch")],
            constants=[constant("divisor", np.float32(divisor)), constant("addend", np.float32(addend))],
        )
        save(model, REPOSITORY, "half_plus_two", version)

        x = np.array([0, 3, 6, -12], dtype=np.float32)
        write_sample(
            "half_plus_two",
            f"version_{version}",
            f"Version {version} answers {formula}.",
            inputs=[tensor_json("x", "FP32", x)],
            outputs=[tensor_json("y", "FP32", x / divisor + addend)],
            tolerance=1e-4,
            versions=version,
        )

    write_config("half_plus_two", {"version_policy": "all"})


if __name__ == "__main__":
    main()
