"""Checks inside the training environment: `python -m tests.integration.finetune.inside NAME FOLDER`.

A failed assertion is the failure of the test that asked for it; its log has the traceback.
"""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch

from finetune.training.config import AdapterConfig, ConfigError, Method, TrainingConfig


def adapters(folder: Path) -> None:
    """Every kind of adapter that a configuration can name is built on a model and trains only itself."""
    from peft import get_peft_model

    from finetune.training.adapters import adapter_config

    kinds = [
        AdapterConfig(kind="lora", r=4),
        AdapterConfig(kind="dora", r=4, target=["q_proj"]),
        AdapterConfig(kind="ia3"),
        AdapterConfig(kind="prefix", r=5),
        AdapterConfig(kind="other", peft_type="vera", options={"r": 4, "target_modules": ["q_proj"]}),
    ]
    for kind in kinds:
        adapted = get_peft_model(_model(folder), adapter_config(kind))
        trained, total = adapted.get_nb_trainable_parameters()
        assert 0 < trained < total / 2, kind
    lora = adapter_config(kinds[0])
    assert (lora.lora_alpha, lora.r) == (8, 4)
    assert adapter_config(kinds[1]).use_dora
    assert adapter_config(AdapterConfig(kind="full")) is None
    refused = ""
    try:
        adapter_config(AdapterConfig(options={"no_such": 1}))
    except ConfigError as error:
        refused = str(error)
    assert "no_such" in refused


def layouts(folder: Path) -> None:
    """Our accelerate and DeepSpeed files are read by accelerate itself, and say what their names say."""
    from accelerate.commands.config.config_args import load_config_from_file
    from accelerate.utils.deepspeed import HfDeepSpeedConfig

    from finetune.training.launch import layouts as ours

    for name, path in ours().items():
        made = load_config_from_file(str(path))
        if name.startswith("zero"):
            assert made.deepspeed_config["zero_stage"] == int(name[4]), name
            device = made.deepspeed_config["offload_optimizer_device"]
            assert (device == "cpu") == name.endswith("offload"), name
    folder_of_files = Path(str(files("finetune.training") / "deepspeed"))
    for path in folder_of_files.glob("*.json"):
        config = HfDeepSpeedConfig(str(path))
        assert config.get_value("zero_optimization.stage") == int(path.stem[4]), path
        assert config.is_offload() == path.stem.endswith("offload"), path
        assert config.is_zero3() == (path.stem[4] == "3"), path


def packing(folder: Path) -> None:
    """Packed examples do not see one another: their loss is that of the same examples alone."""
    from finetune.training.loading import load_tokenizer
    from finetune.training.tables import load_parts
    from finetune.training.trainers import build_trainer

    losses = []
    for packed in (False, True):
        config = _config(folder, packing=packed, steps=1)
        tokenizer = load_tokenizer(config)
        trainer = build_trainer(config, Method.SFT, tokenizer, load_parts(config, Method.SFT, tokenizer), [])
        trainer.model.eval()
        weighed = count = 0.0
        for batch in trainer.get_train_dataloader():
            with torch.inference_mode():
                loss = trainer.compute_loss(trainer.model, dict(batch))
            tokens = int((batch["labels"] != -100).sum())
            weighed, count = weighed + float(loss) * tokens, count + tokens
        losses.append(weighed / count)
    assert abs(losses[0] - losses[1]) < 1e-3, losses


def answers(folder: Path) -> None:
    """What SFT learns of the dataset's first example is its answer and nothing else."""
    from finetune.training.loading import load_tokenizer
    from finetune.training.tables import load_parts

    config = _config(folder)
    tokenizer = load_tokenizer(config)
    parts = load_parts(config, Method.SFT, tokenizer)
    first = parts.train[0]
    text = tokenizer.decode([label for label in first["labels"] if label != -100])
    assert text == "R32_CTLR0 is at 0x40001000 [1].<|im_end|>\n", text
    assert parts.left_out == 0
    short = _config(folder, length=len(first["input_ids"]))
    for method in (Method.SFT, Method.DPO, Method.KTO):
        assert load_parts(short, method, tokenizer).left_out > 0, method


def exports(folder: Path) -> None:
    """Merged weights say what base and adapter say together; the GGUF has the adapter's tensors and scale."""
    from gguf import GGUFReader
    from peft import PeftModel

    from finetune.exporting.gguf import adapter_to_gguf
    from finetune.exporting.merging import largest_difference, merge

    adapter, merged = folder / "runs" / "sft-whole" / "final", folder / "merged"
    merge(folder / "model", adapter, merged)
    together = PeftModel.from_pretrained(_model(folder), adapter)
    ids = list(range(5, 40))
    assert largest_difference(together, _model(folder), ids) > 1e-3, "the adapter changes nothing"
    assert largest_difference(together, _model(folder, "merged"), ids) < 1e-4
    adapter_to_gguf(adapter, folder / "model", folder / "adapter.gguf", "f32")
    reader = GGUFReader(folder / "adapter.gguf")
    names = {tensor.name for tensor in reader.tensors}
    assert "blk.0.attn_q.weight.lora_a" in names
    assert reader.fields["adapter.lora.alpha"].contents() == 16.0


def vectors(folder: Path) -> None:
    """The sum holds what both siblings changed, and leaves the embeddings alone."""
    from finetune.exporting.merging import save
    from finetune.exporting.vectors import add_chat_vector

    for name, by in (("chat", 0.01), ("domain", 0.03)):
        moved = _model(folder)
        with torch.no_grad():
            for tensor in moved.parameters():
                tensor.add_(by)
        save(moved, folder / "model", folder / name)
    assert add_chat_vector(folder / "model", folder / "chat", folder / "domain", folder / "sum") > 10
    base, made = (dict(_model(folder, name).named_parameters()) for name in ("model", "sum"))
    for name, tensor in made.items():
        by = 0.03 if "embed_tokens" in name else 0.04
        assert torch.allclose(tensor, base[name] + by, atol=1e-5), name


def estimate(folder: Path) -> None:
    """The shape that the estimate is made of is the model's own."""
    from finetune.training.sizing import shape_of

    model = _model(folder)
    made = shape_of(_config(folder, adapter=AdapterConfig(kind="full")))
    assert made.parameters == made.trainable == model.num_parameters()
    lora = shape_of(_config(folder, adapter=AdapterConfig(r=8, target=["q_proj"])))
    assert lora.trainable == 2 * 8 * (64 + 64)  # two layers, each with a matrix down and one up


def _model(folder: Path, name: str = "model") -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder / name, dtype=torch.float32).eval()


def _config(folder: Path, **more: Any) -> TrainingConfig:
    paths = {
        "dataset": folder / "dataset" / "1",
        "base": folder / "model",
        "output": folder / "runs" / "inside",
    }
    return TrainingConfig(
        **{"batch": 4, "accumulation": 1, "length": 512, "checkpointing": False, **paths, **more}
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    globals()[sys.argv[1]](Path(sys.argv[2]))
