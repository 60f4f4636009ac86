"""The training loop that all networks share: AdamW, warm-up and cosine, bfloat16, a moving average of the weights,
and checkpoints from which a cut-off run goes on."""

import copy
import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    warm_up in steps; `average` is the decay of the weights' moving average; `report` and `save` in steps.
    """

    steps: int
    rate: float = 2e-3
    decay: float = 0.03
    warm_up: int = 300
    average: float = 0.998
    clip: float = 2.0
    report: int = 500
    save: int = 500

    def rate_at(self, step: int) -> float:
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, step / self.steps)))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (0.99 * cosine + 0.01)


Batch = tuple[torch.Tensor, ...]


class _Endless(IterableDataset):
    """Batches by a maker of one batch: (random source, step) to tensors; worker k makes every k-th step's."""

    def __init__(self, make: Callable[[random.Random, int], Batch], seed: int, start: int):
        self.make, self.seed, self.start = make, seed, start

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        own, count = (info.id, info.num_workers) if info else (0, 1)
        torch.set_num_threads(1)
        step = self.start + own
        while True:
            yield self.make(random.Random(self.seed * 1_000_003 + step), step)
            step += count


def device_of(wish: str) -> torch.device:
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if wish == "auto" else wish)


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
    """Trains and gives back the averaged network in eval mode. Every step's batch depends on seed and step alone."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    net = net.to(device, memory_format=torch.channels_last)
    average = copy.deepcopy(net).eval().requires_grad_(False)
    weights = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": weights, "weight_decay": schedule.decay}, {"params": others, "weight_decay": 0.0}], lr=schedule.rate
    )
    step = 0
    spent = 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["seconds"]
        print(f"goes on at step {step}", flush=True)

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save({**state, "step": step, "seconds": spent + time.time() - began}, part)
        part.replace(checkpoint)

    batches = iter(
        DataLoader(_Endless(make, seed, step), batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None)
    )
    began, running, samples = time.time(), [], 0
    while step < schedule.steps:
        batch = tuple(t.to(device, non_blocking=True) for t in next(batches))
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate_at(step)
        net.train()
        with torch.autocast(device.type, dtype=torch.bfloat16):
            value = loss(net, batch)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), schedule.clip)
        optimiser.step()
        keep = min(schedule.average, (step + 1) / (step + 20))
        with torch.no_grad():
            for mean, now in zip(average.state_dict().values(), net.state_dict().values()):
                if mean.dtype.is_floating_point:
                    mean.lerp_(now, 1 - keep)
                else:
                    mean.copy_(now)
        step += 1
        samples += len(batch[0])
        running.append(float(value.detach()))
        if step % schedule.report == 0:
            seconds = time.time() - began
            print(
                f"{(spent + seconds) / 60:6.1f} min  step {step}/{schedule.steps}  rate {schedule.rate_at(step):.5f}"
                f"  loss {np.mean(running[-schedule.report :]):.4f}  {samples / seconds:.1f} samples/s",
                flush=True,
            )
        if step % schedule.save == 0:
            save()
        if evaluate and step % evaluate_every == 0 and step < schedule.steps:
            print(f"        {evaluate(average)}", flush=True)
    save()
    print(f"trained {(spent + time.time() - began) / 60:.1f} minutes, {step} steps", flush=True)
    return average
