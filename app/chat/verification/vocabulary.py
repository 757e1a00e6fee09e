"""Capital words of the field that are no register's, field's or pin's name. Pure."""

import re

_WORDS = frozenset(
    ["ABI", "ACK", "ADC", "AES", "AF", "AHB", "AHB1", "AHB2", "ALU", "ANSI", "AP", "API", "APB", "APB1", "APB2", "APP", "ARM", "ARR", "ASCII", "ASIC", "ASM", "AVR", "AXI", "BGA", "BLE", "BOM", "BOR", "BOOT", "BSP", "BSS", "BT", "CAN", "CD", "CLI", "CLK", "CMD", "CMOS", "CMSIS", "COM", "CPHA", "CPLD", "CPOL", "CPU", "CR", "CRC", "CRLF", "CS", "CSR", "CSV", "CTS", "DAC", "DAP", "DB", "DC", "DDR", "DFU", "DI", "DIP", "DIR", "DIY", "DLC", "DMA", "DMIPS", "DMM", "DNS", "DO", "DPI", "DRAM", "DSP", "DTB", "DTS", "DUT", "ECC", "EDA", "EEPROM", "EFUSE", "ELF", "EMC", "EMI", "ENABLE", "EOF", "EOL", "EOS", "ESD", "ESP", "ESR", "EVB", "EXTI", "FAQ", "FET", "FFT", "FIFO", "FIQ", "FLASH", "FPGA", "FPU", "FS", "FSM", "FT", "FTDI", "FW", "GATT", "GCC", "GDB", "GND", "GPIO", "GPIOS", "GPL", "GPS", "GPU", "GUI", "HAL", "HID", "HIGH", "HS", "HSE", "HSI", "HTTP", "HTTPS", "HW", "HZ", "I2C", "I2S", "IAP", "IC", "ICE", "ICP", "ID", "IDE", "IDF", "IDLE", "IEC", "IEEE", "IIC", "IIR", "INT", "INTERRUPT", "IO", "IOT", "IP", "IRQ", "ISA", "ISO", "ISP", "ISR", "ITM", "IWDG", "JEDEC", "JSON", "JTAG", "JTAG-DP", "KHZ", "LCD", "LDO", "LED", "LEDS", "LF", "LIN", "LOW", "LPF", "LQFP", "LR", "LS", "LSB", "LSBFIRST", "LSE", "LSI", "LUT", "LVD", "MAC", "MCU", "MCUS", "MHZ", "MII", "MIPS", "MISO", "MMC", "MMIO", "MMU", "MOSFET", "MOSI", "MPU", "MSB", "MSBFIRST", "MSTR", "MUX", "NACK", "NC", "NMI", "NOP", "NOR", "NPN", "NRST", "NTC", "NULL", "NVIC", "NVM", "NVS", "OD", "OFF", "OK", "ON", "OPA", "OR", "OS", "OSC", "OSI", "OTA", "OTG", "OTP", "PB", "PC", "PCB", "PCLK", "PCLK1", "PCLK2", "PCM", "PD", "PDF", "PDM", "PFIC", "PHY", "PID", "PLL", "PLLS", "PMU", "PNP", "POR", "PP", "PPM", "PSRAM", "PTP", "PVD", "PVT", "PWM", "PWR", "QFN", "QSPI", "QFP", "RAM", "RC", "READ", "RESET", "RF", "RGB", "RISC", "RISC-V", "RMII", "RMS", "RMW", "RO", "ROM", "RS232", "RS485", "RTC", "RTOS", "RTS", "RW", "RWX", "RX", "RXD", "SAR", "SBC", "SCL", "SCK", "SCLK", "SD", "SDA", "SDI", "SDIO", "SDK", "SDRAM", "SET", "SIMD", "SINGLE", "SMD", "SMPS", "SNR", "SNTP", "SOC", "SOP", "SP", "SPI", "SPL", "SPS", "SRAM", "SS", "SSOP", "STK", "SVD", "SW", "SWCLK", "SWD", "SWDIO", "SWI", "SWIO", "SWO", "SYSCLK", "SYSTICK", "HCLK", "TBD", "TCP", "TDI", "TDO", "TFT", "TIM", "TLS", "TMS", "TCK", "TRUE", "FALSE", "TSSOP", "TTL", "TWI", "TX", "TXD", "UART", "UARTS", "UDP", "UI", "UID", "UM", "URL", "USART", "USB", "USB-C", "UTC", "UUID", "VBAT", "VCC", "VCO", "VDD", "VDDA", "VDDIO", "VESD", "VIH", "VIL", "VOH", "VOL", "VIN", "VOUT", "VREF", "VSS", "VSSA", "VTOR", "WARN", "WDG", "WDT", "WFE", "WFI", "WIFI", "WLAN", "WO", "WRITE", "WSL", "WWDG", "XIP", "XML", "YAML", "ZIGBEE", "ZH", "EN", "TODO", "NOTE", "WARNING", "CAUTION", "IMPORTANT", "ANSWER", "YES", "NO", "DOC", "REF", "RM", "DS", "TRM", "ERRATA", "REV", "FIG", "VOLTAGE", "CURRENT", "MIN", "MAX", "TYP", "RDATA", "BIT", "BITS", "BYTE", "WORD", "BUS", "SYNC", "ASYNC", "MODE", "DATA", "START", "STOP"]
)
_STANDARD = re.compile(
    r"C\d{2}|UTF-?\d+|RV32\w*|RV64\w*|ARMV\d\w*|CORTEX-?\w*|M\d\+?|U?INT\d+(?:_T)?|FP\d+|IPV[46]|CRC-?\d+|AES-?\d+|SHA-?\d+|RSA-?\d+|RS-?\d+|USB\d?|I2C|I2S"
    r"|__\w+__|(?:HAL|LL|ESP|NRF|SDK|CMSIS|FREERTOS|CONFIG|K_|SYS_)_\w+|__HAL_\w+|\w+_(?:TYPEDEF|IRQN|IRQHANDLER)|PORT[A-Z]{3,}\w*"
)
_HARDWARE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,}\d*[A-Z]*|[A-Z]{2,}\d+[A-Z]*|P[A-K]\d{1,2}")


def is_common(name: str) -> bool:
    """Whether a capital word belongs to the field's language, not to one chip."""
    upper = name.upper().strip("_")
    bare = re.sub(r"S$", "", upper)
    return upper in _WORDS or bare in _WORDS or bool(_STANDARD.fullmatch(upper))


def looks_like_hardware(name: str) -> bool:
    """Whether a name, by its looks, is a register's, a field's, a pin's or an interrupt's.

    Names in mixed case are functions and types of some library, which manuals need not hold.
    """
    bare = re.sub(r"^R(?:8|16|32|64)_|(?<=[A-Z])[xny](?=_|$)|\[.*", "", name)
    bare = re.sub(r"->|::|\.", "_", bare)
    return bool(_HARDWARE.fullmatch(bare))
