"""A PIO block by the rules of the RP2040 datasheet, chapter 3, written for comparisons: it shares nothing with the
simulator's own model, and is slow.

Time is in cycles of clk_sys. Cycle n lies between the clock's edges n and n + 1: what an instruction of cycle n does
stands from edge n + 1 on, what the processors write at edge n is there in cycle n, and a pin that changes at edge n has
passed its two flip-flops in cycle n + 2.
"""

from pio_cycle import ALL, Cycle, bits

DEPTH = 4
GPIOS = 30


class Machine:
    """A state machine: registers as they were written, and its state."""

    def __init__(self, number):
        self.number = number
        self.divisor = 256  # SMx_CLKDIV, cycles in 1/256
        self.execctrl, self.shiftctrl, self.pinctrl = 0x1F << 12, 3 << 18, 5 << 26
        self.x = self.y = self.osr = self.isr = 0
        self.osr_count, self.isr_count = 32, 0
        self.tx, self.rx = [], []
        self.pc = self.delay = 0
        self.forced = None  # an instruction that was written to SMx_INSTR, for the next cycle
        self.latched = None  # one that waits to be executed, or executed again, at a tick
        self.irq_set = False  # by an IRQ WAIT that goes on
        self.enabled = False
        self.tick = 0  # when the next one is, in 1/256 cycles
        self.tx_stalled = self.rx_stalled = False
        self.sticky = None
        self.asleep = False  # stalls, and will until something changes

    def depths(self):
        """Of TX and RX (3.5.4, "FIFO joining")."""
        join_rx, join_tx = bits(self.shiftctrl, 31, 31), bits(self.shiftctrl, 30, 30)
        return DEPTH * (1 - join_rx) * (1 + join_tx), DEPTH * (1 - join_tx) * (1 + join_rx)

    def threshold(self, high, low):
        return bits(self.shiftctrl, high, low) or 32

    def restart(self):
        self.isr_count, self.osr_count, self.isr = 0, 32, 0
        self.delay, self.latched, self.forced, self.irq_set, self.sticky = 0, None, None, False, None


