"""Values of fields and what they mean: binary listings, quoted meanings, words that only look like names."""

import pytest

from app.chat.verification import Source, verify

from .evidence import SOURCES

TIMER = """5.2.3 Timer Mode Register (TMR_MODE)
Bit | Name | Access | Description | Reset value
[7:4] | FILT | RW | Input filter: 0101: sampled at fDT/2, N=8; 1101: sampled at fDT/32, N=5. | 0
[3:2] | PINCFG | RW | Pin mode: 00: FREE mode; 01: FREE and Single mode; 10: FREE, Single, Dual mode. | 0
[1:0] | TDIV | RW | Divider: 00: Divided by 1; 01: Divided by 2; 10: Divided by 4. | 0
"""
BUS = """5.3.1 Bus Control Register (BUS_CTLR2)
Offset address: 0x04
Bit | Name | Access | Description | Reset value
9 | BUFIE | RW | 1: TxE or RxEN raises an event interrupt; 0: TxE or RxEN raises no event interrupt. | 0
8 | NSUSP | RO | 挂起状态位： 1：总线处于挂起态； 0：总线处于非挂起态。 | 0
"""
STATUS = """5.3.2 Bus Status Register (BUS_STAR1)
Offset address: 0x08
Bit | Name | Access | Description | Reset value
7 | TxE | RO | Transmit buffer empty. | 0
6 | RxEN | RO | Receive buffer in use. | 0
"""
LINES = """Register 8.3: BUS_OUTLINK_CONTROL_CONFIGURATION_REG (0x24)
BUS_OUTLINK_PARK_IDLE[31] reset 1, BUS_OUTLINK_STOP[28] reset 0
BUS_OUTLINK_PARK_IDLE 0: normal output; 1: open drain output. (R/W)
BUS_OUTLINK_STOP Set this bit to stop. (R/W)
"""
MAPPED = """5.5 Remap Register (RMP_ALT)
Offset address: 0x0C
Bit | Name | Access | Description | Reset value
4 | UART0 | RW | 1: RXD0_/TXD0_ mapped to PA[15]/PA[14]; 0: RXD0/TXD0 mapped to PB[4]/PB[7]. | 0
"""
EVIDENCE = (
    *SOURCES,
    Source(11, TIMER, "5 Timer › 5.2.3 Timer Mode Register (TMR_MODE)", "rm.pdf", "en", 41),
    Source(12, BUS, "5 Bus › 5.3.1 Bus Control Register (BUS_CTLR2)", "rm.pdf", "en", 42),
    Source(13, STATUS, "5 Bus › 5.3.2 Bus Status Register (BUS_STAR1)", "rm.pdf", "en", 43),
    Source(15, MAPPED, "5 Bus › 5.5 Remap Register (RMP_ALT)", "rm.pdf", "en", 45),
    Source(
        14, LINES, "8 Registers › Register 8.3: BUS_OUTLINK_CONTROL_CONFIGURATION_REG", "trm.pdf", "en", 44
    ),
)
RIGHT = (
    "TMR_MODE 中 FILT = 1101 表示：sampled at fDT/32, N=5[11]。",
    "Divided by 1: write 00 to TDIV of TMR_MODE [11].",
    "In TMR_MODE, set PINCFG to 01 for: FREE and Single mode.",
    "In TMR_MODE, set PINCFG to 0b10 for: FREE, Single, Dual mode.",
    "若需“TxE or RxEN raises no event interrupt”，请将 BUS_CTLR2 的 BUFIE 设为 0[12]。",
    "BUS_CTLR2 中 BUFIE = 1 表示：当 TxE 或者 RxEN 置位时产生事件[12]。",
    "若需“总线处于非挂起态”，请将 BUS_CTLR2 的 NSUSP 设为 0[12]。",
    "The reset value of BUS_OUTLINK_PARK_IDLE in BUS_OUTLINK_CONTROL_CONFIGURATION_REG is 1 [14].",
    "With BUS_OUTLINK_PARK_IDLE = 1 it means: open drain output [14].",
    "From 2.7 V up to 5.5 V: that is the supply voltage VDD [3].",
    "The supply voltage VDD: 2.7 V (min), 5.5 V (max) [3].",
    "LOCKED (a bit of CLK_CTLR) starts out as 0 after reset [1].",
    "BUS_STAR1 follows its base after 0x08 bytes (address offset 0x08) [13].",
    "RMP_ALT 中 UART0 = 1 表示：RXD0_/TXD0_ mapped to PA[15]/PA[14][15]。",
    "The manual says: “Offset address: 0x0C”, and that is all of RMP_ALT [15].",
    "LOCKED of CLK_CTLR is RO [1].",
    "LOCKED belongs to CLK_CTLR and is marked as read-only [1].",
    "Use the mask 0x01000000 for PLLEN in CLK_CTLR [1].",
    "用 0x02000000 作掩码可取出 CLK_CTLR 的 LOCKED（第25位）[1]。",
    "| Bits | Name |\n|---|---|\n| [24] | `PLLEN` |\n",
    "Divided by 4 is the choice for the slowest clock: write 10 to TDIV of TMR_MODE [11].",
)
WRONG = (
    "TMR_MODE 中 FILT = 0101 表示：sampled at fDT/32, N=5[11]。",
    "Divided by 1: write 01 to TDIV of TMR_MODE [11].",
    "In TMR_MODE, set PINCFG to 10 for: FREE and Single mode.",
    "若需“总线处于非挂起态”，请将 BUS_CTLR2 的 NSUSP 设为 1[12]。",
    "The reset value of BUS_OUTLINK_PARK_IDLE in BUS_OUTLINK_CONTROL_CONFIGURATION_REG is 0 [14].",
    "With BUS_OUTLINK_PARK_IDLE = 0 it means: open drain output [14].",
    "From 2.7 V up to 3.3 V: that is the supply voltage VDD [3].",
    "The supply voltage VDD: 5.5 V (min), 2.7 V (max) [3].",
    "LOCKED (a bit of CLK_CTLR) starts out as 1 after reset [1].",
    "BUS_STAR1 follows its base after 0x04 bytes (address offset 0x04) [13].",
    "RMP_ALT 中 UART0 = 0 表示：RXD0_/TXD0_ mapped to PA[15]/PA[14][15]。",
    "LOCKED of CLK_CTLR is WO [1].",
    "LOCKED belongs to CLK_CTLR and is marked as write-only [1].",
    "Use the mask 0x00000001 for PLLEN in CLK_CTLR [1].",
    "用 0x02 作掩码可取出 BUS_CTLR2 的 NSUSP（第8位）[12]。",
    "用 0x01 作掩码可取出 CLK_CTLR 的 LOCKED（第25位）[1]。",
    "| Bits | Name |\n|---|---|\n| [23] | `PLLEN` |\n",
    "TxE of BUS_CTLR2 shows an empty buffer [12].",
    "BUS_CTLR2 中的 TxE 表示缓冲区空[12]。",
)


@pytest.mark.parametrize("answer", RIGHT)
def test_what_a_field_means_may_be_said(answer: str) -> None:
    assert verify(answer, EVIDENCE).findings == ()


@pytest.mark.parametrize("answer", WRONG)
def test_another_meaning_s_value_is_found(answer: str) -> None:
    assert not verify(answer, EVIDENCE).ok
