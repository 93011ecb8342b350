# SPDX-License-Identifier: GPL-2.0-only
"""Tests the analysis of --explain: instructions, names, walks through windows, and figures."""
import struct
from array import array

import pytest

from vm.explain import classes, explain, figures, symbols, x86
from vm.explain.figures import Recipe, Sample
from vm.explain.symbols import NoSymbols, Static, Symbols
from vm.explain.trace import MISSES, Block, Damaged, Trace
from vm.explain.walk import NoCut, Walk
from vm.explain.x86 import Flow

KERNEL = 0xffffffff81000000


@pytest.mark.parametrize("code, flow, target", [
    ("90", Flow.NEXT, None), ("7405", Flow.BRANCH, 107), ("75fe", Flow.BRANCH, 100), ("ebfe", Flow.JUMP, 100),
    ("e900010000", Flow.JUMP, 361), ("e8fbffffff", Flow.CALL, 100), ("0f8410000000", Flow.BRANCH, 122),
    ("ffd0", Flow.INDIRECT_CALL, None), ("ffe0", Flow.INDIRECT_JUMP, None), ("ff30", Flow.NEXT, None),
    ("c3", Flow.RETURN, None), ("c20800", Flow.RETURN, None), ("48cf", Flow.LEAVE, None), ("480f07", Flow.LEAVE, None),
    ("0f05", Flow.SYSCALL, None), ("cc", Flow.TRAP, None), ("f348a5", Flow.REPEAT, None), ("48a5", Flow.NEXT, None),
    ("66e90000", Flow.JUMP, None), ("f2e800000000", Flow.CALL, 106),
    # The beginning of a call that crosses a page is no call.
    ("e8", Flow.NEXT, None), ("ff", Flow.NEXT, None), ("0f", Flow.NEXT, None), ("", Flow.NEXT, None)])
def test_where_an_instruction_continues(code, flow, target):
    data = bytes.fromhex(code)
    assert x86.flow(data) == flow
    assert x86.target(100, data) == target


@pytest.mark.parametrize("code, reads", [("0f31", True), ("0f01f9", True), ("0f01f8", False), ("0f30", False), ("31", False)])
def test_which_instructions_read_the_clock(code, reads):
    assert x86.reads_clock(bytes.fromhex(code)) == reads


@pytest.mark.parametrize("code, found", [
    ("488b07", {"loads": 1}), ("488907", {"stores": 1}), ("4889c7", {}), ("480107", {"loads": 1, "stores": 1}),
    ("488d07", {}), ("53", {"stores": 1}), ("5b", {"loads": 1}), ("c3", {"loads": 1, "returns": 1}),
    ("e800000000", {"stores": 1}), ("ff17", {"loads": 1, "stores": 1, "indirect": 1}), ("ffd0", {"stores": 1, "indirect": 1}),
    ("ffe0", {"indirect": 1}), ("7400", {"branches": 1}), ("f00fb117", {"loads": 1, "stores": 1, "locked": 1}),
    # A kernel with one CPU has a segment prefix where lock was.
    ("3e0fb117", {"loads": 1, "stores": 1, "locked": 1}), ("3e48ff0f", {"loads": 1, "stores": 1, "locked": 1}),
    ("3e488b07", {"loads": 1}), ("3e7400", {"branches": 1}), ("488707", {"loads": 1, "stores": 1, "locked": 1}),
    ("4887c7", {}), ("0faee8", {"serialising": 1}), ("fa", {"serialising": 1}), ("fb", {"serialising": 1}),
    ("9c", {"stores": 1, "serialising": 1}), ("0f31", {"serialising": 1}), ("0f01f8", {"serialising": 1}),
    ("0f1f840000000000", {}), ("0fb607", {"loads": 1}), ("480fc107", {"loads": 1, "stores": 1}), ("833f00", {"loads": 1}),
    ("830701", {"loads": 1, "stores": 1}), ("f60701", {"loads": 1}), ("48ff07", {"loads": 1, "stores": 1}),
    ("0f1807", {}), ("480fa3c8", {}), ("0f9007", {"stores": 1}), ("85c0", {}), ("8507", {"loads": 1})])
