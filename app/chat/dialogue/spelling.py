"""Names as facts spell them: `usart1` is USART1, `usart1 brr offset` asks of USART1_BRR. Pure."""

import re

from app.chat.dialogue.vocabulary import LOWER_CLASSES, PERIPHERAL

INSTANCE = re.compile(
    rf"(?<![A-Za-z0-9_./\\#-])(?:(?:{LOWER_CLASSES})\d{{1,2}}|gpio[a-k])(?![A-Za-z0-9_.(/\\]|->)"
)
ASKED = (
    r"(?:(?:full |abs(?:olute)? |base )?addr(?:ess)?(?:es)?|offsets?"
    r"|(?:reset|default)(?: val(?:ue)?s?)?"
    r"|regs?|registers?|bits?|寄存器|地址|偏移|复位|默认|初始)"
)
PARTED = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<owner>{PERIPHERAL.pattern})(?:的|\s+)\s*(?P<name>[A-Za-z][A-Za-z0-9]{{0,6}})"
    rf"(?:(?P<joint>\s*(?:,|、|/|&|\band\b|和|与)\s*)(?P<next>[A-Za-z][A-Za-z0-9]{{0,6}}))?"
    rf"(?=\s*(?:的|'s)?\s*{ASKED}(?![A-Za-z]))"
)
"""The owner and the name apart, and what only registers have behind them."""
NUMBERED = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<owner>{PERIPHERAL.pattern})\s+(?P<name>[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{{2,5}}\d)"
    r"(?![A-Za-z0-9_])"
)
"""Letters without a vowel and a digit are a register's name wherever they stand."""
SIGNALS = re.compile(
    r"TX|RX|CTS|RTS|CK|CLK|PWM|IRQ|ISR|DMA|SCL|SDA|MOSI|MISO|NSS|CS|BY|MY|PHY|HS|FS|IO|NO|ADC|DAC|INT|CH\d*|IN\d+",
    re.IGNORECASE,
)


ABBREVIATED = {
    "addr": "address",
    "ch": "channel",
    "clk": "clock",
    "freq": "frequency",
    "nr": "number",
    "reg": "register",
    "regs": "registers",
    "temp": "temperature",
    "val": "value",
    "vals": "values",
}
SHORTENED = re.compile(
    rf"(?<![A-Za-z0-9_./\\#<>-])(?:{'|'.join(ABBREVIATED)})(?!\s+(?:reg|addr|offset|reset))(?![A-Za-z0-9_(/\\]|->|\.\w)"
)
"""Words of haste, in small letters only. One with a register's words behind it may be a register's name."""


BLOCK = re.compile(
    r"(?<![A-Za-z0-9_./-])(?:adc|afio|can|crc|dac|dma|exti|flash|i2c|iwdg|pwr|rcc|rtc|spi|tim|usb|wwdg)"
    r"(?=\s+(?:base|irq|interrupt (?:number|vector))|\s*的?(?:基地?址|中断(?:号|向量|编号)))"
)
"""Small letters that only a whole peripheral's can be."""
DMA_CHANNEL = re.compile(
    r"dma.*(?:channel|stream|request|通道|数据流|请求)|(?:channel|stream|request|通道|数据流|请求).*dma", re.I
)
SERVED = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<owner>{PERIPHERAL.pattern})\s*的?\s*"
    r"(?:(?P<tx>发送?|transmit\w*|sending|tx)|(?P<rx>接?收|receiv\w*|rx))(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
"""A table of DMA channels names what they serve by its signal: `USART2 发送` is USART2_TX."""


def spelled(words: str) -> str:
    """The words with peripherals in capitals, registers in one piece and no abbreviations of haste."""
    words = SHORTENED.sub(lambda match: ABBREVIATED[match[0]], words)
    words = INSTANCE.sub(lambda match: match[0].upper(), BLOCK.sub(lambda match: match[0].upper(), words))
    if DMA_CHANNEL.search(words):
        words = SERVED.sub(lambda match: f"{match['owner']}_{'TX' if match['tx'] else 'RX'}".upper(), words)
    return NUMBERED.sub(_owned, PARTED.sub(_joined, words))


def _owned(match: re.Match[str]) -> str:
    name = match["name"]
    return match[0] if SIGNALS.fullmatch(name) else f"{match['owner']}_{name}".upper()


def _joined(match: re.Match[str]) -> str:
    owner, names = match["owner"].upper(), (match["name"], match["next"])
    if not _is_register(names[0]) or (names[1] and not _is_register(names[1])):
        return match[0]
    first = f"{owner}_{names[0].upper()}"
    return f"{first}{match['joint']}{owner}_{names[1].upper()}" if names[1] else first


def _is_register(name: str) -> bool:
    """Capitals, or letters that are no word: without a vowel, or with a digit."""
    odd = name.isupper() or not re.search(r"[aeiou]", name, re.IGNORECASE) or bool(re.search(r"\d", name))
    return odd and len(name) > 1 and not SIGNALS.fullmatch(name)
