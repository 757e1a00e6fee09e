"""What a language model is told: versioned files per language and intent, and the message with the evidence.

Pure. What never changes comes first (rules, then the intent, then the conversation) and what changes with
every question last, so that a server's prefix cache holds for all of it.
"""

from app.chat.prompts.building import (
    VERSION,
    Material,
    agent_rules,
    conversation,
    instructions,
    pass_through,
    retry,
    system_prompt,
)

__all__ = [
    "VERSION",
    "Material",
    "agent_rules",
    "conversation",
    "instructions",
    "pass_through",
    "retry",
    "system_prompt",
]
