"""Features of torchvision's residual networks with weights by formula: what torchvision.spec.ts compares with.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 torchvision==0.29.2 timm==1.0.31
    venv/bin/python test/torchvision/generate.py > test/torchvision/features.json

The weights are too large to keep, so formula-weights.ts makes the same ones, bit for bit. The forward pass is in
float64. 64 x 64 pixels, so that the test is quick: the trunk is convolutional, the weights are those of any size.
"""

import hashlib
import json
import math

import numpy as np
import timm
import torch
import torchvision

SIDE = 64
ARCHITECTURES = ("resnet50", "wide_resnet50_2")


def shares(name, size):
    """`size` numbers in [0, 1): the 32-bit hash of the place (MurmurHash3's finaliser), seeded by the name (FNV-1a)."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 % 2**32
    with np.errstate(over="ignore"):
        x = np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        x = x ^ (x >> np.uint32(16))
    return x.astype(np.float64) / 2**32


def weight(name, shape):
    u = shares(name, math.prod(shape))
    if len(shape) == 4:  # convolution: He et al. 2015, uniform
        values = (2 * u - 1) * math.sqrt(6 / math.prod(shape[1:]))
    elif name.endswith(("running_mean", "bias")):
        values = 0.2 * (2 * u - 1)
    else:  # scale and variance of batch norm
        values = 0.5 + u
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def names_sha256(model):
    lines = sorted(f"{name} {list(value.shape)}" for name, value in model.state_dict().items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def golden(architecture):
    model = torchvision.models.get_model(architecture, weights=None)
    names = {"torchvision": names_sha256(model), "timm": names_sha256(timm.create_model(architecture))}
    model.fc = torch.nn.Identity()
    state = model.state_dict()
    for name, value in state.items():
        if not name.endswith("num_batches_tracked"):
            state[name] = weight(name, tuple(value.shape))
    model.load_state_dict(state)
    pixels = 2 * (2 * shares("image", 3 * SIDE * SIDE) - 1)
    image = torch.from_numpy(pixels.astype(np.float32).reshape(1, 3, SIDE, SIDE)).double()
    with torch.no_grad():
        feature = model.double().eval()(image)[0]
    return {"names": names, "feature": [float(f"{x:.7g}") for x in feature.tolist()]}


versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "timm": timm.__version__}
nets = {architecture: golden(architecture) for architecture in ARCHITECTURES}
print(json.dumps({"versions": versions, "side": SIDE, "networks": nets}))