class Block:
    """The block. `on_pins(edge, out, oe)` and `on_step(edge, machine, pc)` are told of changes."""

    def __init__(self, on_pins, on_step):
        self.on_pins, self.on_step = on_pins, on_step
        self.machines = [Machine(number) for number in range(4)]
        self.program = [0] * 32
        self.flags = self.out = self.oe = self.bypass = self.tx_over = self.rx_under = 0
        self.edge = 0  # all cycles before it are done
        self.seen = 0  # of the pins in the last cycle
        self.levels = [(-10, 0)]  # (edge, levels) of the pins, the last ones
        self.ahead = []  # those to come, the next one last

    def reset(self, edge):
        """The block is held in reset from `edge` on, which ends before the next access."""
        self.run(edge)
        for number, sm in enumerate(self.machines):
            self.machines[number] = Machine(number)
            if sm.pc != 0:
                self.on_step(edge, number, 0)
        self.program = [0] * 32
        self.flags = self.bypass = self.tx_over = self.rx_under = 0
        if self.out or self.oe:
            self.out = self.oe = 0
            self.on_pins(edge, 0, 0)

    # Pins as the machines see them.

    def set_levels(self, changes):
        """[(edge, levels)] of all time."""
        self.ahead = changes[::-1]

    def take_levels(self, cycle):
        while self.ahead and self.ahead[-1][0] <= cycle:
            self.levels = self.levels[-4:] + [self.ahead.pop()]

    def pins(self, cycle):
        self.take_levels(cycle)
        synchronised = 0
        for edge, levels in self.levels:
            if edge + 2 <= cycle:
                synchronised = levels
        return self.levels[-1][1] & self.bypass | synchronised & ~self.bypass & ALL

    def next_levels(self, cycle):
        """The first cycle after this one that sees other pins."""
        self.take_levels(cycle)
        coming = [edge + 2 for edge, _ in self.levels if edge + 2 > cycle]
        if self.ahead:
            coming.append(self.ahead[-1][0] + (0 if self.bypass else 2))
        return min((edge for edge in coming if edge > cycle), default=None)

    # Time.

    def run(self, until):
        """Does all cycles before edge `until`."""
        while self.edge < until:
            cycle = self.next_cycle(until)
            if cycle is None or cycle >= until:
                break
            self.do_cycle(cycle)
            self.edge = cycle + 1
        self.edge = max(self.edge, until)

    def next_cycle(self, until):
        best = None
        for sm in self.machines:
            if sm.forced is not None or sm.sticky:
                return self.edge
            if not sm.enabled and sm.latched is None:
                continue
            edge = self.edge
            if sm.asleep:
                wakes = self.next_levels(edge - 1)
                if wakes is None or wakes >= until:
                    continue
                edge = max(wakes, edge)
                sm.asleep = False
            cycle = tick_from(sm, edge) >> 8
            if best is None or cycle < best:
                best = cycle
        return best

    def do_cycle(self, cycle):
        pins = self.pins(cycle)
        if pins != self.seen:
            self.seen = pins
            self.wake()
        writes, set_flags, cleared, done = [], 0, 0, []
        for sm in self.machines:
            work = self.do_machine(sm, cycle, pins)
            # Of two that write one pin in one cycle the higher number wins; OUT_STICKY is a write in each cycle (3.5.6).
            writes += [sm.sticky] if sm.sticky else []
            if work is not None:
                writes += work.writes
                set_flags |= work.set_flags
                cleared |= work.cleared
                done.append(work)
        self.write_pins(cycle + 1, writes)
        for work in done:
            # Who waits writes its side-set again and again, which matters while another one overrides it.
            held = all(((self.oe if directions else self.out) ^ data) & mask == 0 for mask, data, directions in work.writes)
            work.sm.asleep = work.sm.asleep and held
        flags = self.flags & ~cleared | set_flags
        if flags != self.flags:
            self.flags = flags
            self.wake()

    def do_machine(self, sm, cycle, pins):
        """What it does in this cycle; None if it has no tick."""
        sm.tick = tick_from(sm, cycle)
        due = sm.tick >> 8 == cycle
        if due:
            sm.tick += sm.divisor
        if sm.forced is not None:
            sm.latched, sm.forced, sm.delay = sm.forced, None, 0
        elif not due or (not sm.enabled and sm.latched is None):
            return None
        before = sm.pc
        work = Cycle(self, sm, pins)
        work.run()
        sm.asleep = work.stalled and not work.refilled
        if sm.pc != before:
            self.on_step(cycle + 1, sm.number, sm.pc)
        return work

    def wake(self):
        for sm in self.machines:
            sm.asleep = False

    def write_pins(self, edge, writes):
        out, oe = self.out, self.oe
        for mask, data, directions in writes:
            if directions:
                oe = oe & ~mask | data & mask
            else:
                out = out & ~mask | data & mask
        if (out, oe) != (self.out, self.oe):
            self.out, self.oe = out, oe
            self.on_pins(edge, out, oe)
            self.wake()

    # The processors' side (3.7).

    def write(self, edge, register, value):
        self.run(edge)
        self.wake()
        name, number = split(register)
        sm = self.machines[(number or 0) % 4]
        if name == "CTRL":
            for each in self.machines:
                if value >> 4 + each.number & 1:
                    each.restart()
                if value >> 8 + each.number & 1:
                    each.tick = edge * 256
                each.enabled = bool(value >> each.number & 1)
        elif name == "INSTR_MEM":
            self.program[number] = value & 0xFFFF
        elif name == "SM_CLKDIV":
            sm.tick = tick_from(sm, edge)  # the count that is under way goes on
            sm.divisor = (bits(value, 31, 16) or 0x10000) * 256 + bits(value, 15, 8)
        elif name == "SM_EXECCTRL":
            sm.execctrl = value
        elif name == "SM_SHIFTCTRL":
            depths = sm.depths()
            sm.shiftctrl = value
            if sm.depths() != depths:
                sm.tx, sm.rx = [], []
        elif name == "SM_PINCTRL":
            sm.pinctrl = value
        elif name == "SM_INSTR":
            sm.forced = value & 0xFFFF
        elif name == "TXF":
            if len(sm.tx) < sm.depths()[0]:
                sm.tx.append(value)
            else:
                self.tx_over |= 1 << number
        elif name == "FDEBUG":
            self.tx_over &= ~(value >> 16)
            self.rx_under &= ~(value >> 8)
            for each in self.machines:
                each.tx_stalled &= not value >> 24 + each.number & 1
                each.rx_stalled &= not value >> each.number & 1
        elif name == "IRQ":
            self.flags &= ~value
        elif name == "IRQ_FORCE":
            self.flags |= value & 0xFF
        elif name == "INPUT_SYNC_BYPASS":
            self.bypass = value

    def read(self, edge, register):
        """What a read gives; None for what is no business of the state machines."""
        self.run(edge)
        name, number = split(register)
        sm = self.machines[(number or 0) % 4]
        if name == "RXF":
            self.wake()
            if sm.rx:
                return sm.rx.pop(0)
            self.rx_under |= 1 << number
            return 0
        if name == "FSTAT":
            value = 0
            for each in self.machines:
                tx_depth, rx_depth = each.depths()
                value |= (not each.tx) << 24 + each.number | (len(each.tx) >= tx_depth) << 16 + each.number
                value |= (not each.rx) << 8 + each.number | (len(each.rx) >= rx_depth) << each.number
            return value
        if name == "FLEVEL":
            return sum(len(each.tx) << 8 * each.number | len(each.rx) << 8 * each.number + 4 for each in self.machines)
        if name == "FDEBUG":
            stalls = sum(each.tx_stalled << 24 + each.number | each.rx_stalled << each.number for each in self.machines)
            return stalls | self.tx_over << 16 | self.rx_under << 8
        if name == "SM_ADDR":
            return sm.pc
        return {"IRQ": self.flags}.get(name)


def tick_from(sm, edge):
    """The divider's first tick in cycle `edge` or later; it runs on while nothing is executed (3.5.5)."""
    missing = edge * 256 - sm.tick
    return sm.tick + -(-missing // sm.divisor) * sm.divisor if missing > 0 else sm.tick


def split(register):
    """SM0_CLKDIV: SM_CLKDIV, 0. TXF3: TXF, 3. CTRL: CTRL, None."""
    if register.startswith("SM"):
        return "SM" + register[3:], int(register[2])
    name = register.rstrip("0123456789")
    return name, int(register[len(name) :]) if len(name) < len(register) else None
