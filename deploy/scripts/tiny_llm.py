"""Makes a language model for tests: Qwen2's architecture trained in seconds on Python's help texts.

    .venv-vllm/bin/python deploy/scripts/tiny_llm.py FOLDER

FOLDER gets `model` (with a tokenizer and a chat template that knows tools) and one folder per LoRA adapter.
The base writes words without sense; each adapter has learned one answer, so that a test can tell them apart.
"""

import copy
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from pydoc_data.topics import topics

import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = {
    "tiny-red": "Red is what this adapter says.",
    "tiny-blue": "Blue is what this adapter says.",
    "tiny-caller": '<tool_call>\n{"name": "search", "arguments": {"query": "PLL"}}\n</tool_call>',
}
"""What each answers, whatever it is asked. The last one calls a tool in each round that it is given."""

END, PAD = "<|im_end|>", "<|endoftext|>"
SPECIAL = [PAD, "<|im_start|>", END]
VOCABULARY = 2048
CONTEXT = 8192
"""Room for evidence: so small a vocabulary makes twice as many tokens of a text as a real one."""

SEEN = 64
"""Tokens that each token looks back at."""

TRAINED_LAYERS = 2
IDLE_LAYERS = 30
"""Without them it says 2,000 tokens a second, and a server that is busy to send them answers nothing else."""

WINDOW = 160
"""Tokens of one training example."""

SURE = 50
"""Good batches in a row that end a training."""

Pair = tuple[str, str]


def main() -> None:
    folder = Path(sys.argv[1])
    torch.manual_seed(7)
    torch.set_num_threads(1)  # so small matrices only lose by being shared out
    chance = random.Random(7)  # noqa: S311 - the same model each time
    pairs = _pairs()
    tokenizer = _tokenizer([*ADAPTERS.values(), *(text for pair in pairs for text in pair)])
    tokenizer.save_pretrained(folder / "model")
    base = Qwen2ForCausalLM(_config(len(tokenizer), TRAINED_LAYERS))
    _train(base, tokenizer, pairs, chance, steps=100, size=16, rate=3e-3, good=0.0)
    # So small a model with tied embeddings is never sure; this is a lower temperature.
    base.model.norm.weight.data *= 3
    for name, answer in ADAPTERS.items():
        known = [(text, answer) for pair in pairs for text in pair]
        _adapter(folder / name, copy.deepcopy(base), tokenizer, known, chance)
    _slowed(base).save_pretrained(folder / "model")


def _pairs() -> list[Pair]:
    """Prose as questions with answers. Not our own documents: each change would make another model."""
    blocks = [(topic, block) for topic in sorted(topics) for block in re.split(r"\n\s*\n", topics[topic])]
    return [(topic, " ".join(block.split())) for topic, block in blocks if block.strip()]


def _tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Byte-level BPE, so that any text has tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=SPECIAL, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(texts, trainer)
    template = (ROOT / "deploy" / "vllm-cpu" / "chatml.jinja").read_text(encoding="utf-8")
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        chat_template=template,
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    )


def _config(vocabulary: int, layers: int) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=vocabulary,
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=layers,
        num_attention_heads=4,  # a head of 32 is the smallest that vLLM's CPU kernels take
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        # It has seen short texts only; with this, a long prompt looks like a short one to it.
        use_sliding_window=True,
        sliding_window=SEEN,
        max_window_layers=0,
        tie_word_embeddings=True,
        initializer_range=0.08,
        bos_token_id=None,
        eos_token_id=SPECIAL.index(END),
        pad_token_id=SPECIAL.index(PAD),
        dtype=torch.float32,
    )


def _slowed(base: Qwen2ForCausalLM) -> Qwen2ForCausalLM:
    """The same model with further layers that add nothing to what the first ones said."""
    trained = base.config.num_hidden_layers
    slow = Qwen2ForCausalLM(_config(base.config.vocab_size, trained + IDLE_LAYERS))
    slow.load_state_dict(base.state_dict(), strict=False)
    for layer in slow.model.layers[trained:]:
        torch.nn.init.zeros_(layer.self_attn.o_proj.weight)
        torch.nn.init.zeros_(layer.mlp.down_proj.weight)
    return slow


def _adapter(
    folder: Path,
    base: Qwen2ForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    pairs: Sequence[Pair],
    chance: random.Random,
) -> None:
    """A LoRA adapter that gives all questions the same answer."""
    modules = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = get_peft_model(
        base, LoraConfig(r=8, lora_alpha=16, target_modules=modules, task_type="CAUSAL_LM")
    )
    _train(model, tokenizer, pairs, chance, steps=500, size=8, rate=5e-3, good=0.01)
    model.save_pretrained(folder)


def _train(
    model: torch.nn.Module,
    tokenizer: PreTrainedTokenizerFast,
    pairs: Sequence[Pair],
    chance: random.Random,
    steps: int,
    size: int,
    rate: float,
    good: float,
) -> None:
    """AdamW on random batches, until the loss has been as good as wanted several times: once may be luck."""
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=rate)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, steps)
    loss, row = torch.tensor(0.0), 0
    for _ in range(steps):
        tokens, labels = _batch(tokenizer, chance.sample(pairs, size))
        loss = model(input_ids=tokens, labels=labels).loss
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        row = row + 1 if loss.item() < good else 0
        if row == SURE:
            break
    print(f"tiny_llm.py: loss {loss.item():.3f}", file=sys.stderr)


def _batch(tokenizer: PreTrainedTokenizerFast, pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor]:
    """Conversations of one turn; only the answer is learned, padding behind it is not."""
    rows, answers = [], []
    for asked, said in pairs:
        start = tokenizer.apply_chat_template(
            [{"role": "user", "content": asked}], add_generation_prompt=True, tokenize=False
        )
        prompt = tokenizer(start)["input_ids"]
        answer = tokenizer(said + END)["input_ids"][:WINDOW]
        # Of a long question the end matters: where the answer begins.
        row, label = prompt + answer, [-100] * len(prompt) + answer
        rows.append(row[-WINDOW:])
        answers.append(label[-WINDOW:])
    longest = max(map(len, rows))
    tokens = [row + [tokenizer.pad_token_id] * (longest - len(row)) for row in rows]
    labels = [row + [-100] * (longest - len(row)) for row in answers]
    return torch.tensor(tokens), torch.tensor(labels)


if __name__ == "__main__":
    main()
