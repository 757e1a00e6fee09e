"""Phrasings of right answers for `benchmarks.verification`, in four parts.

A was tuned on from the start, B and C from seed 3 on; D (`planting_unseen.py`) is only measured. Braces
hold what the planter fills in; `{value}` is what it may falsify.
"""

from benchmarks.planting_unseen import LATER, UNSEEN

TEMPLATES: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "A": {
        "bits": {
            "en": (
                "`{field}` is {value} of {reg} [{n}].",
                "In {reg}, the field {field} is {value}. It can be looked up in the bit table [{n}].",
                "The {field} field occupies {value} of the {reg} register.",
                "{reg} holds what you ask for: {field} sits at {value} [{n}].",
                "| Register | Field | Bits |\n|---|---|---|\n| {reg} | {field} | {span} |",
                "```c\n#define {field}_Pos {lsb}\n{reg} |= (1U << {lsb}); // {field}\n```",
            ),
            "zh": (
                "`{field}` 位于 {reg} 的{value}[{n}]。",
                "在寄存器 {reg} 中，{field} 占{value}。",
                "{reg} 中要看的是 {field}，它在{value}[{n}]。",
                "| 寄存器 | 名称 | 位 |\n|---|---|---|\n| {reg} | {field} | {span} |",
            ),
        },
        "two": {
            "en": (
                "{field} is {value} and {field2} is {value2} of {reg} [{n}].",
                "- `{field}`: {value}\n- `{field2}`: {value2}",
                "{reg} has {field} ({value}) as well as {field2} ({value2}).",
            ),
            "zh": (
                "{reg} 中 {field} 是{value}，{field2} 是{value2}[{n}]。",
                "- {field}：{value}\n- {field2}：{value2}",
            ),
        },
        "address": {
            "en": (
                "`{reg}` is at address {value} [{n}].",
                "The address of {reg} is **{value}**.",
                "Read the word at {value}: this is where {reg} is mapped [{n}].",
                "```c\n#define {reg}_ADDR {value}\n```",
            ),
            "zh": (
                "{reg} 的地址是 {value}[{n}]。",
                "寄存器 `{reg}` 位于 {value}。",
                "{reg} 的访问地址为 **{value}**。",
            ),
        },
        "offset": {
            "en": (
                "{reg} has the address offset {value} [{n}].",
                "The offset of `{reg}` is {value}.",
                "{reg} (offset {value}) is the register to use.",
            ),
            "zh": ("{reg} 的偏移地址是 {value}[{n}]。", "`{reg}` 的偏移量为 {value}。"),
        },
        "reset": {
            "en": (
                "The reset value of {reg} is {value} [{n}].",
                "After reset, `{reg}` reads {value}.",
                "{reg} resets to **{value}**. Nothing else has to be done [{n}].",
            ),
            "zh": (
                "{reg} 的复位值是 {value}[{n}]。",
                "复位后，{reg} 的值为 {value}。",
                "`{reg}` 复位值：{value}。",
            ),
        },
        "field_reset": {
            "en": (
                "The reset value of {field} in {reg} is {value} [{n}].",
                "{field} ({reg}) resets to {value}.",
            ),
            "zh": ("{reg} 中 {field} 的复位值是 {value}[{n}]。",),
        },
        "access": {
            "en": (
                "{field} in {reg} is {value} [{n}].",
                "Software sees `{field}` of {reg} as a {value} field.",
            ),
            "zh": ("{reg} 的 {field} 是{value}位[{n}]。", "{field}（{reg}）为{value}。"),
        },
        "parameter": {
            "en": (
                "The {label} {what} is {value}{cond} [{n}].",
                "{What} is specified with a {label} of {value}{cond}.",
                "According to the data sheet{cond}, the {label} {what} is **{value}** [{n}].",
                "- {what}{cond}: {label} {value}",
            ),
            "zh": (
                "{what}的{label}为 {value}{cond}[{n}]。",
                "根据数据手册，{what}{cond}：{label} {value}。",
            ),
        },
        "range": {
            "en": (
                "The {what} ranges from {value} to {value2}{cond} [{n}].",
                "{What}: min. {value}, max. {value2}{cond}.",
            ),
            "zh": (
                "{what}的范围是 {value} 到 {value2}{cond}[{n}]。",
                "{what}最小 {value}，最大 {value2}{cond}。",
            ),
        },
        "pin": {
            "en": (
                "On the {package} package, {pin} is pin {value} [{n}].",
                "{pin} is pin number {value} of the {package}.",
            ),
            "zh": ("在 {package} 封装中，{pin} 是引脚 {value}[{n}]。",),
        },
        "interrupt": {
            "en": ("The interrupt {name} has number {value} [{n}].", "{name} is interrupt number {value}."),
            "zh": ("中断 {name} 的编号是 {value}[{n}]。",),
        },
        "enum": {
            "en": (
                "With {field} = {value}, {reg} means: {meaning} [{n}].",
                "In {reg}, set {field} to {value} for: {meaning}.",
            ),
            "zh": ("{reg} 中 {field} = {value} 表示：{meaning}[{n}]。",),
        },
        "mask": {
            "en": ("{field} of {reg} is bit {lsb}, so its mask is 1 << {lsb} = {value} [{n}].",),
            "zh": ("{reg} 的 {field} 是第{lsb}位，掩码为 1 << {lsb} = {value}[{n}]。",),
        },
        "quote": {
            "en": ("{sentence} [{n}]", "The manual says: {sentence}"),
            "zh": ("{sentence}[{n}]", "手册中写道：{sentence}"),
        },
    },
    "B": {
        "bits": {
            "en": (
                "You will find {field} at {value} in {reg} [{n}].",
                "**{reg}**\n\n- {field}: {value}\n",
                "To answer your question, {value} of {reg} is {field}, which the manual documents [{n}].",
                "{reg} is the right register; its field {field} takes up {value}.",
                "| Bits | Name |\n|:--|:--|\n| [{span}] | `{field}` |\n\nAll of this is in {reg}.",
                "```c\n// {field} is {value} of {reg}\n#define {field} (1 << {lsb})\n```",
            ),
            "zh": (
                "{reg} 的{value}就是 {field}[{n}]。",
                "您要找的 {field} 在 {reg} 寄存器里，对应{value}。",
                "**{reg}**\n\n- {field}：{value}\n",
                "{reg}[{span}] 为 {field}，请参阅手册[{n}]。",
            ),
        },
        "two": {
            "en": (
                "In {reg} there are two fields to know: {field} at {value}, and {field2} at {value2} [{n}].",
                "{field} and {field2} of {reg} are {value} and {value2}, respectively.",
                "| Name | Bits |\n|---|---|\n| {field} | {span} |\n| {field2} | {span2} |",
            ),
            "zh": (
                "{reg} 里，{field} 对应{value}，而 {field2} 对应{value2}[{n}]。",
                "{field} 位于{value}；{field2} 位于{value2}。",
            ),
        },
        "address": {
            "en": (
                "You can reach {reg} at {value} [{n}].",
                "{reg}: address {value}.",
                "Its address, {value}, is given in the register list for {reg} [{n}].",
                "```c\n#define {reg} (*(volatile uint32_t *){value})\n```",
            ),
            "zh": ("{value} 是 {reg} 的地址[{n}]。", "要访问 {reg}，请使用地址 {value}。"),
        },
        "offset": {
            "en": (
                "Relative to the base, `{reg}` has an offset of **{value}** [{n}].",
                "{reg}: offset address {value}.",
            ),
            "zh": ("相对于基地址，{reg} 的偏移为 **{value}**[{n}]。", "偏移地址 {value} 处是 {reg}。"),
        },
        "reset": {
            "en": (
                "{reg} comes out of reset as {value} [{n}].",
                "By default {reg} holds {value}.",
                "| Register | Reset value |\n|---|---|\n| {reg} | {value} |",
            ),
            "zh": (
                "上电复位之后 {reg} 等于 {value}[{n}]。",
                "{reg} 的默认值是 {value}。",
                "| 寄存器 | 复位值 |\n|---|---|\n| {reg} | {value} |",
            ),
        },
        "field_reset": {
            "en": ("In {reg}, {field} defaults to {value} after reset [{n}].",),
            "zh": ("复位后 {reg} 的 {field} 为 {value}[{n}]。",),
        },
        "access": {
            "en": ("As for access, {field} of {reg} is {value} [{n}].",),
            "zh": ("{reg} 寄存器的 {field} 字段是{value}的[{n}]。",),
        },
        "parameter": {
            "en": (
                "Expect {value} as the {label} {what}{cond} [{n}].",
                "For the {what}{cond} the {label} value is {value}.",
                "| Parameter | {Label} |\n|---|---|\n| {what}{cond} | {value} |",
            ),
            "zh": (
                "手册给出的{what}{cond}，其{label}是 {value}[{n}]。",
                "{cond_first}{what}的{label}为 {value}。",
            ),
        },
        "range": {
            "en": ("Keep the {what} between {value} and {value2}{cond} [{n}].",),
            "zh": ("{what}应在 {value} 至 {value2} 之间{cond}[{n}]。",),
        },
        "pin": {
            "en": ("Pin {value} of the {package} package carries {pin} [{n}].",),
            "zh": ("{package} 封装的 {value} 号引脚是 {pin}[{n}]。",),
        },
        "interrupt": {
            "en": ("In the vector table {name} is number {value} [{n}].",),
            "zh": ("在向量表中，{name} 的中断号为 {value}[{n}]。",),
        },
        "enum": {
            "en": ("{meaning}: write {value} to {field} of {reg} [{n}].",),
            "zh": ("若需“{meaning}”，请将 {reg} 的 {field} 设为 {value}[{n}]。",),
        },
        "mask": {
            "en": ("Use the mask {value} (1 << {lsb}) for {field} in {reg} [{n}].",),
            "zh": ("{reg} 中 {field} 的掩码是 {value}，即 1 << {lsb}[{n}]。",),
        },
        "quote": {
            "en": ("Note this: {sentence} [{n}]", "{sentence}"),
            "zh": ("请注意：{sentence}[{n}]", "{sentence}"),
        },
    },
    "C": LATER,
    "D": UNSEEN,
}
WORDS = {
    "en": {
        "min": "minimum",
        "typ": "typical",
        "max": "maximum",
        "r": "read-only",
        "w": "write-only",
        "rw": "read/write",
    },
    "zh": {"min": "最小值", "typ": "典型值", "max": "最大值", "r": "只读", "w": "只写", "rw": "可读可写"},
}
QUESTIONS = {
    "bits": ("Which bits of {reg} does {field} take on the {chip}?", "{chip} 的 {reg} 中 {field} 是哪几位？"),
    "two": (
        "Where are {field} and {field2} in {reg} of the {chip}?",
        "{chip} 的 {reg} 中 {field} 和 {field2} 在哪？",
    ),
    "address": ("What is the address of {reg} on the {chip}?", "{chip} 的 {reg} 地址是多少？"),
    "offset": ("What is the offset of {reg} on the {chip}?", "{chip} 的 {reg} 偏移是多少？"),
    "reset": ("What is the reset value of {reg} on the {chip}?", "{chip} 的 {reg} 复位值是多少？"),
    "field_reset": (
        "What is the reset value of {field} in {reg} on the {chip}?",
        "{chip} 的 {reg} 中 {field} 复位值是多少？",
    ),
    "access": ("Can {field} in {reg} of the {chip} be written?", "{chip} 的 {reg} 中 {field} 可写吗？"),
    "parameter": ("What is the {label} {what} of the {chip}?", "{chip} 的{what}{label}是多少？"),
    "range": ("What is the range of the {what} of the {chip}?", "{chip} 的{what}范围是多少？"),
    "pin": (
        "Which pin of the {package} is {pin} on the {chip}?",
        "{chip} 的 {pin} 在 {package} 封装是几号引脚？",
    ),
    "interrupt": (
        "Which number has the interrupt {name} of the {chip}?",
        "{chip} 的中断 {name} 编号是多少？",
    ),
    "enum": ("How do I set {field} in {reg} of the {chip}?", "{chip} 的 {reg} 中 {field} 怎么设置？"),
    "mask": (
        "What is the mask of {field} in {reg} on the {chip}?",
        "{chip} 的 {reg} 中 {field} 的掩码是多少？",
    ),
    "quote": ("{words} {chip}", "{words} {chip}"),
}
