#!/usr/bin/env python3
"""Learns the generator, the encoder and the perceptual network of faces-128 on a graphics card, with PyTorch.

usage: learn.py EXAMPLES MODEL OUT [--pictures N] [--seed N]

EXAMPLES is what 'mien train examples' wrote, MODEL the folder of the model to begin with (its layers are widened), OUT
the folder for the new model, which Mien reads, and for a sheet of pictures. Nobody needs this to use Mien: it is how
the weights beside it were made.

The generator is StyleGAN2 with skip images, as in Mien.Networks. A photograph is painted from its latent, or from what
the encoder tells of it; expressions are exchanged in layers 3-5 all along. Two networks read pictures: one for the
perceptual distance, one that says whether an exchanged face has the expression of the one and all else of the other.
A discriminator brings teeth, lids and skin into focus.
"""
import argparse
import copy
import json
import math
import os
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

CHANNELS = [192, 192, 192, 160, 96, 64]  # at 4 px, 8 px … 128 px
SIZE = 4 << (len(CHANNELS) - 1)
LAYERS = 2 * len(CHANNELS)
STYLE = 256
FIRST, END = 2, 5  # layers of the expression, counted from 0
PHOTOGRAPHS, PORTRAITS = 96, 32  # a step
POINTS = 70  # landmarks and irises
RATE = 1e-2
WIDTHS = (16, 32, 64, 96, 96)  # of the perceptual network's blocks
DEPTHS = (2, 2, 3, 3, 3)
LEVEL = 1 / 255  # of masks and weights that are kept as bytes
ROOT = math.sqrt(2)
device = "cuda" if torch.cuda.is_available() else "cpu"


def half():
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")


def active(x):
    return F.leaky_relu(x, 0.2) * ROOT


def reduced(x, size):
    return x if x.shape[2] <= size else F.avg_pool2d(x, x.shape[2] // size)


# ------------------------------------------------------------------------------------------------------------ networks
class Equalized(nn.Module):
    """A dense layer or a convolution with equalised learning rate."""

    def __init__(self, *shape, bias=0.0, gain=1.0, bias_gain=1.0, stride=1):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(*shape))
        self.bias = nn.Parameter(torch.full((shape[0],), float(bias)))
        self.factor, self.bias_gain = gain / math.sqrt(math.prod(shape[1:])), bias_gain
        self.padding, self.stride = (shape[2] // 2 if len(shape) == 4 else None), stride

    def forward(self, x):
        weight, bias = self.weight * self.factor, self.bias * self.bias_gain
        if self.padding is None:
            return F.linear(x, weight, bias)
        return F.conv2d(x, weight, bias, self.stride, self.padding)


FILTER = torch.tensor([1.0, 3.0, 3.0, 1.0])
FILTER_2D = (FILTER[:, None] * FILTER[None] / 16).to(device)
SPREAD = torch.zeros(6, 3)  # a 3-tap kernel and the filter in one, along an axis
for tap in range(3):
    SPREAD[tap:tap + 4, tap] = FILTER / 4
SPREAD = SPREAD.to(device)


class Styled(nn.Module):
    def __init__(self, inputs, outputs, up):
        super().__init__()
        self.up = up
        self.affine = Equalized(inputs, STYLE, bias=1)
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x, w):
        style = self.affine(w).float()
        demodulation = torch.rsqrt(F.linear(style.square(), self.weight.float().square().sum((2, 3))) + 1e-8)
        scale = 1 / math.sqrt(self.weight.shape[1] * 9)  # keeps halves in range; the demodulation makes up for it
        x = x * style[:, :, None, None].to(x.dtype)
        if self.up:
            with torch.autocast(device, enabled=False):
                kernel = SPREAD @ (self.weight.float() * scale) @ SPREAD.T
            x = F.conv_transpose2d(x, kernel.transpose(0, 1), stride=2, padding=2)
        else:
            x = F.conv2d(x, self.weight * scale, padding=1)
        return active(x * (demodulation / scale)[:, :, None, None].to(x.dtype)
                      + self.bias[None, :, None, None].to(x.dtype))


