"""The few sentences that Chipcite says itself, in the two languages it answers in. Data, no logic."""

from typing import Final

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "small_talk": "I answer questions about the chips whose manuals are uploaded here, and cite "
        "document, revision and page. Ask for a register, a bit, a parameter, a pin or a procedure, and "
        "name the chip.",
        "out_of_scope": "The manuals here do not answer this: it does not look like a question about a chip. "
        "Name the chip, register, pin or peripheral that it is about.",
        "removed": "Left out because the manuals do not confirm it: {count} statements.",
        "replaced": "Where the model's words were not confirmed, the manuals are quoted: {count} statements.",
        "slow": "The language model did not begin within {seconds} s, so the manuals' own words are given.",
        "unaddressed": "General checklist, not from the manuals; check also:",
        "nothing": "The manuals here do not answer this.",
        "no_documents": "No manual is available for this question yet.",
        "being_read": "{name} is being read: page {page} of {pages}. Ask again when it is in.",
        "waiting": "{name} is waiting to be read. Ask again when it is in.",
        "names": "The manuals here do not mention {names}{about}, so I cannot answer this from them.",
        "apart": "The manuals here do not mention {names} together{about}, so I cannot answer this.",
        "chip": "No manual here covers {names}, so I cannot answer for it. "
        "I do not answer from another chip's manual.",
        "revision": "Revision {names} is not here. These revisions are: {known}.",
        "revision_only": "Revision {names} of this document is not here.",
        "number": "The manuals here do not give a value for this{about}.",
        "weak": "I found nothing in the manuals{about} that surely answers this.",
        "no_question": "There is no question in the conversation.",
        "about": " for the {chips}",
        "closest": "The closest passages, which may not answer it:",
        "likely": "Perhaps one of these is meant:",
        "more": "See also:",
        "page": "p. {page}",
        "no_code": "Writing code needs a language model, and none is set up here.",
        "registers_involved": "The manuals describe the registers that it would use:",
        "no_name": "The manuals here do not hold {name}.",
        "no_field": "{register} has no field {name}.",
        "did_you_mean": "Did you mean {names}?",
        "which_chip": "The answer differs between chips. Which one is it: {chips}?",
        "and_others": "{chips} or one of {count} others",
        "older": "{revision} states otherwise: {told}",
        "earlier": "Not found in the current revision; the older {revision} states: {told}",
        "newest": "The newest revision is quoted first; an older one differs. ",
        "several": "Several older revisions are here, and they differ. ",
        "which_revision": "Which revision do you use: {revisions}?",
        "conflict": "The sources disagree; each is shown with its place.",
        "field_columns": "| Bits | Field | Access | Reset | Description |",
        "decoded_columns": "| Bits | Field | Value | Meaning |",
    },
    "zh": {
        "small_talk": "我根据这里上传的芯片手册回答问题,并注明文档、版本和页码。"
        "请写明芯片型号,询问寄存器、位、参数、引脚或操作步骤。",
        "out_of_scope": "这里的手册没有回答这个问题:它看起来与芯片无关。"
        "请写明涉及的芯片、寄存器、引脚或外设。",
        "removed": "手册未能证实、因而略去的陈述:{count} 条。",
        "replaced": "模型的陈述未能证实之处,改为引用手册原文:{count} 条。",
        "slow": "语言模型在 {seconds} 秒内没有开始回答,因此给出手册原文。",
        "unaddressed": "通用检查项(并非出自手册),还应检查:",
        "nothing": "这里的手册没有回答这个问题。",
        "no_documents": "目前还没有可以回答这个问题的手册。",
        "being_read": "{name} 正在读取:第 {page} 页,共 {pages} 页。读取完成后请再问。",
        "waiting": "{name} 正在等待读取。读取完成后请再问。",
        "names": "这里的手册中{about}没有提到 {names},因此无法据此回答。",
        "apart": "这里的手册中{about}没有同时提到 {names},因此无法据此回答。",
        "chip": "这里没有 {names} 的手册,无法回答。不会用其他芯片的手册代替。",
        "revision": "这里没有 {names} 版。现有版本:{known}。",
        "revision_only": "这里没有该文档的 {names} 版。",
        "number": "这里的手册没有给出{about}这个数值。",
        "weak": "在手册中{about}没有找到能确切回答这个问题的内容。",
        "no_question": "对话中没有问题。",
        "about": "关于 {chips} ",
        "closest": "最接近的内容如下,不一定能回答:",
        "likely": "问的也许是其中一项:",
        "more": "另见:",
        "page": "第 {page} 页",
        "no_code": "编写代码需要语言模型,而这里没有配置。",
        "registers_involved": "手册对所涉及的寄存器有如下说明:",
        "no_name": "这里的手册中没有 {name}。",
        "no_field": "{register} 中没有 {name} 字段。",
        "did_you_mean": "您是否指 {names}?",
        "which_chip": "不同芯片的答案不同。请问是哪一款:{chips}?",
        "and_others": "{chips},或另外 {count} 款之一",
        "older": "{revision} 版不同:{told}",
        "earlier": "现行版中没有找到,旧版 {revision} 写明:{told}",
        "newest": "以上先列最新版,旧版与其不同。",
        "several": "这里有几个旧版,内容不同。",
        "which_revision": "请问是哪一版:{revisions}?",
        "conflict": "各来源不一致,以下分别列出。",
        "field_columns": "| 位 | 字段 | 访问 | 复位值 | 描述 |",
        "decoded_columns": "| 位 | 字段 | 值 | 含义 |",
    },
}


def say(language: str, key: str, **values: str) -> str:
    """A sentence in the language of the question. Values are data and must be escaped by the caller."""
    return SENTENCES.get(language, SENTENCES["en"])[key].format(**values)
