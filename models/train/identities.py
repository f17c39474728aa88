"""identity_*: for each datatype a model that gives back what it got. Tests only."""

from onnx import helper

from onnx_files import DATATYPES, build, save, tensor
from repository import TESTING


def main():
    for datatype in DATATYPES:
        name = f"identity_{datatype.lower()}"
        model = build(
            name,
            f"OUTPUT0 is INPUT0, {datatype}.",
            nodes=[helper.make_node("Identity", ["INPUT0"], ["OUTPUT0"])],
            inputs=[tensor("INPUT0", datatype, "batch", "width")],
            outputs=[tensor("OUTPUT0", datatype, "batch", "width")],
        )
        save(model, TESTING, name, "1")


if __name__ == "__main__":
    main()
