"""One step of an inversion in PyTorch eager: the baseline of bench/InversionStep.

StyleGAN2 (configuration F widths, random weights, batch 1) from W+, area resize to 256 px, VGG16 to block3_conv3,
squared distance to a target, backward to W+, Adam. Modulation scales activations, which is faster on a processor than
weights for every sample. Prints one JSON object: seconds of each step, and the peak of resident memory.

    /usr/bin/python3 bench/pytorch/inversion_step.py --size 256 --steps 5 --threads 2
"""
import argparse
import json
import math
import resource
import time

import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--size", type=int, default=256)
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(0)

W = 512
widths = {4 << i: min(512, 32768 // (4 << i)) for i in range(int(math.log2(args.size)) - 1)}
fir = torch.tensor([1.0, 3.0, 3.0, 1.0])
fir = torch.outer(fir, fir) / fir.sum() ** 2


def filter2d(x, gain):
    kernel = (fir * gain)[None, None].repeat(x.shape[1], 1, 1, 1)
    return F.conv2d(x, kernel, groups=x.shape[1])


class Styled:
    def __init__(self, inputs, outputs, size, up):
        self.up = up
        self.weight = torch.randn(outputs, inputs, 3, 3)
        if up:
            self.up_weight = self.weight.transpose(0, 1).contiguous()
        self.energy = self.weight.square().sum(dim=[2, 3])
        self.bias = torch.zeros(outputs)
        self.noise = torch.randn(size, size)
        self.strength = torch.zeros([])
        self.affine = torch.randn(inputs, W) / math.sqrt(W)
        self.affine_bias = torch.ones(inputs)

    def __call__(self, x, w):
        s = F.linear(w, self.affine, self.affine_bias)
        d = (s.square() @ self.energy.t() + 1e-8).rsqrt()
        x = x * s[:, :, None, None]
        if self.up:
            x = F.conv_transpose2d(x, self.up_weight, stride=2)
            x = filter2d(F.pad(x, [1, 1, 1, 1]), 4)
        else:
            x = F.conv2d(x, self.weight, padding=1)
        x = x * d[:, :, None, None] + self.noise * self.strength + self.bias[None, :, None, None]
        return F.leaky_relu(x, 0.2) * math.sqrt(2)


class ToRgb:
    def __init__(self, channels):
        self.weight = torch.randn(3, channels, 1, 1)
        self.bias = torch.zeros(3)
        self.affine = torch.randn(channels, W) / math.sqrt(W * channels)
        self.affine_bias = torch.ones(channels) / math.sqrt(channels)

    def __call__(self, x, w, image):
        s = F.linear(w, self.affine, self.affine_bias)
        y = F.conv2d(x * s[:, :, None, None], self.weight, self.bias)
        if image is None:
            return y
        n, c, h, v = image.shape
        up = F.pad(image.reshape(n, c, h, 1, v, 1), [0, 1, 0, 0, 0, 1]).reshape(n, c, 2 * h, 2 * v)
        return filter2d(F.pad(up, [2, 1, 2, 1]), 4) + y


const = torch.randn(1, widths[4], 4, 4)
blocks = []
for size, channels in widths.items():
    convolutions = [Styled(channels, channels, size, False)]
    if size > 4:
        convolutions.insert(0, Styled(widths[size // 2], channels, size, True))
    blocks.append((convolutions, ToRgb(channels)))


def synthesize(ws):
    x, image, layer = const, None, 0
    for convolutions, to_rgb in blocks:
        for convolution in convolutions:
            x = convolution(x, ws[:, layer])
            layer += 1
        image = to_rgb(x, ws[:, layer], image)
    return image


mean = torch.tensor([0.485, 0.456, 0.406])[None, :, None, None]
deviation = torch.tensor([0.229, 0.224, 0.225])[None, :, None, None]
vgg, inputs = [], 3
for outputs in [64, 64, None, 128, 128, None, 256, 256, 256]:
    if outputs:
        vgg.append((torch.randn(outputs, inputs, 3, 3) * math.sqrt(2 / (9 * inputs)), torch.zeros(outputs)))
        inputs = outputs
    else:
        vgg.append(None)


def features(image):
    x = ((image + 1) / 2 - mean) / deviation
    for layer in vgg:
        x = F.max_pool2d(x, 2) if layer is None else F.relu(F.conv2d(x, *layer, padding=1))
    return x


ws = torch.randn(1, 2 * len(blocks), W).requires_grad_()
with torch.no_grad():
    target = features(torch.rand(1, 3, 256, 256) * 2 - 1)
adam = torch.optim.Adam([ws], lr=0.01)
seconds = []
for step in range(args.steps + 1):
    start = time.perf_counter()
    image = synthesize(ws)
    if args.size > 256:
        image = F.interpolate(image, size=(256, 256), mode="area")
    loss = F.mse_loss(features(image), target)
    adam.zero_grad(set_to_none=True)
    loss.backward()
    adam.step()
    if step > 0:  # the first step warms up
        seconds.append(time.perf_counter() - start)

print(json.dumps({
    "size": args.size,
    "seconds": seconds,
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "version": torch.__version__,
}))
