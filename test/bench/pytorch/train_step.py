"""The training step of SEJE in PyTorch, for `npm run bench -- train-step`: the other side of train-step/ours.child.mjs.

Usage: train_step.py PROBLEM THREADS packed|padded
PROBLEM is the safetensors file of train-step/problem.mjs: features, first weights, shares. Reads lines {"steps": n}
from stdin, takes n steps for each and answers {"milliseconds": [...], "cpuSeconds": c, "losses": [...]}.
"""

import json
import struct
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

BACKGROUND = 0


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = file.read()
    metadata = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        flat = numpy.frombuffer(content[start:end], dtype=numpy.float32).copy()
        arrays[name] = torch.from_numpy(flat).reshape(entry["shape"])
    return arrays, json.loads(metadata["settings"])


def linear(weights, name):
    """Kernel [in, out] and bias of ours as a layer."""
    kernel, bias = weights[f"{name}.kernel"], weights[f"{name}.bias"]
    layer = nn.Linear(*kernel.shape)
    with torch.no_grad():
        layer.weight.copy_(kernel.T)
        layer.bias.copy_(bias)
    return layer


def lstm(weights, name):
    """nn.LSTM has the gates in the same order. Its second bias stays 0, so that there is one, as in ours."""
    width, gates = weights[f"{name}.kernel"].shape
    layer = nn.LSTM(width, gates // 4)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(weights[f"{name}.kernel"].T)
        layer.weight_hh_l0.copy_(weights[f"{name}.recurrentKernel"].T)
        layer.bias_ih_l0.copy_(weights[f"{name}.bias"])
        layer.bias_hh_l0.zero_()
    layer.bias_hh_l0.requires_grad_(False)
    return layer


class Encoders(nn.Module):
    """E_R and E_V, and the classifier on top of both."""

    def __init__(self, weights, settings, packed):
        super().__init__()
        network = settings["network"]
        self.slope = network["leakyReluSlope"]
        self.packed = packed
        norm = {"eps": network["normEpsilon"], "momentum": 1 - network["normMomentum"]}
        self.term = linear(weights, "recipe.term")
        self.lstm = lstm(weights, "recipe.lstm")
        self.recipe_joint = linear(weights, "recipe.joint")
        self.recipe_norm = nn.BatchNorm1d(network["jointDimension"], **norm)
        self.image_joint = linear(weights, "image.joint")
        self.image_norm = nn.BatchNorm1d(network["jointDimension"], **norm)
        self.category = linear(weights, "classifier.category")

    def sentence_state(self, sentences, lengths):
        """State after each recipe's last sentence, [B, H]. `sentences`: a list of [S_i, D]."""
        if self.packed:
            rows = nn.utils.rnn.pack_sequence(sentences, enforce_sorted=False)
            return self.lstm(rows)[1][0][0]
        states, _ = self.lstm(nn.utils.rnn.pad_sequence(sentences))  # [S, B, H]
        return states[lengths - 1, torch.arange(len(sentences))]

    def recipes(self, term, sentences, lengths):
        terms = F.leaky_relu(self.term(term), self.slope)
        joint = self.recipe_joint(torch.cat([terms, self.sentence_state(sentences, lengths)], 1))
        return F.normalize(F.leaky_relu(self.recipe_norm(joint), self.slope))

    def images(self, feature):
        return F.normalize(F.leaky_relu(self.image_norm(self.image_joint(feature)), self.slope))


def discriminator_of(weights):
    layers = [linear(weights, f"discriminator.{name}") for name in ("first", "second", "score")]
    return nn.Sequential(layers[0], nn.LeakyReLU(0.2), layers[1], nn.LeakyReLU(0.2), layers[2])


def soft_margin(distances, negatives, loss):
    """Mean over the anchors of both modalities that have a negative. `negatives`: which may be one, [B, B]."""
    terms = []
    for rows, eligible in ((distances, negatives), (distances.T, negatives.T)):
        nearest = torch.where(eligible, rows, torch.inf).min(1)
        gaps = rows.diagonal() - rows.gather(1, nearest.indices[:, None])[:, 0]
        values = F.softplus(loss["gamma"] * (gaps + loss["margin"]))
        terms.append(torch.where(eligible.any(1), values, 0))
    counted = negatives.any(1).sum() + negatives.any(0).sum()
    return torch.cat(terms).sum() / counted.clamp(min=1)


def joint_loss(model, critic, batch, settings):
    loss = settings["loss"]
    images = model.images(batch["photos"])
    recipes = model.recipes(batch["term"], batch["sentences"], batch["lengths"])
    squared = images.square().sum(1)[:, None] + recipes.square().sum(1)[None] - 2 * images @ recipes.T
    distances = squared.clamp(min=1e-12).sqrt()
    categories = batch["categories"]
    known = categories != BACKGROUND
    others = ~torch.eye(len(categories), dtype=torch.bool)
    of_another_class = (categories[:, None] != categories[None]) & known[:, None] & known[None]
    terms = {
        "instanceTriplet": soft_margin(distances, others, loss),
        "classTriplet": loss["classWeight"] * soft_margin(distances, of_another_class & others, loss),
        "imageCategory": loss["category"]["weight"] * F.cross_entropy(model.category(images), categories),
        "recipeCategory": loss["category"]["weight"] * F.cross_entropy(model.category(recipes), categories),
        "modality": -loss["discriminator"]["weight"] * critic(recipes).mean(),
    }
    return terms, images.detach(), recipes.detach()


def discriminator_loss(critic, images, recipes, shares):
    separation = critic(recipes).mean() - critic(images).mean()
    points = (shares * images + (1 - shares) * recipes).requires_grad_()
    (slopes,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return separation, (slopes.norm(dim=1) - 1).square().mean()


def norm_of(parameters):
    norms = torch._foreach_norm([p.grad for p in parameters])
    return torch.stack(norms).norm().item()


class Trainer:
    def __init__(self, arrays, settings, packed):
        self.arrays, self.settings = arrays, settings
        self.model = Encoders(arrays, settings, packed)
        self.critic = discriminator_of(arrays)
        self.moved = [p for p in self.model.parameters() if p.requires_grad]
        critic = settings["loss"]["discriminator"]
        self.adam = torch.optim.Adam(self.moved, lr=settings["learningRate"], fused=True)
        betas = (critic["beta1"], critic["beta2"])
        self.critic_adam = torch.optim.Adam(
            self.critic.parameters(), lr=critic["learningRate"], betas=betas, fused=True
        )
        self.lengths = arrays["lengths"].long()
        self.starts = torch.cumsum(self.lengths, 0) - self.lengths
        self.taken = 0

    def batch(self):
        size = self.settings["batchSize"]
        first = self.taken * size % len(self.lengths)
        rows = torch.arange(first, first + size)
        bounds = [(self.starts[row], self.starts[row] + self.lengths[row]) for row in rows]
        return {
            "term": self.arrays["term"][rows],
            "photos": self.arrays["photos"][rows],
            "lengths": self.lengths[rows],
            "sentences": [self.arrays["sentences"][start:end] for start, end in bounds],
            "categories": self.arrays["categories"][rows].long(),
        }

    def step(self):
        batch = self.batch()
        shares = self.arrays["shares"][self.taken % len(self.arrays["shares"])][:, None]
        critic = self.settings["loss"]["discriminator"]
        self.adam.zero_grad()
        terms, images, recipes = joint_loss(self.model, self.critic, batch, self.settings)
        total = sum(terms.values())
        total.backward()
        figures = [total.item(), norm_of(self.moved), *(term.item() for term in terms.values())]
        self.adam.step()
        self.critic_adam.zero_grad()
        separation, penalty = discriminator_loss(self.critic, images, recipes, shares)
        (separation + critic["gradientPenalty"] * penalty).backward()
        figures += [separation.item(), penalty.item(), norm_of(list(self.critic.parameters()))]
        self.critic_adam.step()
        self.taken += 1
        return figures[0]


def main():
    path, threads, sequences = sys.argv[1:]
    torch.set_num_threads(int(threads))
    arrays, settings = read_safetensors(path)
    trainer = Trainer(arrays, settings, sequences == "packed")
    print(json.dumps({"version": f"PyTorch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        milliseconds, losses, cpu = [], [], time.process_time()
        for _ in range(json.loads(line)["steps"]):
            started = time.perf_counter()
            losses.append(trainer.step())
            milliseconds.append((time.perf_counter() - started) * 1000)
        answer = {"milliseconds": milliseconds, "cpuSeconds": time.process_time() - cpu, "losses": losses}
        print(json.dumps(answer), flush=True)


main()
