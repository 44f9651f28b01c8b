"""What directions say together 网: a layer of bends between where a message and its first words point, and its label. Weights by
themselves add up what each number says; here “公积金” beside “贷款” may mean something else than the two apart.

Asking is two products of NumPy. Learning: steps against the gradient (Adam; Kingma, Ba 2015), some numbers and bends left out at
random in each step (Srivastava et al. 2014), every label kept a little in doubt (Szegedy et al. 2016). The same rows and seed give
the same net.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.reading import Floats

SHARE = 0.3  # of what it says, beside the weights; from 0.25 to 0.5 it makes little difference
NETS = 3  # learned apart and joined into one: each by itself errs a little at random
BENDS = 100
ROUNDS = 12
BATCH = 96
PACE, WARMING = 3e-3, 50
LEFT_OUT, BENDS_LEFT_OUT = 0.2, 0.5
DOUBT = 0.1
DECAY = 1e-4


@dataclass(frozen=True, kw_only=True)
class Net:
    """`inner`: one row a number of the two directions, one column a bend; `outer`: one row a bend, one column a label."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, pointed: Floats, begun: Floats) -> Floats:
        """Of messages by where they, and their first words, point: one row a message, one column a label, to be added to what the
        weights say."""
        pointed = np.concatenate([pointed, begun], axis=1)
        return np.asarray(np.maximum(pointed @ self.inner + self.inner_bias, 0) @ self.outer + self.outer_bias)


def learn_net(pointed: Floats, begun: Floats, wanted: NDArray[np.int64], size: int, seed: int) -> Net:
    """Of messages by where they, and their first words, point; rarer labels count more."""
    chance = np.random.default_rng(seed)
    pointed = np.concatenate([pointed, begun], axis=1)
    width = pointed.shape[1]
    scale = np.float32(np.sqrt(width / max(1e-9, float((pointed**2).sum(axis=1).mean()))))
    aims = np.full((len(wanted), size), DOUBT / size, dtype=np.float32)
    aims[np.arange(len(wanted)), wanted] += 1 - DOUBT
    matters = (1 / np.sqrt(np.maximum(1, np.bincount(wanted, minlength=size))))[wanted]
    matters = (matters / matters.mean()).astype(np.float32)[:, None]
    nets = [_learn_one(pointed * scale, aims, matters, chance) for _ in range(NETS)]
    inner, inner_bias, outer, outer_bias = zip(*nets, strict=True)
    return Net(
        inner=np.concatenate(inner, axis=1) * scale,
        inner_bias=np.concatenate(inner_bias),
        outer=np.concatenate(outer) * np.float32(SHARE / NETS),
        outer_bias=np.sum(outer_bias, axis=0) * np.float32(SHARE / NETS),
    )


def _learn_one(pointed: Floats, aims: Floats, matters: Floats, chance: np.random.Generator) -> list[Floats]:
    """Inner weights and biases, outer weights and biases."""
    width, size = pointed.shape[1], aims.shape[1]
    values = [
        chance.normal(0, np.sqrt(2 / width), (width, BENDS)).astype(np.float32),
        np.zeros(BENDS, dtype=np.float32),
        chance.normal(0, np.sqrt(1 / BENDS), (BENDS, size)).astype(np.float32),
        np.zeros(size, dtype=np.float32),
    ]
    stepper = _Stepper(values, steps=ROUNDS * -(-len(aims) // BATCH))
    while stepper.is_open:
        order = chance.permutation(len(aims))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            shown = pointed[some] * _kept(chance, (len(some), width), LEFT_OUT)
            open_ = _kept(chance, (len(some), BENDS), BENDS_LEFT_OUT)
            stepper.step(_gradient(values, shown, open_, aims[some], matters[some]))
    return values


def _kept(chance: np.random.Generator, shape: tuple[int, int], left_out: float) -> Floats:
    """Noughts at random; what is kept grows so that the sum stays."""
    return (chance.random(shape, dtype=np.float32) > left_out).astype(np.float32) / np.float32(1 - left_out)


def _gradient(values: list[Floats], shown: Floats, open_: Floats, aims: Floats, matters: Floats) -> list[Floats]:
    """Of the cross-entropy between shares and aims."""
    inner, inner_bias, outer, outer_bias = values
    bent = shown @ inner + inner_bias
    passed = np.maximum(bent, 0) * open_
    said = passed @ outer + outer_bias
    said = np.exp(said - said.max(axis=1, keepdims=True))
    missed = (said / said.sum(axis=1, keepdims=True) - aims) * matters / np.float32(len(shown))
    back = (missed @ outer.T) * open_ * (bent > 0)
    decay = np.float32(DECAY)
    return [shown.T @ back + decay * inner, back.sum(axis=0), passed.T @ missed + decay * outer, missed.sum(axis=0)]


class _Stepper:
    """Changes values in place, slower and slower."""

    def __init__(self, values: list[Floats], steps: int) -> None:
        self._values, self._steps, self._done = values, steps, 0
        self._way = [np.zeros_like(value) for value in values]
        self._swing = [np.zeros_like(value) for value in values]

    @property
    def is_open(self) -> bool:
        return self._done < self._steps

    def step(self, gradient: list[Floats]) -> None:
        self._done += 1
        pace = PACE * min(1, self._done / WARMING) * max(0.0, 1 - self._done / self._steps)
        for value, way, swing, slope in zip(self._values, self._way, self._swing, gradient, strict=True):
            way += np.float32(0.1) * (slope - way)
            swing += np.float32(0.001) * (slope * slope - swing)
            level = np.sqrt(swing / np.float32(1 - 0.999**self._done)) + np.float32(1e-8)
            value -= np.float32(pace / (1 - 0.9**self._done)) * way / level