class ToRgb(nn.Module):
    def __init__(self, channels):
        super().__init__()
        gain = 1 / math.sqrt(channels)
        self.affine = Equalized(channels, STYLE, bias=1, gain=gain, bias_gain=gain)
        self.weight = nn.Parameter(torch.randn(3, channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(3))

    def forward(self, x, w, image):
        colours = F.conv2d(x * self.affine(w)[:, :, None, None].to(x.dtype), self.weight).float()
        colours = colours + self.bias[None, :, None, None]
        if image is None:
            return colours
        kernel = FILTER_2D[None, None].expand(3, 1, 4, 4).contiguous()
        return colours + F.conv_transpose2d(image.float(), kernel, stride=2, padding=1, groups=3)


class Generator(nn.Module):
    def __init__(self, latent):
        super().__init__()
        levels = range(1, len(CHANNELS))
        self.fc = nn.ModuleList([Equalized(STYLE, latent if i == 0 else STYLE) for i in range(4)])
        self.const = nn.Parameter(torch.randn(CHANNELS[0], 4, 4))
        self.conv0 = nn.ModuleList([nn.Identity(), *(Styled(CHANNELS[i - 1], CHANNELS[i], True) for i in levels)])
        self.conv1 = nn.ModuleList([Styled(c, c, False) for c in CHANNELS])
        self.torgb = nn.ModuleList([ToRgb(c) for c in CHANNELS])

    def map(self, z):
        x = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.fc:
            x = active(layer(x))
        return x.float()

    def paint(self, ws):
        """[N, L, W] -> the skip image at every size, [N, 3, s, s]."""
        with half():
            x = self.const[None].expand(ws.shape[0], -1, -1, -1).to(torch.bfloat16 if device == "cuda" else torch.float)
            x = x.contiguous(memory_format=torch.channels_last)
            images, layer = [], 0
            for level in range(len(CHANNELS)):
                if level:
                    x = self.conv0[level](x, ws[:, layer])
                    layer += 1
                x = self.conv1[level](x, ws[:, layer])
                layer += 1
                images.append(self.torgb[level](x, ws[:, layer], images[-1] if images else None))
        return [image.float() for image in images]


class Encoder(nn.Module):
    """Mien.Networks' KeypointEncoder, of crops of 64 px."""

    POINTS, SIZE = 112, 64
    GAINS = (14, 12, 10, 7)

    def __init__(self, channels=(24, 40, 56, 80, 112), coarse=96, whole=64, hidden=256):
        super().__init__()
        c, size = channels, self.SIZE
        self.rgb = Equalized(c[0], 6, 3, 3, stride=2)
        for i in range(1, 5):
            setattr(self, f"level{i}_conv0", Equalized(c[i - 1], c[i - 1], 3, 3))
            setattr(self, f"level{i}_conv1", Equalized(c[i], c[i - 1], 3, 3, stride=2))
            setattr(self, f"level{i}_skip", Equalized(c[i], c[i - 1], 1, 1))
            if i > 1:
                setattr(self, f"level{i}_up", Equalized(c[i - 1], c[i], 1, 1))
        self.fine, self.maps = Equalized(c[1], c[1], 3, 3), Equalized(self.POINTS, c[1], 1, 1)
        self.coarse = Equalized(coarse, c[4] * (size // 32) ** 2)
        self.whole = Equalized(whole, sum((size >> i) ** 2 * 3 for i in (2, 3, 4)))
        self.hidden = Equalized(hidden, 2 * self.POINTS + coarse + whole + c[0] + c[2] + c[3])
        self.output = Equalized(STYLE, hidden)
        self.register_buffer("axes_weight", torch.eye(136))
        self.register_buffer("axes_bias", torch.zeros(136))
        side = size // 4
        self.register_buffer("grid", (2 * torch.arange(side).float() + 1) / side - 1, persistent=False)
        others = torch.zeros(self.POINTS - 68, self.POINTS)
        for i in range(self.POINTS - 68):
            others[i, 68 + i] = 40 if i < 2 else 4
            if i < 2:
                others[i, 36 + 6 * i:42 + 6 * i] = -40 / 6
        self.register_buffer("others", others, persistent=False)

    def layer(self, level, name):
        return getattr(self, f"level{level}_{name}")

    def forward(self, image):
        """Pictures -> style vectors [N, W], and landmarks and irises [N, 140]."""
        n, x, bands = image.shape[0], reduced(image, self.SIZE).float(), []
        small = x
        for gain in self.GAINS:
            less = F.avg_pool2d(x, 2)
            bands.append((x - F.interpolate(less, scale_factor=2.0, mode="nearest")) * gain)
            x = less
        bands.append(x * 2.5)

        def flat(t):
            return t.permute(0, 2, 3, 1).reshape(n, -1)

        with half():
            first = torch.cat([small * 2, bands[0]], 1).contiguous(memory_format=torch.channels_last)
            levels = [active(self.rgb(first))]
            for i in range(1, 5):
                x = levels[-1]
                y = active(self.layer(i, "conv1")(active(self.layer(i, "conv0")(x))))
                levels.append((y + self.layer(i, "skip")(F.avg_pool2d(x, 2))) / ROOT)
            fine = levels[-1]
            for i in range(4, 1, -1):
                up = F.interpolate(self.layer(i, "up")(fine), scale_factor=2.0, mode="nearest")
                fine = (levels[i - 1] + up) / ROOT
            heat = self.maps(active(self.fine(fine)))
        heat = F.softplus(heat.float()).square()
        inverse = 1 / (heat.sum((2, 3)) + 1e-8)
        across = (heat.sum(2) * self.grid).sum(2) * inverse
        down = (heat.sum(3) * self.grid).sum(2) * inverse
        landmarks = torch.cat([across[:, :68], down[:, :68]], 1)
        with half():
            coarse = active(self.coarse(flat(levels[-1])))
            whole = active(self.whole(torch.cat([flat(b) for b in bands[2:]], 1)))
        read = torch.cat([
            F.linear(landmarks, self.axes_weight, self.axes_bias), across @ self.others.T, down @ self.others.T,
            coarse.float(), whole.float(), *(levels[i].float().mean((2, 3)) for i in (0, 2, 3))], 1)
        return self.output(active(self.hidden(read))), torch.cat([across[:, :POINTS], down[:, :POINTS]], 1)


class Perceptual(nn.Module):
    """VGG16's convolutions at 64 px, taught to tell latents and landmarks."""

    def __init__(self, outputs):
        super().__init__()
        self.convolutions, self.pooled, inputs = nn.ModuleList(), [], 3
        for block, depth in enumerate(DEPTHS):
            for i in range(depth):
                layer = nn.Conv2d(inputs, WIDTHS[block], 3, padding=1)
                nn.init.kaiming_normal_(layer.weight)
                nn.init.zeros_(layer.bias)
                self.convolutions.append(layer)
                self.pooled.append(i == 0 and block > 0)
                inputs = WIDTHS[block]
        self.taps = [sum(DEPTHS[:block + 1]) - 1 for block in range(len(DEPTHS))]
        self.head = nn.Linear(sum(WIDTHS) + 16 * WIDTHS[-1], outputs)
        for name, values in (("mean", (0.485, 0.456, 0.406)), ("deviation", (0.229, 0.224, 0.225))):
            self.register_buffer(name, torch.tensor(values)[:, None, None], persistent=False)

    def features(self, image):
        x = (reduced(image, 64) * 0.5 + 0.5 - self.mean) / self.deviation
        x, found = x.contiguous(memory_format=torch.channels_last), []
        with half():
            for i, layer in enumerate(self.convolutions):
                x = F.relu(layer(F.max_pool2d(x, 2) if self.pooled[i] else x))
                if i in self.taps:
                    found.append(x)
        return found

    def tell(self, features):
        last = features[-1].float().permute(0, 2, 3, 1)
        return self.head(torch.cat([*(f.float().mean((2, 3)) for f in features), last.flatten(1)], 1))


class Residual(nn.Module):
    """What the reader and the discriminator share: a residual network down to 4 px."""

    def __init__(self, channels, levels):
        super().__init__()
        self.rgb = Equalized(channels[0], 3, 3, 3)
        self.first, self.second, self.skip = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for i, o in levels:
            self.first.append(Equalized(i, i, 3, 3))
            self.second.append(Equalized(o, i, 3, 3))
            self.skip.append(Equalized(o, i, 1, 1))

    def trunk(self, image):
        x = active(self.rgb(image.contiguous(memory_format=torch.channels_last)))
        for first, second, skip in zip(self.first, self.second, self.skip):
            y = active(second(F.avg_pool2d(active(first(x)), 2)))
            x = (y + skip(F.avg_pool2d(x, 2))) / ROOT
        return x


class Reader(Residual):
    """Tells the latent of a picture: by it exchanged faces are compared with those that they were made of."""

    def __init__(self, outputs):
        channels = (32, 64, 128, 192, 256)
        super().__init__(channels, [(channels[max(0, i - 1)], channels[i]) for i in range(5)])
        self.dense, self.out = Equalized(512, channels[-1] * 16), Equalized(outputs, 512)

    def forward(self, image):
        with half():
            x = active(self.dense(self.trunk(image).flatten(1)))
        return self.out(x.float())


class Discriminator(Residual):
    def __init__(self):
        channels = (32, 64, 128, 192, 256, 256)
        super().__init__(channels, list(zip(channels, channels[1:])))
        self.last = Equalized(channels[-1], channels[-1] + 1, 3, 3)
        self.dense, self.out = Equalized(channels[-1], channels[-1] * 16), Equalized(1, channels[-1])

    def forward(self, image):
        x = self.trunk(image)
        n = x.shape[0]
        group = 4 if n % 4 == 0 else n
        deviation = x.float().reshape(group, n // group, *x.shape[1:])
        deviation = (deviation - deviation.mean(0)).square().mean(0).add(1e-8).sqrt().mean((1, 2, 3))
        x = torch.cat([x, deviation.repeat(group)[:, None, None, None].expand(n, 1, 4, 4).to(x.dtype)], 1)
        return self.out(active(self.dense(active(self.last(x)).flatten(1)))).float()


# ---------------------------------------------------------------------------------------------------------- optimisers
class Muon:
    """As Mien.Tensors' Muon; matrices of one shape are taken together."""

    def __init__(self, parameters, rate):
        self.param_groups, self.groups = [{"lr": rate}], {}
        for p in parameters:
            self.groups.setdefault((p.shape[0], p[0].numel()), []).append(p)
        self.memory = {shape: torch.zeros(len(ps), *shape, device=device) for shape, ps in self.groups.items()}

    def zero_grad(self, set_to_none=True):
        for ps in self.groups.values():
            for p in ps:
                p.grad = None

    @torch.no_grad()
    def step(self):
        for (rows, columns), ps in self.groups.items():
            gradient = torch.stack([torch.zeros(rows, columns, device=device) if p.grad is None
                                    else p.grad.reshape(rows, columns) for p in ps])
            memory = self.memory[rows, columns].mul_(0.95).add_(gradient, alpha=0.05)
            x = memory * 0.95 + gradient * 0.05
            x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-20)
            x = x.bfloat16() if device == "cuda" else x
            x = x.transpose(1, 2) if rows > columns else x
            for _ in range(5):
                gram = x @ x.transpose(1, 2)
                x = 3.4445 * x + (-4.775 * gram + 2.0315 * (gram @ gram)) @ x
            x = x.transpose(1, 2) if rows > columns else x
            step = -self.param_groups[0]["lr"] * 0.2 * math.sqrt(max(rows, columns))
            for p, direction in zip(ps, x):
                p.add_(direction.float().reshape(p.shape), alpha=step)


class MuonAndAdam:
    """Muon for matrices, or for convolutions alone, and Adam for the rest."""

    def __init__(self, network, rate, dense):
        def is_matrix(p):
            return p.ndim in ((2, 4) if dense else (4,)) and p.shape[0] > 3

        parameters = list(network.parameters())
        self.parts = [Muon([p for p in parameters if is_matrix(p)], rate),
                      adam([p for p in parameters if not is_matrix(p)], rate)]
        self.param_groups = [g for part in self.parts for g in part.param_groups]

    def zero_grad(self, set_to_none=True):
        for part in self.parts:
            part.zero_grad(set_to_none=True)

    def step(self):
        for part in self.parts:
            part.step()


def adam(parameters, rate, betas=(0.9, 0.99)):
    return torch.optim.Adam(parameters, rate, betas=betas, **({"fused": True} if device == "cuda" else {}))


# ---------------------------------------------------------------------------------------------------------------- data
class Examples:
    def __init__(self, folder):
        def array(name):
            return torch.from_numpy(np.load(os.path.join(folder, name + ".npy"))).to(device)

        with open(os.path.join(folder, "latents.json")) as f:
            kinds = json.load(f)
        self.latent, self.domain = len(kinds), kinds.index("Domain")
        self.is_expression = torch.tensor([k == "Expression" for k in kinds], device=device)
        self.photographs, self.latents = array("photographs"), array("photographs-latents")
        self.landmarks = array("photographs-landmarks")
        held_out = array("photographs-held-out").bool()
        self.learnt, self.held_out = torch.nonzero(~held_out)[:, 0], torch.nonzero(held_out)[:, 0]
        self.portraits, self.portrait_latents = array("portraits"), array("portraits-latents")
        self.portrait_points = array("portraits-points")
        self.bells = torch.cat([bells(part, 68) for part in self.landmarks[0].split(512)])
        self.portrait_bells = torch.cat([bells(part, POINTS) for part in self.portrait_points.split(512)])

    def draw(self):
        """Pairs of portraits, then photographs: pictures, insides, weights of the face, latents, landmarks."""
        pair = torch.randint(0, len(self.portraits) // 2, (PORTRAITS // 2,), device=device)
        drawn = torch.stack([2 * pair, 2 * pair + 1], 1).reshape(-1)
        some = self.learnt[torch.randint(0, len(self.learnt), (PHOTOGRAPHS,), device=device)]
        turned = torch.rand(PHOTOGRAPHS, device=device) < 0.5

        def mirrored(t):
            return torch.where(turned[:, None, None, None], t.flip(3), t)

        photographs = self.photographs[some]
        latents = self.portrait_latents[drawn].clone()
        more = torch.randn(PORTRAITS, self.latent - self.domain - 1, device=device)
        more[1::2] = more[0::2]
        latents[:, self.domain + 1:] = more
        points = self.portrait_points[drawn]
        return (
            torch.cat([picture(self.portraits[drawn]), mirrored(picture(photographs[..., :3]))]),
            torch.cat([torch.ones(PORTRAITS, 1, SIZE, SIZE, device=device),
                       mirrored(photographs[..., 3][:, None].float() * LEVEL)]),
            torch.cat([self.portrait_bells[drawn][:, None].float() * LEVEL,
                       mirrored(self.bells[some][:, None].float() * LEVEL)]),
            torch.cat([latents, self.latents[turned.long(), some]]),
            torch.cat([torch.cat([points[:, :68], points[:, POINTS:POINTS + 68]], 1),
                       self.landmarks[turned.long(), some]]),
            points)


def picture(levels):
    return levels.permute(0, 3, 1, 2).float().div(127.5).sub(1)


def bells(points, count):
    """How much each pixel is of brows, eyes and mouth, 0 to 255: [n, S, S]."""
    used = [i for i in (*range(17, 27), *range(36, POINTS)) if i < count]
    narrow, at = 0.5 / (SIZE / 40) ** 2, torch.arange(SIZE, device=device).float()
    x, y = ((points[:, axis:axis + count][:, used] + 1) * SIZE / 2 - 0.5 for axis in (0, count))
    across, down = (torch.exp(-narrow * (at[None, None] - v[:, :, None]) ** 2) for v in (x, y))
    most = torch.zeros(len(points), SIZE, SIZE, device=device)
    for i in range(len(used)):
        most = torch.maximum(most, down[:, i, :, None] * across[:, i, None, :])
    return (most * 255).to(torch.uint8)


def augmented(x):
    """Colours, places and holes of pictures that the discriminator sees (Zhao et al. 2020)."""
    def random(*shape):
        return torch.rand(*shape, device=device)

    n, size = x.shape[0], x.shape[2]
    x = x + (random(n, 1, 1, 1) - 0.5) * 0.5
    grey = x.mean(1, keepdim=True)
    x = (x - grey) * (random(n, 1, 1, 1) * 2) + grey
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * (random(n, 1, 1, 1) + 0.5) + mean
    move = torch.eye(2, 3, device=device)[None].repeat(n, 1, 1)
    move[:, :, 2] = torch.randint(-(size // 8), size // 8 + 1, (n, 2), device=device).float() * 2 / size
    x = F.grid_sample(x, F.affine_grid(move, x.shape, align_corners=False), mode="nearest", align_corners=False)
    hole, place = torch.randint(0, size, (n, 2), device=device), torch.arange(size, device=device)
    is_hole = (((place[None, :, None] - hole[:, 0, None, None]).abs() < size // 4)
               & ((place[None, None] - hole[:, 1, None, None]).abs() < size // 4))
    return x * (~is_hole)[:, None].float()


def relit(x):
    """Light and colour change; the expression does not."""
    n = x.shape[0]
    x = x * (0.7 + 0.6 * torch.rand(n, 1, 1, 1, device=device)) + (torch.rand(n, 3, 1, 1, device=device) - 0.5) * 0.4
    grey = x.mean(1, keepdim=True)
    return ((x - grey) * (0.5 + torch.rand(n, 1, 1, 1, device=device)) + grey).clamp(-1, 1)


# -------------------------------------------------------------------------------------------------------------- losses
def wide(w):
    return w[:, None].expand(-1, LAYERS, -1)


def mixed(rest, face):
    return torch.cat([rest[:, :FIRST], face[:, FIRST:END], rest[:, END:]], 1)


def exchanged(generator, z, is_expression, domain):
    """The layers of the expression have the style of one latent, the others that of another; both agree with the
    picture in what they are to carry, in nothing else. Portraits first."""
    other = torch.randn_like(z)
    other[:, domain] = z[:, domain]
    other[1:PORTRAITS:2] = other[0:PORTRAITS:2]
    other[PORTRAITS:] = torch.roll(z[PORTRAITS:], 1, 0)
    rest = z.clone()
    rest[1:PORTRAITS:2] = rest[0:PORTRAITS:2]
    return mixed(wide(generator.map(torch.where(is_expression, other, rest))),
                 wide(generator.map(torch.where(is_expression, z, other))))


def pixel_losses(images, x, inside, weights):
    """Absolute differences at every size, squared ones around the features, squared ones of what changes in pairs."""
    absolute, target, mask = 0, x, inside
    for image in reversed(images):
        target, mask = reduced(target, image.shape[2]), reduced(mask, image.shape[2])
        absolute = absolute + ((image - target).abs() * mask).mean() / len(images)
    last = images[-1]
    face = ((last - x).square() * inside * weights / weights.mean()).mean()
    wanted = x[0:PORTRAITS:2] - x[1:PORTRAITS:2]
    painted = last[0:PORTRAITS:2] - last[1:PORTRAITS:2]
    around = F.interpolate(F.avg_pool2d(wanted.abs(), 4), scale_factor=4, mode="bilinear", align_corners=False)
    around, slight = around.mean(1, keepdim=True), 0.05 ** 2
    relative = around / (around.square() + slight) ** 1.5 + 0.01 * 2 / (3 * math.sqrt(3) * slight)
    return absolute, face, ((painted - wanted).square() * relative / relative.mean()).mean()


def feature_distance(network, x, features):
    def unit(t):
        return t.float() / (t.float().square().sum(1, keepdim=True) + 1e-10).sqrt()

    return sum((unit(a) - unit(b)).square().sum(1).mean() for a, b in zip(network.features(x), features))


def learn(network, yes):
    for p in network.parameters():
        p.requires_grad_(yes)


# -------------------------------------------------------------------------------------------------------------- models
def read(path):
    with open(path, "rb") as f:
        data = f.read()
    length = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            kind = {"F16": np.float16, "F32": np.float32}[entry["dtype"]]
            numbers = np.frombuffer(data[begin:end], kind).astype(np.float32).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(numbers).to(device)
    return tensors


def write(path, tensors, metadata=None):
    header, blobs, at = {"__metadata__": metadata} if metadata else {}, [], 0
    for name, tensor in sorted(tensors.items()):
        numbers = np.ascontiguousarray(tensor.detach().float().cpu().numpy().astype(np.float16))
        header[name] = {"dtype": "F16", "shape": list(numbers.shape), "data_offsets": [at, at + numbers.nbytes]}
        at += numbers.nbytes
        blobs.append(numbers.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def layers(generator):
    for level in range(len(CHANNELS)):
        for name in (("conv0",) if level else ()) + ("conv1", "torgb"):
            yield f"synthesis.b{4 << level}.{name}", getattr(generator, name)[level], 4 << level


@torch.no_grad()
def begin(folder, generator, encoder, perceptual):
    """Takes a model's weights; what it has not begins at random, new colours at 0."""
    def take(parameter, tensor):
        if parameter.ndim in (2, 4):
            parameter[:tensor.shape[0]] = 0
            tensor = tensor * math.sqrt(parameter.shape[1] / tensor.shape[1])
            parameter[:tensor.shape[0], :tensor.shape[1]] = tensor
        else:
            parameter[tuple(slice(0, n) for n in tensor.shape)] = tensor

    saved = read(os.path.join(folder, "weights.safetensors"))
    for i, layer in enumerate(generator.fc):
        take(layer.weight, saved[f"mapping.fc{i}.weight"] / 100)
        take(layer.bias, saved[f"mapping.fc{i}.bias"] / 100)
    take(generator.const, saved["synthesis.b4.const"])
    for name, layer, _ in layers(generator):
        if f"{name}.weight" in saved:
            for part in ("weight", "bias", "affine.weight", "affine.bias"):
                take(layer.get_parameter(part), saved[f"{name}.{part}"])
        elif name.endswith("torgb"):
            nn.init.zeros_(layer.weight)
    saved = read(os.path.join(folder, "encoder.safetensors"))
    back, mean = saved.pop("styles.back"), saved.pop("styles.mean")
    for name, tensor in saved.items():
        own = encoder_name(name)
        if own:
            (encoder.get_buffer(own) if own.startswith("axes") else encoder.get_parameter(own)).copy_(tensor)
    encoder.output.weight.copy_(back @ encoder.output.weight)
    encoder.output.bias.copy_(back @ encoder.output.bias + mean)
    saved = read(os.path.join(folder, "perceptual.safetensors"))
    for name, layer in perceptual_layers(perceptual):
        layer.weight.copy_(saved[f"{name}.weight"])
        layer.bias.copy_(saved[f"{name}.bias"])


def encoder_name(name):
    if not name.startswith("encoder."):
        return None
    name = name[len("encoder."):].replace("axes.", "axes_")
    return f"level{name[0]}_{name[2:]}" if name[0].isdigit() else name


def perceptual_layers(perceptual):
    index, count = 0, 0
    for depth in DEPTHS:
        for _ in range(depth):
            yield f"features.{index}", perceptual.convolutions[count]
            index, count = index + 2, count + 1
        index += 1


@torch.no_grad()
def save(folder, generator, encoder, perceptual, examples):
    os.makedirs(folder, exist_ok=True)
    tensors = {"synthesis.b4.const": generator.const}
    for i, layer in enumerate(generator.fc):  # a card has the usual learning rate of the mapping network, 0.01
        tensors[f"mapping.fc{i}.weight"], tensors[f"mapping.fc{i}.bias"] = layer.weight * 100, layer.bias * 100
    tensors["mapping.w_avg"] = torch.cat([generator.map(z[examples.learnt]) for z in examples.latents]).mean(0)
    noise = torch.Generator().manual_seed(0)
    for name, layer, size in layers(generator):
        for part in ("weight", "bias", "affine.weight", "affine.bias"):
            tensors[f"{name}.{part}"] = layer.get_parameter(part)
        if not name.endswith("torgb"):
            tensors[f"{name}.noise_const"] = torch.randn(size, size, generator=noise)
            tensors[f"{name}.noise_strength"] = torch.zeros(())
    write(os.path.join(folder, "weights.safetensors"), tensors)
    tensors = {"styles.back": torch.eye(STYLE), "styles.mean": torch.zeros(STYLE)}
    for name, tensor in encoder.state_dict().items():
        name = name.replace("axes_", "axes.")
        name = f"{name[5]}.{name[7:]}" if name.startswith("level") else name
        tensors[f"encoder.{name}"] = tensor
    write(os.path.join(folder, "encoder.safetensors"), tensors, {"size": str(Encoder.SIZE)})
    tensors = {}
    for name, layer in perceptual_layers(perceptual):
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = layer.weight, layer.bias
    write(os.path.join(folder, "perceptual.safetensors"), tensors, {"vgg.input": "Torchvision"})
    card = {
        "format": 1,
        "generator": {
            "kind": "styleGan2", "layers": LAYERS, "resolution": SIZE, "zDim": examples.latent,
            "domain": examples.domain, "wDim": STYLE,
            "labelDim": 0, "mappingLayers": 4, "mappingRate": 0.01, "convClamp": None, "channels": CHANNELS,
            "meanStyle": "file", "noise": "file"},
        "perceptual": {"widths": list(WIDTHS), "input": "torchvision", "lpips": False},
        "encoder": {"size": Encoder.SIZE}, "frame": "close",
        "advice": {"pixelWeight": 1, "faceWeight": 10, "variationWeight": 0.1,
                   "expressionLayers": "4-5", "start": "encoder", "steps": 12},
        "licence": "that of the photographs it has learnt from: name them here before you give it away",
        "sources": []}
    with open(os.path.join(folder, "model.json"), "w") as f:
        json.dump(card, f, indent=2)


@torch.no_grad()
def sheet(path, generator, encoder, examples):
    """Held-out photographs, what the encoder makes of them, these with each other's expressions; portraits, likewise;
    random faces."""
    from PIL import Image
    some = examples.held_out[torch.linspace(0, len(examples.held_out) - 1, 12).long().to(device)]
    rows = []
    for x in (picture(examples.photographs[some][..., :3]), picture(examples.portraits[:12])):
        w = wide(encoder(x)[0])
        rows += [x, generator.paint(w)[-1], generator.paint(mixed(w, w.roll(1, 0)))[-1]]
    z = torch.randn(12, examples.latent, generator=torch.Generator().manual_seed(1)).to(device)
    z[:, examples.domain] = 1
    rows.append(generator.paint(wide(generator.map(z)))[-1])
    page = torch.cat([torch.cat(list(row), 2) for row in rows], 1).clamp(-1, 1)
    Image.fromarray(((page.permute(1, 2, 0) + 1) * 127.5).round().byte().cpu().numpy()).save(path)


# ------------------------------------------------------------------------------------------------------------ learning
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples")
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--pictures", type=int, default=244_608, help="looked at in all")
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    torch.manual_seed(a.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    examples = Examples(a.examples)
    is_expression = examples.is_expression
    generator, encoder = Generator(examples.latent).to(device), Encoder().to(device)
    perceptual, reader = Perceptual(examples.latent + 136).to(device), Reader(examples.latent).to(device)
    discriminator = Discriminator().to(device)
    begin(a.model, generator, encoder, perceptual)
    averages = [copy.deepcopy(n).requires_grad_(False) for n in (generator, encoder)]
    for network in (generator, encoder, perceptual, reader, discriminator):
        network.to(memory_format=torch.channels_last)
    optimisers = [(MuonAndAdam(generator, RATE, dense=True), RATE), (MuonAndAdam(encoder, RATE, dense=False), RATE / 2),
                  (adam(perceptual.parameters(), 1e-3), 1e-3), (MuonAndAdam(reader, RATE, dense=False), RATE),
                  (adam(discriminator.parameters(), 2e-3, betas=(0.0, 0.99)), 2e-3)]
    of_generator, of_encoder, of_perceptual, of_reader, of_discriminator = (o for o, _ in optimisers)
    step, seen, began, batch = 0, 0, time.time(), PHOTOGRAPHS + PORTRAITS
    by_latent = PORTRAITS + PHOTOGRAPHS // 2  # the other photographs are painted from what the encoder tells
    pair = torch.arange(PORTRAITS, device=device) ^ 1
    while seen < a.pictures:
        part = seen / a.pictures
        rate = min(1, (step + 1) / 50) * min(1, (1 - part) / 0.3 + 0.003)
        for optimiser, height in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = height * rate
        x, inside, weights, z, landmarks, points = examples.draw()

        told = perceptual.tell(perceptual.features(x))
        loss = ((told[:, :examples.latent] - z).square().mean()
                + 100 * (told[:, examples.latent:] - landmarks).square().mean())
        of_perceptual.zero_grad(set_to_none=True)
        loss.backward()
        of_perceptual.step()
        loss = (reader(x) - z).square().mean()
        of_reader.zero_grad(set_to_none=True)
        loss.backward()
        of_reader.step()

        contested, consistent = part > 0.2, part > 0.12
        for network in (perceptual, reader, discriminator):
            learn(network, False)
        w, places = encoder(x)
        styles = exchanged(generator, z[:by_latent], is_expression, examples.domain)
        if step % 2:  # pairs of portraits: the expression of the one, the rest of the other
            styles = torch.cat([mixed(wide(w[pair]), wide(w[:PORTRAITS])), styles[PORTRAITS:]])
        own = wide(w[by_latent:])
        if step % 2:  # the same person in another light has the same expression
            own = mixed(own, wide(encoder(relit(x[by_latent:]))[0]))
        images = generator.paint(torch.cat([styles, own]))
        absolute, face, change = pixel_losses(images, x, inside, weights)
        seen_inside = images[-1] * inside + x * (1 - inside)
        known = PORTRAITS if not consistent else len(x)  # the perceptual network knows portraits from the start
        with torch.no_grad():
            features = perceptual.features(x[:known])
            mapped = generator.map(z)
        alike = feature_distance(perceptual, seen_inside[:known], features)
        near = (w - mapped).square().mean() / mapped.var(0).mean().clamp_min(1e-3)
        irises = [68, 69, 138, 139]
        placed = ((torch.cat([places[:, :68], places[:, POINTS:POINTS + 68]], 1) - landmarks).abs().mean()
                  + (places[:PORTRAITS][:, irises] - points[:, irises]).abs().mean())
        loss = absolute + 30 * face + 200 * change + 0.3 * alike + 0.05 * near + 5 * placed
        if contested:
            count = PHOTOGRAPHS // 2
            one, other = x[PORTRAITS:by_latent], x[by_latent:]
            random = torch.randn(PHOTOGRAPHS // 4, examples.latent, device=device)
            random[:, examples.domain] = random[:, examples.domain].abs()
            made = generator.paint(torch.cat([mixed(wide(w[PORTRAITS:by_latent]), wide(w[by_latent:])),
                                              wide(generator.map(random))]))[-1]
            told = reader(made[:count])
            with torch.no_grad():
                of_one, of_other = reader(one), reader(other)
            expression = (told - of_other)[:, is_expression].square().mean()
            rest = (told - of_one)[:, ~is_expression].square().mean()
            masks = inside[PORTRAITS:]
            fakes = torch.cat([images[-1][PORTRAITS:] * masks, made[:count] * masks[:count],
                               made[count:] * masks[torch.randint(0, PHOTOGRAPHS, (len(random),), device=device)]])
            with half():
                opinion = discriminator(augmented(fakes))
            doubt = F.softplus(-opinion).squeeze(1)
            loss = loss + 0.2 * (expression + rest) + 0.05 * min(1, max(0, part - 0.24) / 0.1) * (
                2 * doubt[:PHOTOGRAPHS].mean() + 4 * doubt[PHOTOGRAPHS:].mean())
        of_generator.zero_grad(set_to_none=True)
        of_encoder.zero_grad(set_to_none=True)
        loss.backward()
        of_generator.step()
        of_encoder.step()
        for network in (perceptual, reader, discriminator):
            learn(network, True)

        if contested:
            real = x[PORTRAITS:] * masks
            with half():
                painted, photographed = discriminator(augmented(fakes.detach())), discriminator(augmented(real))
            contest = F.softplus(painted).mean() + F.softplus(-photographed).mean()
            if step % 16 == 0:  # R1
                some = real[:32].detach().requires_grad_(True)
                gradient = torch.autograd.grad(discriminator(some).sum(), some, create_graph=True)[0]
                contest = contest + 4 * gradient.square().sum((1, 2, 3)).mean()
            of_discriminator.zero_grad(set_to_none=True)
            contest.backward()
            of_discriminator.step()

        keep = 0.5 ** (batch / min(max(2000, 0.1 * seen), 60_000))
        with torch.no_grad():
            for average, network in zip(averages, (generator, encoder)):
                torch._foreach_mul_(list(average.parameters()), keep)
                torch._foreach_add_(list(average.parameters()), list(network.parameters()), alpha=1 - keep)
        step, seen = step + 1, seen + batch
        if step % 250 == 0 or step in (1, 10):
            left = (time.time() - began) / seen * (a.pictures - seen)
            print(f"step {step}  pixels {absolute.item():.4f}  face {face.item():.4f}  change {change.item():.4f}  "
                  f"features {alike.item():.3f}  {left / 60:.0f} min left", flush=True)
    save(a.out, *averages, perceptual, examples)
    sheet(os.path.join(a.out, "sheet.png"), *averages, examples)


if __name__ == "__main__":
    main()
