"""How much memory a run needs, worked out from the model's shape before anything is loaded. Pure.

What is counted: weights, gradients, the optimizer's states, activations kept for the backward pass, logits,
and what the runtime holds. Of mixed precision and Adam: Rajbhandari et al., ZeRO (2020); of activations:
Korthikanti et al. (2022), with an attention that never writes its matrix (FlashAttention, SDPA).
`docs/finetune.md` compares the figures with published ones.
"""

from dataclasses import dataclass

GB = 1e9
RUNTIME = {"cuda": 1.5 * GB, "cpu": 0.4 * GB}
"""CUDA's context and kernels with the allocator's waste; Python with torch."""
STATES = 8
"""Adam's two moments in 32 bit."""
NF4 = 0.5 + 0.127 / 8
"""Bytes of a parameter: 4 bits, and the block's constant after double quantization (Dettmers et al., 2023).
"""
LAYER = 34
"""Bytes per token and hidden unit of a layer's activations in 16 bit, without attention's matrix."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A model with what is trained of it."""

    parameters: int
    trainable: int
    embedding: int
    """Parameters of embeddings and head, which quantization leaves as they are."""
    layers: int
    hidden: int
    vocabulary: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How it is trained."""

    batch: int
    length: int
    bytes: float = 2
    """Of a weight: 4, 2, 1, or `NF4`."""
    computed: int = 2
    """Bytes of an activation."""
    master: bool = False
    """Whether trained weights have a 32-bit copy beside a 16-bit one (DeepSpeed's mixed precision)."""
    checkpointing: bool = True
    zero: int = 0
    processes: int = 1
    offload: bool = False
    """Optimizer states in the host's memory (ZeRO-Offload)."""
    offload_weights: bool = False
    reference: bool = False
    """Whether a second copy of the frozen weights is held; an adapter needs none."""
    device: str = "cuda"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes on each device."""

    weights: float
    gradients: float
    optimizer: float
    activations: float
    logits: float
    runtime: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.weights + self.gradients + self.optimizer + self.activations + self.logits + self.runtime

    def lines(self) -> list[str]:
        """For a person."""
        parts = {
            "weights": self.weights,
            "gradients": self.gradients,
            "optimizer": self.optimizer,
            "activations": self.activations,
            "logits": self.logits,
            "runtime": self.runtime,
            "total": self.total,
        }
        return [f"{name:<12}{value / GB:8.2f} GB" for name, value in parts.items()]


def estimate(shape: Shape, plan: Plan) -> Estimate:
    """Bytes on each device."""
    spread = plan.processes
    sharded = {1: (1, 1, spread), 2: (1, spread, spread), 3: (spread, spread, spread)}.get(
        plan.zero, (1, 1, 1)
    )
    weights, gradients, states = sharded
    trained = shape.trainable * plan.bytes if shape.trainable == shape.parameters else shape.trainable * 4
    frozen = _frozen(shape, plan)
    copies = 4 if plan.master else 0
    held = 0.0 if plan.offload_weights else (frozen + trained) / weights
    reference = shape.parameters * plan.bytes / weights if plan.reference else 0.0
    tokens = plan.batch * plan.length
    return Estimate(
        weights=held + reference,
        gradients=shape.trainable * (2 if plan.master else 4) / gradients,
        optimizer=0.0 if plan.offload else shape.trainable * (STATES + copies) / states,
        activations=_activations(shape, plan, tokens),
        logits=_logits(shape, plan, tokens),
        runtime=RUNTIME[plan.device],
    )


def _frozen(shape: Shape, plan: Plan) -> float:
    if shape.trainable == shape.parameters:
        return 0.0
    frozen = shape.parameters - min(shape.trainable, shape.parameters)
    if plan.bytes >= 2:
        return frozen * plan.bytes
    return (frozen - shape.embedding) * plan.bytes + shape.embedding * 2


def _activations(shape: Shape, plan: Plan, tokens: int) -> float:
    """With checkpointing each layer keeps its input, and one layer at a time is computed again."""
    scale = plan.computed / 2
    layer = LAYER * tokens * shape.hidden * scale
    if not plan.checkpointing:
        return layer * shape.layers
    return plan.computed * tokens * shape.hidden * shape.layers + layer


def _logits(shape: Shape, plan: Plan, tokens: int) -> float:
    """As computed, once more in 32 bit for the loss, and their gradient."""
    return tokens * shape.vocabulary * (plan.computed + 4 + plan.computed)
