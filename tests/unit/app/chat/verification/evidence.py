"""A made-up chip's passages, for the tests of verification."""

from app.chat.verification import Source

CONTROL = """3.4.1 Clock Control Register (CLK_CTLR)
Offset address: 0x00
Reserved[31:26], LOCKED[25], PLLEN[24], Reserved[23:8], TRIMVAL[7:3]
Bit | Name | Access | Description | Reset value
25 | LOCKED | RO | PLL lock flag. 1: the PLL is locked. 0: the PLL is not locked. | 0
24 | PLLEN | RW | PLL enable. 1: Enables the PLL. 0: Disables the PLL. | 0
[7:3] | TRIMVAL[4:0] | RW | Oscillator trim. The default value is 16, which gives 24MHz. | 10000
"""
MAP = """Table 3-1
R32_CLK_CTLR | 0x40021000 | Clock control register | 0x0000xx83
R32_CLK_CFGR | 0x40021004 | Clock configuration register | 0x00000020
"""
LIMITS = """Symbol | Parameter | Conditions | Min. | Typ. | Max. | Unit
IDD | Supply current in run mode | fHCLK = 48 MHz, VDD = 3.3 V | - | 6.1 | 7.2 | mA
IDD | Supply current in run mode | fHCLK = 8 MHz, VDD = 3.3 V | - | 2.1 | 3.2 | mA
VDD | Supply voltage |  | 2.7 | 3.3 | 5.5 | V
ILEAK | Input leakage current |  | - | - | 0.5 | µA
"""
PROSE = """9.1 Overview
The converter has 8 external channels and 2 internal sources. Its input clock must not exceed 24 MHz.
The flash memory holds 16 KB. It endures 10000 erase cycles. After power-up the core runs from the internal
oscillator at 24 MHz.
"""
SOURCES = (
    Source(1, CONTROL, "3 Clock (CLK) › 3.4.1 Clock Control Register (CLK_CTLR)", "rm.pdf", "en", 17),
    Source(2, MAP, "3.4 Registers", "rm.pdf", "en", 16),
    Source(3, LIMITS, "4 Electrical characteristics", "ds.pdf", "en", 30),
    Source(4, PROSE, "9 Analog-to-digital converter (ADC)", "rm.pdf", "en", 74),
)