def test_classes_of_instructions(code, found):
    assert dict(classes.of((bytes.fromhex(code),))) == found


LIST = """\
ffffffff81000000 T _text
ffffffff81000000 T startup_64
ffffffff81001000 t htab_map_update_elem.cold
ffffffff81001100 t __pfx_htab_map_update_elem
ffffffff81001110 t htab_map_update_elem
ffffffff81001200 t slow.isra.0.constprop.3
ffffffff81001300 T __x64_sys_bpf
ffffffff81001300 T __do_sys_bpf_text_end
ffffffff81001380 T __x86_indirect_thunk_array
ffffffff81001380 T __x86_indirect_thunk_rax
ffffffff81001400 T asm_exc_page_fault
ffffffff81001500 d a_variable
ffffffffc0001000 t veth_xmit\t[veth]
ffffffffc0009000 t bpf_prog_6deef7357e7b4530_x\t[bpf]
""".splitlines()


@pytest.mark.parametrize("address, name", [
    (0xffffffff81000000, "startup_64"), (0xffffffff81000fff, "startup_64"), (0xffffffff81001000, "htab_map_update_elem"),
    (0xffffffff81001105, "htab_map_update_elem"), (0xffffffff81001200, "slow"), (0xffffffff81001310, "__x64_sys_bpf"),
    (0xffffffff81001382, "__x86_indirect_thunk_rax"), (0xffffffff81001500, "asm_exc_page_fault"), (0xffffffffc0001004, "veth_xmit"), (0xffffffffc0009000, "veth_xmit"),
    (0xffffffffc0109000, symbols.UNKNOWN), (0x1000, symbols.USER), (0xffff800000000000, symbols.UNKNOWN)])
def test_the_name_of_an_address(address, name):
    assert Symbols(Static(LIST)).find(address) == name


def test_generated_code_comes_and_goes():
    table = Symbols(Static(LIST))
    table.add(0xffffffffc0009000, 0x100, "bpf_prog_6deef7357e7b4530_loop__hash_upda")
    table.add(0xffffffffc000a000, 0x1000, "bpf_trampoline_6442518531_1")
    assert table.find(0xffffffffc0009010) == "bpf_prog:loop__hash_upda"
    assert table.find(0xffffffffc000a010) == "bpf_trampoline"
    assert table.find(0xffffffffc0009100) == "veth_xmit"
    table.remove(0xffffffffc0009000)
    table.remove(0xffffffffc0009000)
    assert table.find(0xffffffffc0009010) == "veth_xmit"


@pytest.mark.parametrize("lines, why", [
    ([], "CONFIG_KALLSYMS"), (["0000000000000000 T a", "0000000000000000 t b"], "kptr_restrict")])
def test_a_kernel_that_does_not_say_where_its_functions_are(lines, why):
    with pytest.raises(NoSymbols, match=why):
        Static(lines)


