"""What is about hardware, and what only a program's task."""

import pytest

from app.chat.intent.subject import is_of_hardware, is_technical


@pytest.mark.parametrize(
    "text",
    [
        "Configure USART1 for 115200 baud",
        "The UART hangs after reset, look at uart.c",
        "write a flash erase routine for one page",
        "Make the watchdog bite after 2 seconds",
        "it should run at 48 MHz",
        "What is the reset value of RCC_CTLR?",
        "Set PA5 high",
        "does the ZX90A32 have it",
        "Bring up the second serial interface",
        "measure Vbat through the internal divider",
        "把系统时钟改成最快",
        "引脚不翻转,检查 exti.c",
        "输入捕获测频率,写在 capture.c 里",
    ],
)
def test_hardware_is_known_by_its_words(text: str) -> None:
    assert is_of_hardware(text)
    assert is_technical(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rename the variable foo to bar in main.c",
        "fix the failing unit test in test_uart.py",
        "split src/gpio/timer.c into two files",
        "Add a unit test for crc16",
        "Why does the linker say undefined reference to main?",
        "Create a README for this repository",
        "The build took 12.5 s and the binary has 16384 bytes.",
        "bump the version to 1.2.0 and update the changelog",
        "给这个函数加上注释",
        "运行测试并修复失败的用例",
    ],
)
def test_a_programs_task_is_not_of_hardware(text: str) -> None:
    assert not is_of_hardware(text)
