"""Runs the encoders of docs/interchange.md: `run.py docs-file weights-folder`, features as JSON on stdin.

With `save` as a third argument it first writes freshly initialised encoders into the folder.
"""

import json
import re
import sys

import torch
from safetensors.torch import load_file, save_file

documented, folder, *rest = sys.argv[1:]
exec(re.search(r"```python\n(.*?)```", open(documented).read(), re.S)[1])
paths = {name: f"{folder}/{name}-encoder.safetensors" for name in ("recipe", "image")}

if rest == ["save"]:
    torch.manual_seed(1)
    for path in paths.values():
        fresh = Encoder(load_file(path))  # widths of the file's
        for layer in fresh.modules():
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
        fresh.norm.running_mean.normal_()
        fresh.norm.running_var.uniform_(0.5, 1.5)
        save_file(fresh.state_dict(), path)

given = json.load(sys.stdin)
with torch.no_grad():
    recipes = open_encoder(paths["recipe"]).recipes(
        torch.tensor(given["term"]), torch.tensor(given["sentences"]), torch.tensor(given["counts"])
    )
    images = open_encoder(paths["image"])(torch.tensor(given["feature"]))
print(json.dumps({"recipes": recipes.flatten().tolist(), "images": images.flatten().tolist()}))
