"""The training loop that all networks share: AdamW, a schedule in steps, a moving average of the weights, and
checkpoints from which a run that was cut off, killed or lengthened goes on."""

import copy
import math
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True)
class Schedule:
    """How long and how fast, in steps, so that runs add up whatever else the machine does.

    warm_up in steps; the rate stays as it is until it falls, as a half cosine, over the last `fall` of the steps: with
    less than 1 a run can be lengthened at any time before. `average` is the decay of the weights' moving average;
    `report` and `save` in seconds.
    """

    steps: int
    rate: float = 2e-3
    decay: float = 0.03
    warm_up: int = 300
    fall: float = 1.0
    average: float = 0.998
    clip: float = 2.0
    report: float = 60
    save: float = 120

    def rate_at(self, step: int) -> float:
        left = min(1.0, max(0.0, 1 - step / self.steps) / self.fall)
        cosine = 0.5 * (1 - math.cos(math.pi * left))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (0.99 * cosine + 0.01)


Batch = tuple[torch.Tensor, ...]


class _Endless(IterableDataset):
    """Batches by a maker of one batch: (random source, step) to tensors; worker k makes every k-th step's."""

    def __init__(self, make: Callable[[random.Random, int], Batch], seed: int, start: int):
        self.make, self.seed, self.start = make, seed, start

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        own, count = (info.id, info.num_workers) if info else (0, 1)
        if info:
            torch.set_num_threads(1)
        step = self.start + own
        while True:
            yield self.make(random.Random(self.seed * 1_000_003 + step), step)
            step += count


def device_of(wish: str) -> torch.device:
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if wish == "auto" else wish)


def _halves(device: torch.device) -> bool:
    """Whether bfloat16 pays: on GPUs, and on CPUs with 512-bit vectors; with 256 bits it is emulated and slower."""
    return device.type != "cpu" or torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "AVX2")


class _Average:
    """Exponential mean of a network's weights; whole numbers (batch counts) are copied."""

    def __init__(self, net: nn.Module):
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        pairs = list(zip(self.net.state_dict().values(), net.state_dict().values()))
        self.means, self.latest = map(list, zip(*[p for p in pairs if p[0].dtype.is_floating_point]))
        self.copies = [p for p in pairs if not p[0].dtype.is_floating_point]

    @torch.no_grad()
    def follow(self, keep: float) -> None:
        torch._foreach_lerp_(self.means, self.latest, 1 - keep)
        for copied, latest in self.copies:
            copied.copy_(latest)


def _written(state: dict, file: Path) -> None:
    """Whole or not at all, whenever the process or the machine stops."""
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        torch.save(state, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def train(
    net: nn.Module,
    make: Callable[[random.Random, int], Batch],
    loss: Callable[[nn.Module, Batch], torch.Tensor],
    schedule: Schedule,
    *,
    folder: Path,
    seed: int,
    device: torch.device,
    workers: int,
    evaluate: Callable[[nn.Module], dict] | None = None,
    evaluate_every: int = 4000,
) -> nn.Module:
    """Trains and gives back the averaged network in eval mode. Every step's batch depends on seed and step alone.

    `folder` keeps the checkpoint, and in it the figures of every look that `evaluate` took, [(step, figures)].
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / CHECKPOINT
    net = net.to(device, memory_format=torch.channels_last)
    average = _Average(net)
    weights = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": weights, "weight_decay": schedule.decay}, {"params": others, "weight_decay": 0.0}],
        lr=schedule.rate,
        fused=True,
    )
    step, samples, spent, looks = 0, 0, 0.0, []
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        net.load_state_dict(state["net"])
        average.net.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"].cpu())
        step, samples, spent, looks = state["step"], state["samples"], state["seconds"], state["looks"]
        print(f"goes on at step {step}", flush=True)

    def save() -> None:
        state = {"net": net.state_dict(), "average": average.net.state_dict(), "optimiser": optimiser.state_dict()}
        state |= {"step": step, "samples": samples, "seconds": spent + time.monotonic() - began, "looks": looks}
        _written(state | {"random": torch.get_rng_state()}, checkpoint)

    endless = _Endless(make, seed, step)
    batches = iter(DataLoader(endless, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None))
    began = reported = saved = time.monotonic()
    running, since, before = torch.zeros((), device=device), 0, samples
    while step < schedule.steps:
        batch = tuple(t.to(device, non_blocking=True) for t in next(batches))
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate_at(step)
        net.train()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=_halves(device)):
            value = loss(net, batch)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), schedule.clip)
        optimiser.step()
        average.follow(min(schedule.average, (step + 1) / (step + 20)))
        step += 1
        samples += len(batch[0])
        running += value.detach()
        since += 1
        if evaluate and step % evaluate_every == 0 and step < schedule.steps:
            looks.append((step, evaluate(average.net)))
        now = time.monotonic()
        if now - reported >= schedule.report or step == schedule.steps:
            print(
                f"{(spent + now - began) / 60:6.1f} min  step {step}/{schedule.steps}  {samples} samples"
                f"  {(samples - before) / (now - reported):.0f}/s  rate {schedule.rate_at(step):.5f}"
                f"  loss {float(running) / since:.4f}" + (f"  at step {looks[-1][0]}: {looks[-1][1]}" if looks else ""),
                flush=True,
            )
            running, since, before, reported = torch.zeros((), device=device), 0, samples, now
        if now - saved >= schedule.save:
            save()
            saved = now
    save()
    print(f"trained {(spent + time.monotonic() - began) / 60:.1f} minutes, {step} steps, {samples} samples", flush=True)
    return average.net
