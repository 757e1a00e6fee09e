"""Which tokens of a conversation are learnt, for any template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.training.masking import IGNORED, TemplateError, labelled


class Letters:
    """A tokenizer of one token a letter, with a plain template."""

    def apply_chat_template(self, conversation, *, tokenize, add_generation_prompt, return_dict):
        text = "".join(f"<{one['role'][0]}>{one['content']}</>" for one in conversation)
        return [ord(letter) for letter in text + ("<a>" if add_generation_prompt else "")]


class Forgetful(Letters):
    """A template that leaves the thoughts of earlier answers out, as those of reasoning models do."""

    def apply_chat_template(self, conversation, *, tokenize, add_generation_prompt, return_dict):
        shown = [
            {
                **one,
                "content": ""
                if one["role"] == "assistant" and at + 2 < len(conversation)
                else one["content"],
            }
            for at, one in enumerate(conversation)
        ]
        return super().apply_chat_template(
            shown, tokenize=tokenize, add_generation_prompt=add_generation_prompt, return_dict=return_dict
        )


TALK = [
    {"role": "system", "content": "rules"},
    {"role": "user", "content": "one?"},
    {"role": "assistant", "content": "first"},
    {"role": "user", "content": "two?"},
    {"role": "assistant", "content": "second"},
]


def _learnt(labels):
    return "".join(chr(label) for label in labels if label != IGNORED)


@pytest.mark.parametrize(("learn", "text"), [("last", "second</>"), ("answers", "first</>second</>")])
def test_only_answers_and_their_end_are_learnt(learn, text):
    assert _learnt(labelled(Letters(), TALK, learn).labels) == text


def test_all_learns_prompts_too():
    made = labelled(Letters(), TALK, "all")
    assert made.labels == made.input_ids


def test_a_template_that_rewrites_its_history_is_refused():
    with pytest.raises(TemplateError, match="chat template"):
        labelled(Forgetful(), TALK, "answers")


@given(
    st.lists(
        st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=12), min_size=1, max_size=5
    )
)
def test_labels_are_tokens_or_ignored_and_answers_stand_whole(answers):
    talk = [
        message
        for answer in answers
        for message in ({"role": "user", "content": "q"}, {"role": "assistant", "content": answer})
    ]
    made = labelled(Letters(), talk, "answers")
    assert len(made.labels) == len(made.input_ids)
    assert all(label in (IGNORED, token) for label, token in zip(made.labels, made.input_ids, strict=True))
    assert _learnt(made.labels) == "".join(f"{answer}</>" for answer in answers)
