"""Model-written C: right and wrong solutions are told apart, and nothing reaches out of the sandbox."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from finetune.evaluation.sandbox import attempt, code_of, refusal
from finetune.evaluation.suite import read_suite
from tests.unit.finetune.evaluation.solutions import RIGHT, WRONG

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not here")

SUITE = Path(str(files("finetune.evaluation") / "suites" / "exercises.jsonl"))
CASES = {
    case.id.removeprefix("c-").removesuffix("-en"): case
    for case in read_suite(SUITE)
    if case.language == "en"
}


def test_every_exercise_has_solutions():
    assert CASES.keys() == RIGHT.keys() == WRONG.keys()


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_right_solution_passes_and_a_wrong_one_does_not(name):
    case = CASES[name]
    assert attempt(f"Here:\n```c\n{RIGHT[name]}\n```\n", case.prelude, case.check).passed
    assert not attempt(WRONG[name], case.prelude, case.check).passed


@pytest.mark.parametrize(
    "code",
    [
        '#include "/etc/passwd"',
        "#include <stdio.h>",
        "#  include <unistd.h>",
        "#inc\\\nlude <unistd.h>",
        "%:include <unistd.h>",
        "??=include <unistd.h>",
        '_Pragma("x")\n#pragma GCC poison x',
        'void f(void) { __asm__("syscall"); }',
        "__attribute__((constructor)) void f(void) {}",
    ],
)
def test_what_reaches_out_is_not_compiled(code):
    assert refusal(code)


@pytest.mark.parametrize(
    ("body", "stage"),
    [
        ("for (;;);", "run"),
        ("static volatile char a[1 << 30]; for (long k = 0; k < 1 << 30; k++) a[k] = 1;", "run"),
        ("return 1", "compile"),
    ],
    ids=["endless", "greedy", "broken"],
)
def test_a_program_is_stopped(body, stage):
    made = attempt(f"int f(void) {{ {body} }}", "", "int main(void) { f(); return 0; }")
    assert (made.passed, made.stage) == (False, stage)


def test_code_is_the_first_block():
    assert code_of("a\n```c\nint x;\n```\nb\n```\nint y;\n```") == "int x;\n"
    assert code_of("int x;") == "int x;"
