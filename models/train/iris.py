"""iris: logistic regression on Fisher's irises, the scaling of the features folded into its weights."""

import numpy as np
from onnx import helper
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from onnx_files import build, constant, save, tensor
from repository import REPOSITORY, tensor_json, write_config, write_results, write_sample


def main():
    irises = load_iris()
    train_x, test_x, train_y, test_y = train_test_split(
        irises.data, irises.target, test_size=50, random_state=7, stratify=irises.target
    )
    classifier = make_pipeline(StandardScaler(), LogisticRegression()).fit(train_x, train_y)

    save(to_onnx(classifier), REPOSITORY, "iris", "1")
    write_config("iris", {"adapter": "vector_input", "labels": {"probabilities": irises.target_names.tolist()}})
    write_samples(classifier, test_x, test_y, irises.target_names)

    right = int((classifier.predict(test_x) == test_y).sum())
    write_results("iris", f"Version 1 names {right} of the {len(test_y)} held-out flowers correctly.")


def to_onnx(classifier):
    scaler, regression = classifier[0], classifier[1]
    weights = regression.coef_ / scaler.scale_  # [3,4], for features as they were measured
    bias = regression.intercept_ - weights @ scaler.mean_
    return build(
        "iris",
        "Probabilities of setosa, versicolor and virginica from four lengths in centimetres.",
        nodes=[
            helper.make_node("Gemm", ["features", "weights", "bias"], ["scores"], transB=1),
            helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        ],
        inputs=[tensor("features", "FP32", "batch", 4)],
        outputs=[tensor("probabilities", "FP32", "batch", 3)],
        constants=[constant("weights", weights.astype(np.float32)), constant("bias", bias.astype(np.float32))],
    )


def write_samples(classifier, test_x, test_y, names):
    # the first held-out flower of each species that is named correctly
    correct = classifier.predict(test_x) == test_y
    flowers = [test_x[correct & (test_y == species)][0] for species in range(3)]

    def write(sample, description, features):
        expected = classifier.predict_proba(features).round(6)
        write_sample(
            "iris",
            sample,
            description,
            inputs=[tensor_json("features", "FP32", features)],
            outputs=[tensor_json("probabilities", "FP32", expected)],
            tolerance=1e-4,
        )

    write("one_flower", f"A held-out {names[0]}.", np.array(flowers[:1]))
    write("three_flowers", f"Held out: {names[0]}, {names[1]} and {names[2]}, in this order.", np.array(flowers))


if __name__ == "__main__":
    main()
