"""Part C of the phrasings for `benchmarks.verification`: never looked at while rules are mended.

Written when both other halves had been tuned on, before any failure in it was seen, and only measured since.
"""

UNSEEN: dict[str, dict[str, tuple[str, ...]]] = {
    "bits": {
        "en": (
            "On this chip {field} can be found at {value} inside {reg} [{n}].",
            "You have to look at {value} in {reg}, which the manual calls {field} [{n}].",
            "1. Open {reg}.\n2. Use {field} ({value}) [{n}].",
        ),
        "zh": (
            "手册中，{reg} 寄存器的{value}名为 {field}[{n}]。",
            "对 {field} 来说，它属于 {reg}，所在位置为{value}。",
        ),
    },
    "two": {
        "en": (
            "Both are in {reg}: {field} takes {value}; {field2} takes {value2} [{n}].",
            "While {field} uses {value}, {field2} uses {value2}.",
        ),
        "zh": ("两者都在 {reg} 里：{field} 为{value}；{field2} 为{value2}[{n}]。",),
    },
    "address": {
        "en": (
            "The manual lists {reg} under the address {value} [{n}].",
            "Point your debugger at {value} to watch {reg} [{n}].",
        ),
        "zh": ("手册列出 {reg} 的绝对地址：{value}[{n}]。", "读 {value} 即可得到 {reg} 的内容。"),
    },
    "offset": {
        "en": ("Add the offset {value} to the base address in order to reach {reg} [{n}].",),
        "zh": ("基地址加上偏移量 {value} 便是 {reg}[{n}]。",),
    },
    "reset": {
        "en": (
            "Right after power-up you will find {value} in {reg} (its reset value) [{n}].",
            "{reg}: reset value = {value}",
        ),
        "zh": ("{reg} 在复位之后应读到 {value}[{n}]。", "- {reg}，复位值 {value}"),
    },
    "field_reset": {
        "en": ("After a reset the bit {field} of {reg} is {value} [{n}].",),
        "zh": ("{field} 位（{reg}）复位后默认为 {value}[{n}]。",),
    },
    "access": {
        "en": ("Yes: {field} belongs to {reg} and is marked as {value} [{n}].",),
        "zh": ("手册说明 {reg} 中的 {field} {value}[{n}]。",),
    },
    "parameter": {
        "en": (
            "For this chip the manual gives {value} ({label}) for {what}{cond} [{n}].",
            "{What}{cond}: {value} {label} [{n}].",
            "| | {Label} |\n|---|---|\n| {what}{cond} | {value} |",
        ),
        "zh": ("{what}{cond}的{label}：{value}[{n}]。", "就{what}而言{cond}，{label}是 {value}。"),
    },
    "range": {
        "en": ("{What}: {value} to {value2}{cond} [{n}].",),
        "zh": ("{what}允许 {value} ~ {value2}{cond}[{n}]。",),
    },
    "pin": {
        "en": ("If you have the {package}, connect to pin {value} for {pin} [{n}].",),
        "zh": ("{pin} 在 {package} 上对应第 {value} 号引脚[{n}]。",),
    },
    "interrupt": {
        "en": ("The interrupt {name} is assigned number {value} [{n}].",),
        "zh": ("中断 {name} 的编号：{value}[{n}]。",),
    },
    "enum": {
        "en": ("Writing {value} to {field} in {reg} means: {meaning} [{n}].",),
        "zh": ("{reg} 的 {field} 写 {value} 表示：{meaning}[{n}]。",),
    },
    "mask": {
        "en": ("{field} of {reg} is tested with `{reg} & {value}`, i.e. bit {lsb} [{n}].",),
        "zh": ("用 {value} 作掩码可取出 {reg} 的 {field}（第{lsb}位）[{n}]。",),
    },
    "quote": {
        "en": ("The manual says: “{sentence}” [{n}]",),
        "zh": ("手册原文：“{sentence}”[{n}]",),
    },
}
