"""edges: Sobel's edge detector, from image to image."""

import numpy as np
from onnx import TensorProto, helper

from onnx_files import build, constant, save, tensor
from repository import REPOSITORY, tensor_json, write_config, write_sample

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=np.float32)


def main():
    save(to_onnx(), REPOSITORY, "edges", "1")

    image = sample_image()
    write_config("edges", {"adapter": "image_input"})
    write_sample(
        "edges",
        "red_square",
        "A dark red square on a black ground, 6 pixels high and 7 wide.",
        inputs=[tensor_json("image", "UINT8", image)],
        outputs=[tensor_json("edges", "UINT8", sobel(image))],
    )


def to_onnx():
    kernels = np.stack([SOBEL_X, SOBEL_X.T])[:, None]  # [2,1,3,3]
    return build(
        "edges",
        "How steep the brightness of an image is at each pixel, by Sobel, at most 255.",
        nodes=[
            helper.make_node("Cast", ["image"], ["colours"], to=TensorProto.FLOAT),
            helper.make_node("MatMul", ["colours", "luma_weights"], ["luma"]),  # [height,width,1]
            helper.make_node("Transpose", ["luma"], ["plane"], perm=[2, 0, 1]),
            helper.make_node("Unsqueeze", ["plane", "first_axis"], ["planes"]),  # [1,1,height,width]
            helper.make_node("Pad", ["planes", "one_pixel_around"], ["padded"], mode="edge"),
            helper.make_node("Conv", ["padded", "kernels"], ["slopes"]),  # [1,2,height,width]
            helper.make_node("ReduceL2", ["slopes"], ["steepness"], axes=[1], keepdims=0),  # [1,height,width]
            helper.make_node("Clip", ["steepness", "black", "white"], ["clipped"]),
            helper.make_node("Round", ["clipped"], ["rounded"]),
            helper.make_node("Cast", ["rounded"], ["bytes"], to=TensorProto.UINT8),
            helper.make_node("Transpose", ["bytes"], ["edges"], perm=[1, 2, 0]),
        ],
        inputs=[tensor("image", "UINT8", "height", "width", 3)],
        outputs=[tensor("edges", "UINT8", "height", "width", 1)],
        constants=[
            constant("luma_weights", LUMA.reshape(3, 1)),
            constant("first_axis", np.array([0], dtype=np.int64)),
            constant("one_pixel_around", np.array([0, 0, 1, 1, 0, 0, 1, 1], dtype=np.int64)),
            constant("kernels", kernels),
            constant("black", np.float32(0)),
            constant("white", np.float32(255)),
        ],
    )


def sobel(image):
    """The same in numpy, to have an answer that does not come from the model."""
    luma = np.pad(image @ LUMA, 1, mode="edge")
    height, width = image.shape[:2]
    windows = [(y, x, luma[y : y + height, x : x + width]) for y in range(3) for x in range(3)]
    across = sum(SOBEL_X[y, x] * window for y, x, window in windows)
    down = sum(SOBEL_X[x, y] * window for y, x, window in windows)
    steepness = np.hypot(across, down).clip(0, 255)
    # a value half-way between two bytes could round either way on another machine
    assert (np.abs(steepness % 1 - 0.5) > 0.01).all()
    return steepness.round().astype(np.uint8)[:, :, None]


def sample_image():
    image = np.zeros((6, 7, 3), dtype=np.uint8)
    image[2:5, 2:5, 0] = 120
    return image


if __name__ == "__main__":
    main()
