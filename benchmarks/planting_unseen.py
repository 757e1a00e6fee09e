"""Further phrasings for `benchmarks.verification`, written before any failure of theirs was seen.

C was looked at for seeds 1 to 3. D is only measured: rules are never mended by what escapes in it.
"""

LATER: dict[str, dict[str, tuple[str, ...]]] = {
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
UNSEEN: dict[str, dict[str, tuple[str, ...]]] = {
    "bits": {
        "en": (
            "Have a look at {reg}: there, {field} is stored in {value} [{n}].",
            "{field} → {value} ({reg}) [{n}]",
            "The position of {field} within {reg} is {value}.",
        ),
        "zh": ("{field} 这个字段占用 {reg} 的{value}[{n}]。", "答：{value}，见 {reg} 的 {field}[{n}]。"),
    },
    "two": {
        "en": ("{reg} assigns {value} to {field} and {value2} to {field2} [{n}].",),
        "zh": ("{reg} 寄存器：{field}（{value}）、{field2}（{value2}）[{n}]。",),
    },
    "address": {
        "en": (
            "{reg} lives at {value} in the memory map [{n}].",
            "| Register | Address |\n|---|---|\n| `{reg}` | {value} [{n}] |",
        ),
        "zh": ("该寄存器（{reg}）映射在 {value}[{n}]。",),
    },
    "offset": {
        "en": ("{reg} follows its base after {value} bytes (address offset {value}) [{n}].",),
        "zh": ("{reg}：偏移 {value}[{n}]。",),
    },
    "reset": {
        "en": ("Without any write since reset, {reg} still contains {value} [{n}].",),
        "zh": ("若未写过，{reg} 保持其复位值 {value}[{n}]。",),
    },
    "field_reset": {
        "en": ("{field} (a bit of {reg}) starts out as {value} after reset [{n}].",),
        "zh": ("{reg} 里的 {field} 位，其复位值等于 {value}[{n}]。",),
    },
    "access": {
        "en": ("The manual gives the access of {field} ({reg}) as {value} [{n}].",),
        "zh": ("{field} 位于 {reg} 中，访问属性是{value}[{n}]。",),
    },
    "parameter": {
        "en": (
            "{value} is the {label} {what}{cond} [{n}].",
            "The table shows {what}{cond} with {value} as its {label} [{n}].",
        ),
        "zh": ("{label}{what}{cond}是 {value}[{n}]。", "表中{what}{cond}一行的{label}写作 {value}。"),
    },
    "range": {
        "en": ("From {value} up to {value2}: that is the {what}{cond} [{n}].",),
        "zh": ("{what}：{value}（最小），{value2}（最大）{cond}[{n}]。",),
    },
    "pin": {
        "en": ("{pin} comes out on pin {value} ({package}) [{n}].",),
        "zh": ("采用 {package} 时，{pin} 引到 {value} 脚[{n}]。",),
    },
    "interrupt": {
        "en": ("{name} sits at position {value} of the interrupt list [{n}].",),
        "zh": ("{name} 对应的中断编号为 {value}[{n}]。",),
    },
    "enum": {
        "en": ("{field} ({reg}) equal to {value}: {meaning} [{n}].",),
        "zh": ("当 {reg} 的 {field} 为 {value} 时：{meaning}[{n}]。",),
    },
    "mask": {
        "en": ("{field} is bit {lsb} of {reg}; as a mask this gives {value} [{n}].",),
        "zh": ("{reg} 的 {field} 在第{lsb}位，因此掩码等于 {value}[{n}]。",),
    },
    "quote": {
        "en": ("From the manual [{n}]: {sentence}",),
        "zh": ("依据手册[{n}]：{sentence}",),
    },
}
