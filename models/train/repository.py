"""The folders the models go to, and the files that lie beside them."""

import json
import re
from pathlib import Path

import numpy as np

MODELS = Path(__file__).resolve().parent.parent
REPOSITORY = MODELS / "repository"  # the demo models
TESTING = MODELS / "testing"  # models that only tests need


def tensor_json(name, datatype, array):
    """An array as a tensor of the Open Inference Protocol, its data flat."""
    array = np.asarray(array)
    return {"name": name, "shape": list(array.shape), "datatype": datatype, "data": array.ravel().tolist()}


def write_config(model, config):
    """Writes the model.json of a demo model."""
    _write(REPOSITORY / model / "model.json", config)


def write_sample(model, sample, description, inputs, outputs, tolerance=None, versions=None):
    """Writes one sample request with the answer expected of it.

    `outputs` may name only some of the model's outputs: the request then asks for those alone.
    `tolerance` is the largest absolute difference allowed; without it the answer must be equal.
    `versions` is the version or range the sample is for; without it, all of them.
    """
    request = {"inputs": inputs, "outputs": [{"name": output["name"]} for output in outputs]}
    content = {"description": description}
    if versions is not None:
        content["versions"] = versions
    if tolerance is not None:
        content["tolerance"] = tolerance
    content |= {"request": request, "expected": {"outputs": outputs}}
    _write(REPOSITORY / model / "samples" / f"{sample}.json", content)


def write_results(model, table):
    """Replaces the part of a demo model's README between the two result comments."""
    path = REPOSITORY / model / "README.md"
    begin, end = "<!-- results: written by the training script -->", "<!-- end of results -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    path.write_text(f"{before}{begin}\n{table.strip()}\n{end}{after}", encoding="utf-8")


def _write(path, content):
    text = json.dumps(content, indent=2, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_lists_on_one_line(text) + "\n", encoding="utf-8")


def _lists_on_one_line(text):
    """Numbers and words of a list belong on one line; json.dumps gives each its own."""
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda match: "[" + re.sub(r"\n\s*", " ", match[1]) + "]", text)
