"""Network bodies. Plain 3x3 convolutions on purpose: on CPUs with wide vectors they do far more work a second than
depthwise ones, and int8 gains two to three times on them."""

from torch import nn
from torch.nn import functional as F


def conv(into: int, out: int, size: int = 3, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, size, stride, dilation * (size // 2), dilation=dilation, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
    )


class Block(nn.Module):
    """Residual block of two 3x3 convolutions (He et al. 2015)."""

    def __init__(self, into: int, out: int, stride: int = 1, dilation: int = 1):
        super().__init__()
        self.first = conv(into, out, 3, stride, dilation)
        self.second = nn.Sequential(
            nn.Conv2d(out, out, 3, 1, dilation, dilation=dilation, bias=False), nn.BatchNorm2d(out)
        )
        nn.init.constant_(self.second[1].weight, 0.2)
        self.shortcut = None
        if into != out or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + (x if self.shortcut is None else self.shortcut(x)))


class Context(nn.Module):
    """Weighs channels by what the whole picture shows (squeeze and excitation, Hu et al. 2017)."""

    def __init__(self, channels: int):
        super().__init__()
        self.weigh = nn.Sequential(
            nn.Conv2d(channels, channels // 2, 1), nn.ReLU(), nn.Conv2d(channels // 2, channels, 1), nn.Sigmoid()
        )

    def forward(self, x):
        return x * self.weigh(x.mean((2, 3), keepdim=True))


def doubled(x):
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class Encoder(nn.Module):
    """Residual pyramid: features at strides 2, 4, 8, 16 and 32."""

    def __init__(self, channels=(24, 32, 64, 96, 128), blocks=(2, 2, 3, 3), into: int = 3):
        super().__init__()
        self.channels = channels
        self.stem = conv(into, channels[0], 3, 2)
        stages = []
        for k, count in enumerate(blocks):
            last = k == len(blocks) - 1
            stages.append(
                nn.Sequential(
                    Block(channels[k], channels[k + 1], 2),
                    *[
                        Block(channels[k + 1], channels[k + 1], 1, 2 if last and j == count - 1 else 1)
                        for j in range(1, count)
                    ],
                )
            )
        self.stages = nn.ModuleList(stages)
        self.context = Context(channels[-1])

    def forward(self, x):
        features = [self.stem(x)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        features[-1] = self.context(features[-1])
        return features


class Segmenter(nn.Module):
    """Encoder and a light U-Net decoder (Ronneberger et al. 2015): one logit per pixel. Every stage of the decoder answers
    for itself in training (deep supervision, as U²-Net has it; Qin et al. 2020).

    In: [N, 3, H, W], H and W multiples of 32. Out: logits [N, 1, H, W]; with `aux` also a list of those of strides 32, 16,
    8 and 4.
    """

    def __init__(self, channels=(24, 32, 64, 96, 128), blocks=(2, 2, 3, 3), decoder=(64, 48, 32, 24)):
        super().__init__()
        self.encoder = Encoder(channels, blocks)
        c, d = channels, decoder
        widths = (d[3], d[2], d[1], d[0], d[0])
        self.lateral = nn.ModuleList(conv(c[k], widths[k], 1) for k in range(5))
        self.smooth = nn.ModuleList(conv(widths[k], widths[k]) for k in range(4))
        self.narrow = nn.ModuleList(
            nn.Identity() if widths[k + 1] == widths[k] else conv(widths[k + 1], widths[k], 1) for k in range(4)
        )
        self.head = nn.Conv2d(d[3], 1, 3, padding=1)
        self.aux = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in widths[:0:-1])
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def decoded(self, x) -> list:
        """The decoder's features at strides 32, 16, 8, 4 and 2."""
        features = self.encoder(x)
        decoded = [self.lateral[4](features[4])]
        for k in (3, 2, 1, 0):
            decoded.append(self.smooth[k](doubled(self.narrow[k](decoded[-1])) + self.lateral[k](features[k])))
        return decoded

    def forward(self, x, aux: bool = False):
        decoded = self.decoded(x)
        logits = doubled(self.head(decoded[-1]))
        return (logits, [head(y) for head, y in zip(self.aux, decoded)]) if aux else logits
