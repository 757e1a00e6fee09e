"""Part numbers of many vendors: names are real, since their forms are what matters."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.chips import chip_key, covers
from app.library.part_numbers import grammars, is_brand, read

PAIRS = """
STMicroelectronics    STM32F103x8  = STM32F103C8T6 stm32f103c8 STM32F103 STM32F10xxx STM32F103R8 STM32F1
STMicroelectronics    STM32F103x8  ! STM32F103xB STM32F103ZET6 STM32F105 STM32F030F4 GD32F103C8
STMicroelectronics    STM32H743xI  = STM32H743ZIT6 STM32H743
STMicroelectronics    STM32L4R5    = STM32L4R5ZI STM32L4R5xx
STMicroelectronics    STM32WB55    ! STM32WB50CG STM32WBA52
STMicroelectronics    STM8S103     = STM8S103F3P6
STMicroelectronics    LSM6DSO      ! LSM6DSOX LSM6DS3
NXP                   LPC81x       = LPC812M101JD20 LPC810 lpc811
NXP                   LPC81x       ! LPC824 LPC1768 LPC11U35
NXP                   LPC11U35     = LPC11U35FBD48
NXP                   MKL25        = MKL25Z128VLK4
NXP                   PCA9685      = PCA9685PW
Microchip             PIC16F87X    = PIC16F877 PIC16F873 pic16f876 PIC16LF877 PIC16F877-20
Microchip             PIC16F87X    ! PIC16F877A PIC16F887 PIC16F1827 PIC18F4550
Microchip             PIC16F87XA   = PIC16F877A PIC16F877A-I
Microchip             PIC32MX250F  = PIC32MX250F128B
Microchip             ATmega328P   = ATmega328P-AU atmega328 ATmega328
Microchip             ATmega328P   ! ATmega328PB ATmega32 ATmega3208 ATmega32U4
Microchip             ATtiny85     = ATtiny85-20PU ATtiny85V tiny85
Microchip             ATtiny85     ! ATtiny84 ATtiny8
Microchip             SAMD21       = ATSAMD21G18A SAMD21G18 atsamd21
Microchip             SAMD21       ! SAMD20 ATSAMD51
Microchip             MCP2515      = MCP2515-I MCP2515T
Microchip             MCP23017     ! MCP23S17 MCP23008
Texas Instruments     MSP430F5529  = MSP430F5529IPN
Texas Instruments     MSP430F5529  ! MSP430F5528 MSP430G2553 MSP432P401R
Texas Instruments     CC2541       = CC2541F128RHAR cc2541f256
Texas Instruments     CC2541       ! CC2540 CC2543
Texas Instruments     CC2640       ! CC2640R2F
Texas Instruments     CC1101       = CC1101RGP
Texas Instruments     INA219       = INA219B INA219AIDCNR
Texas Instruments     INA219       ! INA226 INA220
Texas Instruments     DRV8833      = DRV8833PWPR
Texas Instruments     TLV320ADC3101 ! TLV320AIC3104 TLV320ADC3001
Infineon              XMC1100      = XMC1100T038F0064
Infineon              XMC1100      ! XMC1300 XMC4500
Infineon              TLE5012      ! TLE5009
Renesas               R7FA4M1AB    = R7FA4M1AB3CFM
Renesas               R7FA4M1AB    ! R7FA6M4AF3CFB
Renesas               DA7212       ! DA7213 DA14531
Nordic                nRF52840     = nRF52840-QIAA nRF52 NRF52840
Nordic                nRF52840     ! nRF52832 nRF5340 nRF24L01
Silicon Labs          Si115x       = si1153 SI1151
Silicon Labs          Si115x       ! Si1145 Si7021
Silicon Labs          CP2102       ! CP2102N CP2104
Silicon Labs          EFM32GG11    = EFM32GG11B820F2048GL192
Silicon Labs          EFM32GG11    ! EFM32GG12 EFM32TG11 EFR32MG24
Espressif             ESP32-C3     = ESP32-C3FH4 esp32c3 ESP32-C3-MINI-1
Espressif             ESP32        = ESP32-D0WDQ6 ESP32-WROOM-32 esp32cam
Espressif             ESP32        ! ESP32-C3 ESP32-C3FH4 ESP32-S3 ESP32C6 ESP32-H2 ESP8266
Espressif             ESP32-C6     ! ESP32-C61
Espressif             ESP8266      = ESP8266EX
WCH                   CH32V20x     = CH32V208 CH32V203C8T6
WCH                   CH32V20x     ! CH32V003 CH32F203 CH32V307
WCH                   CH32V103x    = CH32V103C8T6
WCH                   CH32X035     = ch32x035g8u6
WCH                   CH32V003     = CH32V003F4P6 CH32V003xx CH32V00x
WCH                   CH32V003     ! CH32V0035 CH32V006 CH32X035
WCH                   CH340        = CH340G CH340C
GigaDevice            GD32VF103    = GD32VF103CBT6
GigaDevice            GD32VF103    ! GD32F103C8T6 GD32F303
GigaDevice            GD32F303xx   = GD32F303CCT6
Puya                  PY32F003     = PY32F003F16P6 PY32F003F1xU
Puya                  PY32F003     ! PY32F030 PY32F002A
Puya                  PY32F002A    ! PY32F002B
Nuvoton               N76E003      = N76E003AT20
Nuvoton               NUC123       = NUC123ZD4AN0
Nuvoton               NUC123       ! NUC126 M031
Artery                AT32F421     = AT32F421K8U7 AT32F421xxU7
Artery                AT32F403     ! AT32F403A AT32F413
HDSC                  HC32L110     = HC32L110C6PA
HDSC                  HC32L110     ! HC32F460
MindMotion            MM32F031xx   = MM32F031K4T6
MindMotion            MM32F031xx   ! MM32F0010 MM32F103
Bouffalo              BL602        = BL602C00
Bouffalo              BL602        ! BL604 BL702
Raspberry Pi          RP2350       = RP2350A RP2350B
Raspberry Pi          RP2350       ! RP2040
Maxim                 DS3231       = DS3231SN
Maxim                 DS3231       ! DS3231M DS1307
Maxim                 MAX485       = MAX485ESA
Maxim                 MAX485       ! MAX3485 MAX4850
Analog Devices        ADXL345      = ADXL345BCCZ-RL7
Analog Devices        ADXL345      ! ADXL343 AD5593R
Analog Devices        AD5593R      = AD5593RBCPZ
Bosch                 BME280       ! BMP280 BME680
InvenSense            MPU-6050     = MPU6050 mpu-6050
InvenSense            MPU-6050     ! MPU-6500 MPU-9250 ICM-20948
Winbond               W25Q64       = W25Q64JVSSIQ W25Q64FV
Winbond               W25Q64FV     ! W25Q64JV W25Q128
Allegro               A4988        = A4988SETTR-T
Allegro               A4988        ! A4983 ACS712
Arm                   Cortex-M0+   = Cortex-M0Plus cortex-m0+
Arm                   Cortex-M0+   ! Cortex-M0 Cortex-M3
Arm                   PL011        ! PL022
onsemi                FUSB302B     = FUSB302BMPX
FTDI                  FT232R       = FT232RL FT232RQ
FTDI                  FT232R       ! FT232H FT2232H
Geehy                 APM32F103    = APM32F103CBT6
Synwit                SWM050       ! SWM320
"""


def _pairs(sign: str) -> list[tuple[str, str]]:
    found = []
    for line in PAIRS.strip().splitlines():
        _vendor, (covered, mark, *asked) = line[:22], line[22:].split()
        found += [(covered, name) for name in asked if mark == sign]
    return found


@pytest.mark.parametrize(("covered", "asked"), _pairs("="))
def test_one_chip(covered: str, asked: str) -> None:
    assert covers(covered, asked)
    assert covers(asked, covered)


@pytest.mark.parametrize(("covered", "asked"), _pairs("!"))
def test_other_chips(covered: str, asked: str) -> None:
    assert not covers(covered, asked)
    assert not covers(asked, covered)


def test_many_vendors_are_there() -> None:
    assert len({line[:22].strip() for line in PAIRS.strip().splitlines()}) >= 25
    assert len({grammar.vendor for grammar in grammars()}) >= 25


@pytest.mark.parametrize("name", ["STM32", "CH32x", "STM32F", "CH32V", "PIC16", "nRF", "GD32", "LPC"])
def test_a_name_as_wide_as_a_makers_line(name: str) -> None:
    assert is_brand(chip_key(name))


@pytest.mark.parametrize("name", ["STM32F1", "ESP32", "CH32V20x", "LPC81x", "PIC16F87X", "A4988", "XYZ12"])
def test_a_name_of_a_chip_or_series_is_not(name: str) -> None:
    assert not is_brand(chip_key(name))


@pytest.mark.parametrize("word", ["R100", "I2C1", "SHA256", "UART0", "uint8", "DS5319", "GPIO25", "XYZ9000"])
def test_what_no_grammar_reads(word: str) -> None:
    assert read(chip_key(word)) is None


PARTS = sorted({name for pair in _pairs("=") + _pairs("!") for name in pair if name.isascii()})


@given(st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_symmetric_and_blind_to_case_of_whole_names(one: str, other: str) -> None:
    assert covers(one, other) == covers(other, one)
    if "x" not in one + other:
        assert covers(one.lower(), other.upper()) == covers(one, other)


@given(st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_never_across_families(one: str, other: str) -> None:
    mine, yours = read(chip_key(one)), read(chip_key(other))
    if mine and yours and mine.grammar is not yours.grammar:
        assert not covers(one, other)


@given(st.sampled_from(PARTS), st.text(string.ascii_uppercase, min_size=1, max_size=3))
def test_what_is_ordered_is_the_same_chip(part: str, package: str) -> None:
    assert covers(part, f"{part}-{package}")