class Code:
    """Blocks of made-up code: each function is 4096 bytes, and begins where its name says."""

    FUNCTIONS = ("program", "a", "b", "__x86_indirect_thunk_rax", "asm_exc_page_fault", "asm_sysvec_timer", "program_caller")

    def __init__(self):
        self.blocks, self.run = {}, array("I")

    @classmethod
    def address(cls, name, offset=0):
        return KERNEL + 4096 * cls.FUNCTIONS.index(name) + offset

    def does(self, name, offset, *codes):
        """Executes a block."""
        insns = []
        at = self.address(name, offset)
        for code in codes:
            to, _, of = code.partition(" ")
            if of:
                opcode = bytes.fromhex(to)
                size = len(opcode) + 4
                data = opcode + struct.pack("<i", self.address(*of.split("+")[:1], int(of.partition("+")[2] or 0)) - at - size)
            else:
                data = bytes.fromhex(code)
            insns.append(data)
            at += len(data)
        block = Block(self.address(name, offset), tuple(insns))
        number = next((number for number, known in self.blocks.items() if known == block), len(self.blocks))
        self.blocks[number] = block
        self.run.append(number)
        return at - self.address(name)

    def count(self, clock=None):
        walk = Walk(self.blocks, lambda at: self.FUNCTIONS[(at - KERNEL) // 4096], lambda at: at % 4096 == 0,
                    (self.address("program"), self.address("program") + 4096), {})
        counts = walk.count(self.run, clock)
        found = {}
        for (node, share), n in counts.blocks.items():
            path = ";".join(counts.tree.path(node))
            path = path[path.index(symbols.PROGRAM):]
            found[path] = found.get(path, 0) + n * share.n
        return {path: n for path, n in found.items() if n}, counts


def framed(body):
    """Returns code whose program reads the clock before and after the body."""
    code = Code()
    back = code.does("program_caller", 0, "e8 program")
    code.does("program", 0, "90", "0f31")
    body(code)
    code.does("program", 3000, "90", "0f31")
    code.does("program", 3003, "c3")
    code.does("program_caller", back, "90", "0f31")
    return code


def test_a_call_and_its_return():
    def body(code):
        back = code.does("program", 3, "90", "e8 a")
        code.does("a", 0, "90", "90", "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 5, "[program];a": 3}


def test_the_last_call_of_a_function_is_a_jump():
    def body(code):
        back = code.does("program", 3, "e8 a")
        code.does("a", 0, "90", "e9 b")
        code.does("b", 0, "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 4, "[program];a": 2, "[program];b": 1}


def test_a_retpoline_calls_by_its_return():
    def body(code):
        back = code.does("program", 3, "e8 __x86_indirect_thunk_rax")
        code.does("__x86_indirect_thunk_rax", 0, "e8 __x86_indirect_thunk_rax+64")
        code.does("__x86_indirect_thunk_rax", 64, "48890424", "c3")
        code.does("b", 0, "90", "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 7, "[program];b": 2}


def test_a_trampoline_that_skips_a_return():
    def body(code):
        back = code.does("program", 3, "e8 a")
        entry = code.does("a", 0, "e8 b")
        code.does("b", 0, "90", "e8 a+%d" % entry)
        code.does("a", entry, "90", "c3")
        # It drops the return to the function that called it.
        code.does("b", 6, "4883c408", "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 4, "[program];a": 1, "[program];a;b": 4, "[program];a;b;a": 2}


def test_a_return_address_that_was_replaced():
    def body(code):
        back = code.does("program", 3, "e8 a")
        code.does("a", 0, "90", "c3")
        # A kretprobe had replaced it.
        code.does("b", 0, "90", "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 4, "[program];a": 2, "[program];b": 2}


def test_a_fault_ends_a_block_early_and_what_resumes_counts_once():
    def body(code):
        code.does("program", 3, "90", "90", "e9 program+3000")
        code.does("asm_exc_page_fault", 0, "90", "48cf")
        code.does("program", 4, "90", "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 5, "[program];asm_exc_page_fault": 2}


def test_a_fault_that_is_fixed_up_is_that_of_the_only_access():
    def body(code):
        code.does("program", 3, "90", "53", "488b07", "90", "e9 program+3000")
        code.does("asm_exc_page_fault", 0, "48cf")
        code.does("program", 2000, "e9 program+3000")
    found, counts = framed(body).count()
    assert found == {"[program]": 5, "[program];asm_exc_page_fault": 1} and not counts.unsure


def test_a_fault_that_is_fixed_up_by_leaving_the_instruction_out():
    def body(code):
        code.does("program", 3, "f3a4")
        code.does("asm_exc_page_fault", 0, "48cf")
        code.does("program", 5, "e9 program+3000")
    found, counts = framed(body).count()
    assert found == {"[program]": 3, "[program];asm_exc_page_fault": 1} and not counts.unsure


@pytest.mark.parametrize("clock, own, unsure", [(6, 3, 0), (8, 5, 0), (20, 7, 1), (None, 7, 1)])
def test_the_clock_tells_which_access_had_a_fault(clock, own, unsure):
    def body(code):
        code.does("program", 3, "488b07", "90", "488907", "e9 program+3000")
        code.does("asm_exc_page_fault", 0, "90", "90", "48cf")
        code.does("program", 2000, "e9 program+3000")
    found, counts = framed(body).count(clock)
    assert found == {"[program]": own, "[program];asm_exc_page_fault": 3} and counts.unsure == unsure


def test_a_fault_that_resumes_elsewhere_is_unsure():
    def body(code):
        code.does("program", 3, "488b07", "488907", "e9 program+3000")
        code.does("asm_exc_page_fault", 0, "48cf")
        code.does("program", 2000, "e9 program+3000")
    assert framed(body).count()[1].unsure == 1


def test_an_interrupt_comes_between_blocks_and_its_clock_is_not_the_programs():
    def body(code):
        code.does("program", 3, "90", "75fd")
        code.does("asm_sysvec_timer", 0, "0f31")
        code.does("asm_sysvec_timer", 2, "48cf")
        code.does("program", 3, "90", "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 6, "[program];asm_sysvec_timer": 2}


def test_an_access_to_a_device_ends_a_block_early():
    def body(code):
        code.does("program", 3, "90", "90", "90", "e9 program+3000")
        code.does("program", 5, "90", "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 6}


def test_an_instruction_that_crosses_a_page_counts_once():
    def body(code):
        # QEMU gives the block its first byte, and executes it as the next one.
        code.does("program", 3, "90", "e8")
        back = code.does("program", 4, "e8 a")
        code.does("a", 0, "c3")
        code.does("program", back, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 5, "[program];a": 1}


def test_a_loop_into_its_own_middle_is_no_early_end():
    def body(code):
        code.does("program", 3, "90", "90", "75fd")
        code.does("program", 4, "90", "75fd")
        code.does("program", 7, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 8}


def test_a_repeated_instruction_counts_each_time():
    def body(code):
        code.does("program", 3, "90", "f3a4")
        code.does("program", 4, "f3a4")
        code.does("program", 4, "f3a4")
        code.does("program", 6, "e9 program+3000")
    assert framed(body).count()[0] == {"[program]": 7}


def test_a_program_that_does_not_read_the_clock_twice():
    code = Code()
    code.does("program_caller", 0, "e8 program")
    code.does("program", 0, "0f31")
    code.does("program", 2, "c3")
    with pytest.raises(NoCut, match="not read twice"):
        code.count()


@pytest.mark.parametrize("n, q, ranks", [
    (1, 0.1, [(0, 1.0)]), (4, 0, [(0, 1.0)]), (4, 1, [(3, 1.0)]), (5, 0.25, [(1, 1.0)]), (3, 0.25, [(0, 0.5), (1, 0.5)])])
def test_the_ranks_of_a_quantile(n, q, ranks):
    assert figures.quantile(n, q) == ranks


def sample(window, share, n=32):
    return Sample(window, share * n, n, share)


def test_a_figure_is_a_sum_of_samples():
    recipe = Recipe("t", "o", "x", "base", 0.5, 0.25)
    samples = {("t", "o", 0, "x"): [sample(0, 10), sample(1, 30)], ("t", "o", 0, "base"): [sample(2, 4)],
               ("t", "o", 1, "x"): [sample(3, 12)], ("t", "o", 1, "base"): [sample(4, 2)],
               ("t", "o", 2, "x"): [sample(5, 10)],
               ("t", "other", 1, "x"): [sample(6, 99)], ("u", "o", 1, "x"): [sample(7, 99)]}
    figure = figures.figure_of(recipe, samples)
    # The rounds are 20 - 4 and 12 - 2, and the quantile is a quarter of the way from 10 to 16.
    assert figure.value == 11.5
    assert {one.window: weight for one, weight in figure.weights} == {0: 0.125, 1: 0.125, 2: -0.25, 3: 0.75, 4: -0.75}


def test_of_equal_samples_the_last_one_is_taken():
    recipe = Recipe("t", "o", "x", "", 0.1, 0.25)
    samples = {("t", "o", number, "x"): [sample(10 * number + i, 7) for i in range(4)] for number in range(3)}
    assert [(one.window, weight) for one, weight in figures.figure_of(recipe, samples).weights] == [(23, 1.0)]


def chunk(kind, data=b""):
    return struct.pack("<II", ord(kind), len(data)) + data


def block(number, address, *insns):
    return chunk("B", struct.pack("<IIQ", number, len(insns), address) + bytes(map(len, insns)) + b"".join(insns))


def text(*words):
    return chunk("T", "\t".join(words).encode())


def run(*numbers, kind="R"):
    return chunk(kind, struct.pack(f"<{len(numbers)}I", *numbers))


PROGRAM = 0xffffffffc0000000
STATIC = Static(["ffffffff81000000 T entry", "ffffffff81001000 T helper"])
CALL = b"\xe8" + struct.pack("<i", 0xffffffff81001000 - PROGRAM - 7)
BLOCKS = (block(0, 0xffffffff81000000, b"\xff\xd0") + block(1, PROGRAM, b"\x0f\x31") + block(2, PROGRAM + 2, CALL) +
          block(3, 0xffffffff81001000, b"\x90", b"\x90", b"\xc3") + block(4, PROGRAM + 7, b"\x0f\x31") +
          block(5, PROGRAM + 9, b"\xc3"))
CODE = text("code", f"{PROGRAM:x}", "40", "bpf_prog_6deef7357e7b4530_x")


def windows(*parts, took=5):
    """Returns a trace with one window for the operation t/x, which took 5 instructions."""
    return (b"bpf-perf trace 1" + text("round", "t", "o", "0") + CODE + text("window", "x", "program", f"{PROGRAM:x}") +
            b"".join(parts) + text("took", str(took), "1", str(took)) + text("figure", "t", "o", "x", "-", "0.1", "0.25"))


def explained(tmp_path, data, value=5.0):
    path = tmp_path / "trace"
    path.write_bytes(data)
    return explain.explain(Trace(path), STATIC, [{"name": "t/x", "value": value}, {"name": "t/failed"}])


WHOLE = BLOCKS + run(0, 1, 2, 3, 4, 5)


def test_a_trace_is_explained(tmp_path):
    found = explained(tmp_path, windows(WHOLE) + chunk("E"))
    assert found["t/x"]["functions"] == {"helper": {"insns": 3.0, "loads": 1.0, "returns": 1.0},
                                         "[program]": {"insns": 2.0, "stores": 1.0, "serialising": 1.0}}
    assert found["t/x"]["stacks"] == {"[program]": 2.0, "[program];helper": 3.0}
    assert found["t/x"]["sum"] == found["t/x"]["result"] == 5
    assert "t/failed" not in found


@pytest.mark.parametrize("name, explains", [
    ("bpf_prog_6deef7357e7b4530_x", True), ("bpf_prog_6deef7357e7b4530", True), ("bpf_prog_7deef7357e7b4530", False), ("", False)])
def test_a_program_whose_address_is_hidden_is_found_by_its_name(tmp_path, name, explains):
    data = windows(WHOLE).replace(text("window", "x", "program", f"{PROGRAM:x}"), text("window", "x", "named", name))
    found = explained(tmp_path, data + chunk("E"))["t/x"]
    assert (found.get("sum") == 5) == explains and ("does not say where the program is" in found.get("reason", "")) != explains
    # There are two of this name.
    data = data.replace(CODE, CODE + text("code", f"{PROGRAM + 64:x}", "40", "bpf_prog_6deef7357e7b4530_x"))
    assert "does not say where" in explained(tmp_path, data + chunk("E"))["t/x"]["reason"]


def test_a_window_in_parts_and_one_that_is_the_same_again(tmp_path):
    parts = BLOCKS + run(0, 1, 2, kind="P") + run(3, 4, 5)
    assert explained(tmp_path, windows(parts) + chunk("E"))["t/x"]["sum"] == 5
    first = b"bpf-perf trace 1" + WHOLE
    at = len(first) - len(run(0, 1, 2, 3, 4, 5))
    again = windows(chunk("A", struct.pack("<Q", at))).replace(b"bpf-perf trace 1", first)
    assert explained(tmp_path, again + chunk("E"))["t/x"]["sum"] == 5


def misses(*places):
    """What a window missed: places in it, and numbers of MISSES."""
    return chunk("M", struct.pack(f"<{len(places)}Q", *(place << 2 | what for place, what in places)))


def test_what_a_window_missed(tmp_path):
    # Before the first read of the clock and after the last one nothing counts.
    seen = misses((0, 2), (1, 0), (2, 0), (3, 1), (3, 2)) + misses((3, 3), (4, 0), (5, 2))
    path = tmp_path / "trace"
    path.write_bytes(windows(BLOCKS + seen + run(0, 1, 2, 3, 4, 5)) + chunk("E"))
    found = explain.explain(Trace(path), STATIC, [{"name": "t/x", "value": 5.0}], True)["t/x"]
    assert [found[name] for name in MISSES] == [4, 2, 1, 1]
    assert {name: found["functions"]["helper"].get(name) for name in MISSES} == {
        "l1d_misses": 2, "l2_misses": 2, "l3_misses": 1, "mispredicted": 1}
    assert found["functions"]["[program]"]["l1d_misses"] == 2 and "l2_misses" not in found["functions"]["[program]"]
    assert "l1d_misses" not in explained(tmp_path, windows(WHOLE) + chunk("E"))["t/x"]


def test_a_window_that_is_the_same_again_missed_something_else(tmp_path):
    first = b"bpf-perf trace 1" + BLOCKS + misses((2, 0)) + run(0, 1, 2, 3, 4, 5)
    again = misses((3, 0), (3, 0)) + chunk("A", struct.pack("<Q", len(first) - len(run(0, 1, 2, 3, 4, 5))))
    path = tmp_path / "trace"
    path.write_bytes(windows(again).replace(b"bpf-perf trace 1", first) + chunk("E"))
    found = explain.explain(Trace(path), STATIC, [{"name": "t/x", "value": 5.0}], True)["t/x"]
    assert found["l1d_misses"] == 2 and found["functions"]["helper"]["l1d_misses"] == 2


@pytest.mark.parametrize("data, why", [
    (windows(BLOCKS + chunk("F")) + chunk("E"), "limit"),
    (windows(BLOCKS) + chunk("E"), "the window was not closed"),
    (windows(BLOCKS), "the trace ends before it"),
    (b"bpf-perf trace 1", "the trace ends before its figure"),
    (b"bpf-perf trace 1" + chunk("E"), "not run in a window"),
    (b"bpf-perf trace 1" + text("none", "t", "x", "it is no time") + chunk("E"), "it is no time"),
    (windows(WHOLE).replace(text("took", "5", "1", "5"), text("took", "5", "1", "3")) + chunk("E"), "reads the clock itself"),
    (windows(WHOLE).replace(CODE, text("lost")) + chunk("E"), "does not say where the program is"),
    (windows(BLOCKS + run(0, 1, 5)) + chunk("E"), "not read twice")])
def test_why_an_operation_is_not_explained(tmp_path, data, why):
    assert why in explained(tmp_path, data)["t/x"]["reason"]


def test_a_sum_that_is_not_the_figure(tmp_path):
    found = explained(tmp_path, windows(WHOLE, took=6) + chunk("E"), 6.0)
    assert "add up to 5 of 6" in found["t/x"]["reason"]
    found = explained(tmp_path, windows(WHOLE, took=5.02) + chunk("E"), 5.02)
    assert found["t/x"]["sum"] == 5 and found["t/x"]["result"] == 5.02


def test_a_file_that_is_no_trace(tmp_path):
    for data in (b"", b"something else..", b"bpf-perf trace 1" + chunk("?")):
        with pytest.raises(Damaged):
            explained(tmp_path, data)
