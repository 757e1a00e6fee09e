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
    ("MounRiver", _word(r"moun ?river(?: studio)?", "MRS2?")),
    ("Keil", _word(r"keil(?: ?mdk)?", "mdk-?arm", r"[uµ]vision\d?", "armclang", "armcc")),
    ("IAR", _word("iar", "ewarm", "ewriscv", "iccarm")),
    ("ESP-IDF", _word("esp-?idf", r"idf\.py")),
    ("PlatformIO", _word("platform ?io", r"pio (?:run|test|device)", r"platformio\.ini")),
    ("Arduino", _word(r"arduino(?: ide)?(?! uno| nano| mega)")),
    ("STM32CubeIDE", _word("stm32 ?cube ?ide", "cube ?ide")),
    ("Segger Embedded Studio", _word("segger embedded studio", "ses")),
    ("Rust", _word("rust", "cargo", "embassy", "probe-rs", "embedded-hal")),
    (
        "Clang",
        _word("clang", "llvm"),
    ),
    (
        "GCC",
        _word(
            r"(?:arm-none-eabi-|riscv(?:32|64)?-[\w-]*|xtensa-[\w-]*)?g(?:cc|\+\+)", "gnu (?:arm )?toolchain"
        ),
    ),
)
RTOSES: Named = (
    ("FreeRTOS", _word("free ?rtos", r"(?:v|x)Task[A-Z]\w+", r"xQueue\w+", r"xSemaphore\w+")),
    ("Zephyr", _word("zephyr(?: ?rtos)?", "west build")),
    ("RT-Thread", _word("rt-?thread", r"rt_thread_\w+")),
    ("ThreadX", _word("threadx", r"azure rtos", r"tx_thread_\w+")),
    ("NuttX", _word("nuttx")),
    ("embOS", _word("embos")),
    ("µC/OS", _word(r"[uµμ]c/?os(?:-?i{2,3})?")),
    ("TencentOS", _word("tencent ?os(?: tiny)?")),
    ("LiteOS", _word("lite ?os")),
    ("CMSIS-RTOS", _word("cmsis-?rtos2?", "rtx5?")),
    ("TOBUDOS", _word("tobudos")),
    (
        "bare metal",
        _any(r"\bbare[- ]metal\b", r"\bno rtos\b", r"\bwithout (?:an? )?(?:rt)?os\b", "裸机", "不用操作系统"),
    ),
)
BOARDS = _any(
    # A chip's or a maker's name with what vendors hang on to it.
    r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-(?:EVT|EVB|EVK|EVAL|DK|DISCO|DevKit(?:[CM])?)"
    r"(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])(?:nucleo|discovery|devkit[cm]?)-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])(?:blue|black|red) ?pill(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])(?:longan nano|raspberry pi pico(?: [2w])?|arduino (?:uno|nano|mega|due)(?: \w\d)?"
    r"|wemos \w+|m5stack(?: \w+)?|lolin \w+|maple mini|seeed xiao(?: \w+)?|xiao \w*\d\w*)(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])nano(?=[A-Z]{2,}\d)[A-Za-z0-9]+(?![A-Za-z0-9_])",
    r"(?<![A-Za-z0-9_])[A-Z][A-Za-z]*\d[A-Za-z0-9-]*\s*(?:(?:development|evaluation|eval|dev|starter|demo)"
    r"\s+(?:board|kit)|开发板|评估板|最小系统板|核心板|学习板)",
    r"(?<![A-Za-z0-9_])(?:our|my) own (?:board|pcb)|custom (?:board|pcb)|自制(?:的)?(?:电路)?板"
    r"|自己画的板子?|自研板",
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
        _any(
            r"\b(?:in|from|at) the field\b|\bfield (?:failures?|returns?)\b|\bcustomers?\b.{0,40}\b(?:return"
            r"|report|complain|site)",
            r"\b(?:after|for) (?:a few |several |some |\d+ )?(?:weeks|months|years)\b|\bRMA\b"
            r"|\bin production\b|\bdeployed (?:units|devices)\b",
            "现场|客户反馈|客诉|返修|售后|量产后|批量(?:故障|失效)|运行(?:了)?(?:几|数|\\d+)\\s*(?:个)?(?:天"
            "|周|月|年)后",
        ),
    ),
    (
        DebugStage.SELECTION,
        _any(
            r"\bwhich (?:chip|mcu|part|microcontroller|variant)\b.{0,40}\b(?:choose|use|pick|suit|best|fit"
            r"|select)",
            r"\b(?:choosing|selecting|evaluating|picking) (?:a|an|the|between)\b|\b(?:part|chip"
            r"|mcu) selection\b|\bcandidates? for\b",
            "选型|选哪(?:个|款|一款)|选用哪|推荐.{0,8}(?:芯片|型号|单片机)",
        ),
    ),
    (
        DebugStage.SCHEMATIC,
        _any(
            r"\bschematics?\b|\b(?:pcb )?layout\b|\bdecoupling\b|\bfootprint\b|\brouting (?:the|a)\b"
            r"|\bpull-?up resistor",
            r"\bdesigning (?:a|the|our|my) (?:board|pcb|circuit)\b",
            "原理图|画板|布线|去耦|旁路电容|封装库|上拉电阻|画(?:电路|PCB)",
        ),
    ),
    (
        DebugStage.BRING_UP,
        _any(
            r"\bbring(?:ing)?[- ]?up\b|\bfirst (?:board|boards|prototype|power[- ]on|samples?)\b"
            r"|\bnew (?:board|boards|pcb)\b",
            r"\b(?:can(?:'|no)?t|cannot|does(?: not|n't)|won't|unable to)\b.{0,30}\b(?:flash it|program it"
            r"|connect|attach|boot|power up|start up)\b",
            r"\bfirst time\b.{0,30}\b(?:power|flash|program|boot)|\b(?:swd|jtag|openocd|st-link|wch-link"
            r"|j-link)\b.{0,40}\b(?:fail|not|no|error|find)",
            "首次上电|第一次上电|新板|打样|板子回来|刚焊好|不上电|烧录不|下载不|连不上(?:芯片|仿真器|目标)"
            "|无法(?:烧录|下载|连接|启动)",
        ),
    ),
    (
        DebugStage.CLOCK_AND_POWER,
        _any(
            r"\bclock (?:tree|setup|configuration|source|init)|\b(?:crystal|oscillator|hse|hsi|lse|lsi"
            r"|pll)\b.{0,40}\b(?:start|lock|ready|stable|configure|switch|run)",
            r"\b(?:low[- ]power|standby|stop|sleep) (?:mode|current)\b|\bbrown-?out\b|\bpower (?:supply"
            r"|consumption|rail|sequence)\b",
            "时钟(?:树|配置|源|初始化)|晶振(?:不|没|无法|起振)|起振|低功耗|待机|掉电|功耗|供电|电源轨",
        ),
    ),
    (
        DebugStage.INTEGRATION,
        _any(
            r"\bintegrat(?:e|ing|ion)\b|\bport(?:ing|ed)? (?:it |this |our |the |my )?\w* ?(?:to|from|rtos"
            r"|stack)\b",
            r"\b(?:together with|alongside)\b.{0,40}\b(?:stack|driver|rtos|task)|\bsystem test\b"
            r"|\bstack (?:overflow|usage)\b",
            "集成|移植|联调|整机|系统测试|协议栈",
        ),
    ),
    (
        DebugStage.DRIVER,
        _any(
            r"\b(?:writing|write|develop(?:ing)?|implement(?:ing)?|debug(?:ging)?) (?:a|an|the|my"
            r"|our)?\s*(?:\w+ ){0,3}(?:driver|hal|isr|interrupt handler|init(?:iali[sz]ation)?)\b",
            r"\bdriver (?:code|development)\b|\bmy \w+ driver\b",
            "写.{0,10}驱动|驱动(?:程序|代码|开发|调试)|调试?驱动|调.{0,8}驱动|中断(?:服务|处理)(?:函数|程序)",
        ),
    ),
)
"""In the order in which they win within one message."""
PERIPHERAL_CLASSES = (
    "ADC|AES|AFIO|APB|AHB|BKP|BLE|BTIM|CAN|CLINT|CMP|COMP|CRC|CRYP|DAC|DCMI|DMA|DMAMUX|EFUSE|ETH|EXTI|"
    "FDCAN|FLASH|FMC|FSMC|GPIO|GPTIM|HASH|I2C|I2S|I3C|INTC|IWDG|LCD|LCDC|LEDC|LPTIM|LPUART|LTDC|MCPWM|NVIC|"
    "OPA|OTG|PCNT|PFIC|PLIC|PMU|PWM|PWR|QSPI|RCC|RCU|RMT|RNG|RTC|SAI|SAR|SDIO|SDMMC|SPI|SYSCFG|SYSTICK|TIM|"
    "TIMER|TRNG|TSC|TWAI|UART|USART|USB|USBD|USBFS|USBHS|USBPD|WDG|WDT|WWDG|XIP"
)
LOWER_CLASSES = (
    "adc|dac|dma|exti|gpio|i2c|i2s|iwdg|lptim|lpuart|nvic|pwm|qspi|rcc|rng|rtc|sdio|spi|systick|tim|twai|"
    "uart|usart|usb|wdt|wwdg"
)
"""Those that are no English words: one can flash a chip."""
PERIPHERAL = re.compile(
    rf"(?<![A-Za-z0-9_])(?:(?:{PERIPHERAL_CLASSES}|{LOWER_CLASSES})\d{{0,2}}|GPIO[A-K]|gpio[a-k]|GPIOx"
    r"|(?:USART|UART|TIM|SPI|I2C|ADC|DMA)[xn]|SysTick)(?![A-Za-z0-9_])"
)
PERIPHERAL_WORDS: Named = (
    ("WATCHDOG", _any(r"\bwatchdogs?\b", "看门狗")),
    ("TIMER", _any(r"\btimers?\b", "定时器")),
    ("UART", _any(r"\bserial ports?\b", "串口")),
    ("FLASH", _any("闪存")),
    ("DMA", _any("直接存储器访问")),
    ("ADC", _any(r"\banalog(?:ue)?[- ]to[- ]digital\b", "模数转换")),
    ("GPIO", _any("通用输入输出")),
    ("RTC", _any("实时时钟")),
)
"""Peripherals by their plain names."""
FOLLOWED = re.compile(
    r"\s*(?:的话)?\s*(?:呢|上|的|芯片|这款|这颗|那款|系列|版)|\s+(?:chip|one|part|mcu|version|variant)\b"
)
"""What follows a chip's name where a chip is meant."""
DEVICE_NOUNS = re.compile(
    r"\s*(?:,\s*)?(?:based )?(?:oled|lcd|tft|displays?|sensors?|modules?|eeproms?|flash|codec|radio"
    r"|transceivers?|expanders?|imu|"
    r"accelerometers?|gyro\w*|driver ic|dac|adc chip|rtc chip|shields?|屏|显示|传感器|模块|驱动芯片|存储器"
    r"|闪存)(?!_)",
    re.IGNORECASE,
)
"""What follows the part number of something that is only connected to the chip."""
COMPARES = _any(
    r"\b(?:compar\w+|differ\w*|versus|vs\.?|than)\b|\bboth\b",
    "区别|差异|对比|比较|不同|相比|两者",
)
"""A chip named in such a question does not replace the one before."""
COMPARED_WITH = re.compile(
    r"(?:\b(?:to|with|from|than|against|vs\.?|versus|and)\s+(?:the\s+|an?\s+)?|(?:和|与|跟|同|比|相对于"
    r"|相较于|对比)\s*)$",
    re.IGNORECASE,
)
"""What stands before a chip that another one is compared with."""
