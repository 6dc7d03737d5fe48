"""Ranks of bags in both directions with numpy: what `npm run bench -- evaluation` is measured against.

Usage: evaluation.py '{"images": path, "recipes": path, "pairs": N, "dimension": E, "bagSize": n, "bags": k}'
The files are float32, row-major. Ties within 1e-6 share their average rank, as in the project.
"""

import json
import sys
import time

import numpy as np

TOLERANCE = np.float32(1e-6)


def ranks(similarities, own):
    """1 + those above + half of those that tie; similarities [queries, items], own [queries]."""
    above = (similarities > (own + TOLERANCE)[:, None]).sum(axis=1)
    not_below = (similarities >= (own - TOLERANCE)[:, None]).sum(axis=1)
    return 1 + above + 0.5 * (not_below - 1 - above)


asked = json.loads(sys.argv[1])
shape = (asked["pairs"], asked["dimension"])
images = np.fromfile(asked["images"], dtype=np.float32).reshape(shape)
recipes = np.fromfile(asked["recipes"], dtype=np.float32).reshape(shape)
random = np.random.default_rng(1)

started, cpu_before = time.perf_counter(), time.process_time()
medians = []
for _ in range(asked["bags"]):
    rows = random.permutation(asked["pairs"])[: asked["bagSize"]]
    some_images, some_recipes = images[rows], recipes[rows]
    some_images = some_images / np.linalg.norm(some_images, axis=1, keepdims=True)
    some_recipes = some_recipes / np.linalg.norm(some_recipes, axis=1, keepdims=True)
    similarities = some_images @ some_recipes.T
    own = similarities.diagonal()
    medians.append([np.median(ranks(similarities, own)), np.median(ranks(similarities.T, own))])
seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_before
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "medianRanks": np.mean(medians, axis=0).tolist()}))
