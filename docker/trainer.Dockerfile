# The trainer of compose.retrain.yaml: models/train/retrain.py and what it needs. Build in the repository's root.
FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-numpy python3-onnx \
    && rm -rf /var/lib/apt/lists/*
COPY models/train/retrain.py models/train/onnx_files.py /trainer/
# the user of the nodes: both write into the volume of models
USER 1654:1654
ENV PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["/usr/bin/python3", "/trainer/retrain.py"]
