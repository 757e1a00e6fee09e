"""The estimate against figures that others have published."""

import pytest

from finetune.training.memory import GB, NF4, Plan, Shape, estimate

SEVEN = Shape(6_738_415_616, 6_738_415_616, 2 * 32000 * 4096, 32, 4096, 32000)
"""Llama 2 7B."""
ZERO = Shape(7_500_000_000, 7_500_000_000, 0, 1, 1, 1)
"""The model of ZeRO's table 1, of which only the parameters count there."""


QWEN = Shape(7_721_324_544, 7_721_324_544, 2 * 151936 * 4096, 32, 4096, 151936)
"""Qwen 7B, the first one, whose authors measured training at many lengths."""
QWEN_LORA = 32 * 64 * (4096 + 12288 + 8192 + 15104 * 3)
"""Their adapter: r 64 on c_attn, c_proj, w1 and w2."""


def _lora(shape, r=16):
    """All linear layers of Llama 2 7B: per layer 4 of 4096 x 4096 and 3 of 4096 x 11008."""
    trained = 32 * r * (4 * 2 * 4096 + 3 * (4096 + 11008))
    return Shape(
        shape.parameters + trained, trained, shape.embedding, shape.layers, shape.hidden, shape.vocabulary
    )


@pytest.mark.parametrize(("stage", "published"), [(0, 120.0), (1, 31.4), (2, 16.6), (3, 1.9)])
def test_states_of_zero_are_those_of_its_paper(stage, published):
    """Rajbhandari et al. (2020), table 1: 7.5 billion parameters on 64 GPUs, GB on each."""
    made = estimate(ZERO, Plan(1, 1, 2, 2, master=True, zero=stage, processes=64 if stage else 1))
    states = (made.weights + made.gradients + made.optimizer) / GB
    assert states == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize(
    ("shape", "plan", "published"),
    [
        (SEVEN, Plan(1, 512, 2, 2, master=True), 120.0),
        (_lora(SEVEN), Plan(1, 512, 2, 2), 16.0),
        (_lora(SEVEN), Plan(1, 512, 1, 2), 10.0),
        (_lora(SEVEN), Plan(1, 512, NF4, 2), 6.0),
    ],
    ids=["full", "lora", "int8", "nf4"],
)
def test_a_seven_billion_model_needs_about_what_llama_factory_says(shape, plan, published):
    """LLaMA-Factory's table of hardware requirements, which rounds."""
    assert estimate(shape, plan).total / GB == pytest.approx(published, rel=0.2)


@pytest.mark.parametrize(
    ("bytes_", "published"),
    [
        (NF4, {256: 11.5, 512: 11.5, 1024: 12.3, 2048: 13.9, 4096: 16.9, 8192: 23.5}),
        (2, {256: 20.1, 512: 20.4, 1024: 21.5, 2048: 23.8, 4096: 29.7, 8192: 36.6}),
    ],
    ids=["nf4", "lora"],
)
def test_longer_texts_need_what_qwens_authors_measured(bytes_, published):
    """README of Qwen 7B, batch 1, checkpointing; a large vocabulary makes logits the largest part."""
    parameters = QWEN.parameters + QWEN_LORA
    shape = Shape(parameters, QWEN_LORA, QWEN.embedding, QWEN.layers, QWEN.hidden, QWEN.vocabulary)
    for length, measured in published.items():
        assert estimate(shape, Plan(1, length, bytes_)).total / GB == pytest.approx(measured, rel=0.15), (
            length
        )


def test_offload_leaves_only_what_is_computed():
    near = estimate(SEVEN, Plan(1, 512, 2, 2, master=True, zero=3, processes=8))
    far = estimate(
        SEVEN, Plan(1, 512, 2, 2, master=True, zero=3, processes=8, offload=True, offload_weights=True)
    )
    assert far.optimizer == far.weights == 0
    assert far.total < near.total


def test_more_tokens_need_more():
    short, long = (estimate(_lora(SEVEN), Plan(1, length, NF4)) for length in (512, 4096))
    kept = estimate(_lora(SEVEN), Plan(1, 4096, NF4, checkpointing=False))
    assert short.total < long.total < kept.total
