"""digits: three small convolution nets on scikit-learn's handwritten digits, each better than the one before."""

import numpy as np
import onnx
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

from onnx_files import IR_VERSION, OPSET, save
from repository import REPOSITORY, tensor_json, write_config, write_results, write_sample


class Digits(nn.Module):
    """From images [batch,1,8,8] of ink 0 to 16 to ten probabilities and the likeliest digit."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def scores(self, image):
        return self.layers(image / 16)

    def forward(self, image):
        probabilities = self.scores(image).softmax(dim=1)
        return probabilities, probabilities.argmax(dim=1)


def small():
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(4 * 3 * 3, 10),
    )


def deep():
    return nn.Sequential(
        nn.Conv2d(1, 32, kernel_size=3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(64 * 2 * 2, 10),
    )


# version -> (what it is, its layers, passes over the training images)
VERSIONS = {
    "1.0.0": ("one convolution of 4 filters, trained briefly", small, 10),
    "1.1.0": ("the same net, trained longer", small, 40),
    "2.0.0": ("three convolutions of 32, 32 and 64 filters", deep, 40),
}


def main():
    torch.set_num_threads(1)  # sums in one order: the same weights at every run
    digits = load_digits()
    images = digits.images[:, None].astype(np.float32)  # [1797,1,8,8]
    train_x, test_x, train_y, test_y = train_test_split(
        images, digits.target, test_size=500, random_state=0, stratify=digits.target
    )

    rows, predictions = [], []
    for version, (description, layers, epochs) in VERSIONS.items():
        torch.manual_seed(0)
        net = Digits(layers())
        train(net, torch.from_numpy(train_x), torch.from_numpy(train_y), epochs)
        export(net, version)
        with torch.no_grad():
            predictions.append(net(torch.from_numpy(test_x))[1].numpy())
        right = int((predictions[-1] == test_y).sum())
        weights = sum(parameter.numel() for parameter in net.parameters())
        rows.append((right, f"| {version} | {description} | {weights:,} | {right / len(test_y):.1%} |"))

    counts = [right for right, _ in rows]
    assert counts == sorted(set(counts)), f"each version must beat the one before, not {counts}"
    header = "| version | net | weights | accuracy on the 500 held-out images |\n|---|---|---|---|\n"
    # the pixels of the data set go from 0 to 16, those of an image from 0 to 255
    write_config("digits", {"adapter": "image_input", "image": {"scale": 0.0627451}})
    write_results("digits", header + "\n".join(row for _, row in rows))
    write_samples(test_x, test_y, np.all(np.array(predictions) == test_y, axis=0))


def train(net, images, targets, epochs, batch=32):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.002)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    net.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(batch):
            loss = nn.functional.cross_entropy(net.scores(images[rows]), targets[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    net.eval()


def export(net, version):
    path = REPOSITORY / "digits" / version / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    names = {"input_names": ["image"], "output_names": ["probabilities", "label"]}
    free = {name: {0: "batch"} for name in ("image", "probabilities", "label")}
    torch.onnx.export(net, torch.zeros(2, 1, 8, 8), str(path), opset_version=OPSET, dynamic_axes=free, **names)
    model = onnx.load(str(path))
    assert model.ir_version <= IR_VERSION
    model.doc_string = "Which digit an image of 8 x 8 pixels shows."
    save(model, REPOSITORY, "digits", version)


def write_samples(test_x, test_y, all_versions_agree):
    """Held-out images that every version names correctly, so that one sample holds for all of them."""

    def write(sample, description, digits):
        rows = [np.flatnonzero(all_versions_agree & (test_y == digit))[0] for digit in digits]
        write_sample(
            "digits",
            sample,
            description,
            inputs=[tensor_json("image", "FP32", test_x[rows])],
            outputs=[tensor_json("label", "INT64", test_y[rows])],
        )

    write("seven", "A held-out image of a 7.", [7])
    write("four_and_two", "Held-out images of a 4 and of a 2.", [4, 2])


if __name__ == "__main__":
    main()
