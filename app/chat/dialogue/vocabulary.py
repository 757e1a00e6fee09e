"""Words by which people name their tools, boards and the stage of their project. Data: patterns, no logic."""

import re

from app.chat.dialogue.state import DebugStage

Named = tuple[tuple[str, re.Pattern[str]], ...]


def _word(*alternatives: str) -> re.Pattern[str]:
    """Words in Latin letters stand between boundaries; Chinese has none."""
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(alternatives)})(?![A-Za-z0-9_])", re.IGNORECASE)


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


TOOLCHAINS: Named = (
    ("MounRiver", _word(r"moun ?river(?: studio)?")),
    ("Keil", _word("keil(?: ?mdk)?", "mdk-?arm", r"[uµ]vision\d?", "armclang", "armcc")),
    ("IAR", _word("iar", "ewarm")),
    ("ESP-IDF", _word("esp-?idf", r"idf\.py")),
    ("PlatformIO", _word("platform ?io", r"pio run")),
    ("Arduino", _word("arduino(?: ide)?(?! uno| nano| mega)")),
    ("STM32CubeIDE", _word("(?:stm32 ?)?cube ?ide")),
    ("Segger Embedded Studio", _word("segger embedded studio")),
    ("Rust", _word("rust", "cargo", "embassy", "probe-rs")),
    ("Clang", _word("clang", "llvm")),
    ("GCC", _word(r"(?:[\w-]+-)?g(?:cc|\+\+)")),
)
RTOSES: Named = (
    ("FreeRTOS", _word("free ?rtos", r"[vx]Task[A-Z]\w+", r"x(?:Queue|Semaphore)\w+")),
    ("Zephyr", _word("zephyr")),
    ("RT-Thread", _word(r"rt[-_]?thread(?:_\w+)?")),
    ("ThreadX", _word("threadx", r"tx_thread_\w+")),
    ("NuttX", _word("nuttx")),
    ("embOS", _word("embos")),
    ("µC/OS", _word(r"[uµμ]c/?os(?:-?i{2,3})?")),
    ("TencentOS", _word("tencent ?os")),
    ("LiteOS", _word("lite ?os")),
    ("CMSIS-RTOS", _word("cmsis-?rtos2?", "rtx5?")),
    ("TOBUDOS", _word("tobudos")),
    ("bare metal", _any(r"\bbare[- ]metal\b", r"\b(?:no|without an?) rtos\b", "裸机")),
)
BOARDS = _any(
    # A chip's or a maker's name with what vendors hang on to it.
    r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-(?:EV[TBK]|EVAL|DK|DISCO|DevKit[CM]?)"
    r"(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])(?:nucleo|discovery|devkit[cm]?)-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9_])",
    r"\b(?:(?:blue|black|red) ?pill|arduino (?:uno|nano|mega|due)|raspberry pi pico)(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])[A-Z][A-Za-z]*\d[A-Za-z0-9-]*\s*(?:(?:dev\w*|eval\w*|starter|demo)\s+(?:board|kit)"
    r"|(?:开发|评估|核心)板)",
    r"(?:our|my) own (?:board|pcb)|custom (?:board|pcb)|自己画的板子?",
)
SILICON = r"(?:silicon|chip|die|wafer|mask|mcu|芯片|硅片|晶圆)"
STEPPINGS = _any(
    r"(?<![A-Za-z0-9_])(?P<eco>ECO ?\d{1,2}|r\d+p\d+)(?![A-Za-z0-9_])",
    r"\bsteppings?\s*(?:is\s+|:\s*)?(?P<stepping>v?\d+(?:\.\d+)*|[A-Z]\d{0,2})(?![A-Za-z0-9_])",
    r"(?:步进|晶圆版本|硅片版本|芯片版本|芯片修订版?本?)\s*(?:是|为|[::])?\s*"
    r"(?P<han>v?\d+(?:\.\d+)*|[A-Z]\d{0,2})(?![A-Za-z0-9_])",
    rf"\b{SILICON}\s*(?:revision|rev\.?|version|ver\.?)\s*(?:is\s+|:\s*)?"
    r"(?P<silicon>v?\d+(?:\.\d+)*|[A-Z]\d{0,2})(?![A-Za-z0-9_])",
    rf"\b(?:revision|rev\.?)\s*(?P<before>[A-Z]\d{{0,2}}|\d+)\s+(?:of the )?{SILICON}",
    r"\b(?:revision|rev\.?)\s+(?P<letter>[A-Z]\d?)(?![A-Za-z0-9_.])",
    r"(?<![A-Za-z0-9_.])(?P<trailing>[A-Z]\d?)\s+stepping\b",
    r"(?<![A-Za-z0-9_.])(?P<han_letter>[A-Z]\d?)\s*版(?!本|图|面|权|的?(?:手册|文档|资料))",
)
STAGES: tuple[tuple[DebugStage, re.Pattern[str]], ...] = (
    (
        DebugStage.FIELD_FAILURE,
        _any(r"\b(?:in the field|customers?|RMA|in production|deployed)\b", "现场|客户|返修|售后|量产"),
    ),
    (
        DebugStage.SELECTION,
        _any(r"\b(?:which|candidate) (?:chip|mcu|part)\b.{0,40}\b(?:choose|pick|use)\b", "选型|选哪"),
    ),
    (
        DebugStage.SCHEMATIC,
        _any(r"\b(?:schematics?|layout|decoupling|footprint)\b", "原理图|画板|布线|去耦"),
    ),
    (
        DebugStage.BRING_UP,
        _any(
            r"\bbring(?:ing)?[- ]?up\b|\bfirst (?:boards?|prototype|samples?)\b|\bnew (?:board|pcb)\b",
            "上电|新板|打样|烧录|连不上",
        ),
    ),
    (
        DebugStage.CLOCK_AND_POWER,
        _any(r"\b(?:clock tree|crystal|oscillator|low[- ]power|brown-?out)\b", "晶振|起振|低功耗"),
    ),
    (DebugStage.INTEGRATION, _any(r"\b(?:integrat|port)(?:e|ed|ing|ion)\b", "集成|移植|联调|协议栈")),
    (DebugStage.DRIVER, _any(r"\b(?:writing|my|our) (?:\w+ ){0,2}driver\b", "[写调].{0,8}驱动")),
)
"""In the order in which they win within one message."""
PERIPHERAL_CLASSES = (
    "AES|AFIO|APB|AHB|BKP|BLE|CAN|CMP|COMP|CRC|DCMI|DMAMUX|EFUSE|ETH|FLASH|FMC|FSMC|I3C|INTC|LCD|LEDC|MCPWM|"
    "OPA|OTG|PCNT|PFIC|PLIC|PMU|PWR|RCU|RMT|SAI|SAR|SYSCFG|TIMER"
)
IN_ANY_CASE = (
    "adc|dac|dma|exti|gpio|i2c|i2s|iwdg|lptim|lpuart|nvic|pwm|qspi|rcc|rng|rtc|sdio|spi|systick|tim|twai|uart|"
    "usart|usb|wdt|wwdg"
)
"""Those that are no English words: one can flash a chip."""
PERIPHERAL = re.compile(
    rf"(?<![A-Za-z0-9_])(?:(?:{PERIPHERAL_CLASSES}|(?i:{IN_ANY_CASE}))\d{{0,2}}|(?:GPIO|gpio)[A-Ka-k]"
    r"|(?:GPIO|USART|UART|TIM|SPI|I2C|ADC|DMA)[xn])(?![A-Za-z0-9_])"
)
PERIPHERAL_WORDS: Named = (
    ("WATCHDOG", _any(r"\bwatchdogs?\b", "看门狗")),
    ("TIMER", _any(r"\btimers?\b", "定时器")),
    ("UART", _any(r"\bserial ports?\b", "串口")),
    ("FLASH", _any("闪存")),
)
"""Peripherals by their plain names."""
FOLLOWED = re.compile(
    r"\s*(?:的话)?\s*(?:呢|上|的|芯片|这款|这颗|那款|系列|版)|\s+(?:chip|one|part|mcu|version|variant)\b"
)
"""What follows a chip's name where a chip is meant."""
DEVICE_NOUNS = re.compile(
    r"\s*(?:,\s*)?(?:oled|lcd|tft|displays?|sensors?|modules?|eeproms?|flash|codec|radio|driver ic"
    r"|屏|显示|传感器|模块|存储器)(?!_)",
    re.IGNORECASE,
)
"""What follows the part number of something that is only connected to the chip."""
COMPARES = _any(r"\b(?:compar\w+|differ\w*|versus|vs|than|both)\b", "区别|差异|对比|比较|不同|相比")
"""A chip named in such a question does not replace the one before."""
COMPARED_WITH = re.compile(
    r"(?:\b(?:to|with|from|than|against|vs\.?|versus|and)\s+(?:the\s+)?|[和与跟同比]\s*)$", re.IGNORECASE
)
"""What stands before a chip that another one is compared with."""
