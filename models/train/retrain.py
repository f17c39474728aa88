"""Trains a small model again and again, and puts each into a folder that a servables.json names.

    /usr/bin/python3 models/train/retrain.py artefacts --model line --every 5

Each round measures a line with noise, fits it to all measurements so far, and writes
`{model}-{main}_0_{round}-{unix time}.onnx`: under another name first, then renamed, so that nobody sees half a file.
With --repository it writes `{model}/{round}/model.onnx` instead, for a folder that holds a repository of models.
"""

import argparse
import os
import shutil
import time
from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from onnx_files import build, constant, tensor

SLOPE, OFFSET, NOISE = 0.5, 2.0, 1.0
MEASUREMENTS = 20


def measure(random):
    x = random.uniform(-10, 10, MEASUREMENTS)
    return x, SLOPE * x + OFFSET + random.normal(0, NOISE, MEASUREMENTS)


def line(name, slope, offset):
    return build(
        name,
        f"y = {slope} x + {offset}, fitted",
        nodes=[helper.make_node("Mul", ["x", "slope"], ["product"]), helper.make_node("Add", ["product", "offset"], ["y"])],
        inputs=[tensor("x", "FP32", "batch")],
        outputs=[tensor("y", "FP32", "batch")],
        constants=[constant("slope", np.float32(slope)), constant("offset", np.float32(offset))],
    )


def last_round(folder: Path, prefix):
    """The newest round that lies in the folder, so that a trainer that starts again goes on."""
    rounds = [path.name[len(prefix):].split("-")[0] for path in folder.glob(f"{prefix}*.onnx")]
    return max((int(number) for number in rounds if number.isdigit()), default=0)


def write(model, folder: Path, name):
    onnx.checker.check_model(model, full_check=True)
    temporary = folder / f"{name}.tmp"
    onnx.save(model, str(temporary))
    os.replace(temporary, folder / name)


def last_version(folder: Path):
    return max(versions(folder), default=0)


def versions(folder: Path):
    return [int(path.name) for path in folder.glob("*") if path.name.isdigit()]


def write_version(model, folder: Path, number, keep):
    """A version's folder, made elsewhere and renamed into place; the oldest past `keep` go."""
    onnx.checker.check_model(model, full_check=True)
    temporary = folder / f"{number}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    onnx.save(model, str(temporary / "model.onnx"))
    os.replace(temporary, folder / str(number))
    for old in sorted(versions(folder))[:-keep]:
        shutil.rmtree(folder / str(old))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="where the artefacts go: the load_url of the entry")
    arguments.add_argument("--model", default="line", help="model_name (default: line)")
    arguments.add_argument("--main", type=int, default=1, help="main version (default: 1)")
    arguments.add_argument("--every", type=float, default=5, help="seconds from one round to the next (default: 5)")
    arguments.add_argument("--repository", action="store_true", help="the folder holds a repository of models")
    arguments.add_argument("--keep", type=int, default=5, help="versions to keep there (default: 5)")
    arguments.add_argument("--rounds", type=int, default=0, help="rounds to train; 0, the default, for no end")
    options = arguments.parse_args()

    options.folder.mkdir(parents=True, exist_ok=True)
    prefix = f"{options.model}-{options.main}_0_"
    home = options.folder / options.model
    first = (last_version(home) if options.repository else last_round(options.folder, prefix)) + 1
    random = np.random.default_rng()
    xs, ys = np.empty(0), np.empty(0)
    number = first
    while options.rounds == 0 or number < first + options.rounds:
        if number > first:
            time.sleep(options.every)
        x, y = measure(random)
        xs, ys = np.append(xs, x), np.append(ys, y)
        slope, offset = np.polyfit(xs, ys, 1)
        model = line(options.model, slope, offset)
        if options.repository:
            name = f"{options.model}/{number}"
            write_version(model, home, number, options.keep)
        else:
            name = f"{prefix}{number}-{time.time():.6f}.onnx"
            write(model, options.folder, name)
        print(f"{name}: y = {slope:.3f} x + {offset:.3f} from {len(xs)} measurements", flush=True)
        number += 1


if __name__ == "__main__":
    main()
