"""A PIO block by the rules of the RP2040 datasheet, chapter 3, written for comparisons: it shares nothing with the
simulator's own model, and is slow.

Time is in cycles of clk_sys. Cycle n lies between the clock's edges n and n + 1: what an instruction of cycle n does
stands from edge n + 1 on, what the processors write at edge n is there in cycle n, and a pin that changes at edge n has
passed its two flip-flops in cycle n + 2.
"""

ALL = 0xFFFFFFFF
DEPTH = 4
GPIOS = 30


def bits(word, high, low):
    return word >> low & (1 << (high - low + 1)) - 1


def low_mask(count):
    return (1 << count) - 1


def rotate_left(word, count):
    count %= 32
    return (word << count | word >> (32 - count)) & ALL


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
            if sm.forced is not None:
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
        writes, set_flags, cleared = [], 0, 0
        for sm in self.machines:
            sm.tick = tick_from(sm, cycle)
            due = sm.tick >> 8 == cycle
            if due:
                sm.tick += sm.divisor
            if sm.forced is not None:
                sm.latched, sm.forced, sm.delay = sm.forced, None, 0
            elif not due or (not sm.enabled and sm.latched is None):
                continue
            before = sm.pc
            work = Cycle(self, sm, pins)
            work.run()
            writes += work.writes
            set_flags |= work.set_flags
            cleared |= work.cleared
            sm.asleep = work.stalled and not work.refilled
            if sm.pc != before:
                self.on_step(cycle + 1, sm.number, sm.pc)
        self.write_pins(cycle + 1, writes)
        flags = self.flags & ~cleared | set_flags
        if flags != self.flags:
            self.flags = flags
            self.wake()

    def wake(self):
        for sm in self.machines:
            sm.asleep = False

    def write_pins(self, edge, writes):
        """In the machines' order: of two that write one pin in one cycle the higher number wins (3.5.6)."""
        out, oe = self.out, self.oe
        for sm in self.machines:
            if sm.sticky is not None and sm.enabled:
                writes = [sm.sticky] + writes
        for mask, data, directions in writes:
            if directions:
                oe = oe & ~mask | data & mask
            else:
                out = out & ~mask | data & mask
        if (out, oe) != (self.out, self.oe):
            self.out, self.oe = out, oe
            self.on_pins(edge, out, oe)

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


class Cycle:
    """One machine in one cycle."""

    def __init__(self, block, sm, pins):
        self.block, self.sm, self.pin_levels = block, sm, pins
        self.writes, self.set_flags, self.cleared = [], 0, 0
        self.stalled = self.refilled = False
        self.jumped = False
        self.execute_next = None

    def run(self):
        sm = self.sm
        if sm.delay:
            self.refill_if_due()
            sm.delay -= 1
            return
        of_program = sm.latched is None
        instruction = self.block.program[sm.pc] if of_program else sm.latched
        opcode, argument = instruction >> 13, instruction & 0xFF
        handlers = (self.jmp, self.wait, self.in_, self.out, self.push_or_pull, self.mov, self.irq, self.set_)
        # A refill that is due looks at what the OSR and FIFO held before the instruction.
        due = self.refill_is_due()
        settles_osr = opcode == 3 or (opcode == 4 and argument & 0x80) or (opcode == 5 and argument >> 5 == 7)
        handlers[opcode](argument)
        delay = self.side_set(instruction >> 8 & 0x1F)
        if due and not settles_osr:
            self.refill()
        if self.stalled:
            sm.latched = None if of_program else instruction
            return
        sm.irq_set = False
        if of_program and not self.jumped:
            wrap_top, wrap_bottom = bits(sm.execctrl, 16, 12), bits(sm.execctrl, 11, 7)
            sm.pc = wrap_bottom if sm.pc == wrap_top else (sm.pc + 1) % 32
        sm.latched = self.execute_next
        sm.delay = 0 if self.execute_next is not None else delay

    # Pins.

    def write(self, base, count, data, directions):
        mask = rotate_left(low_mask(count), base)
        write = (mask, rotate_left(data & low_mask(count), base), directions)
        if bits(self.sm.execctrl, 17, 17):
            self.sm.sticky = write
        self.writes.append(write)

    def side_set(self, field):
        """Side-sets, whether or not the instruction stalls; the rest of the field is the delay (3.5.1)."""
        sm = self.sm
        count = bits(sm.pinctrl, 31, 29)
        delay = field & low_mask(5 - count)
        data, optional = field >> 5 - count, bits(sm.execctrl, 30, 30)
        if optional and count:
            count -= 1
            if not data >> count & 1:
                return delay
        if count:
            base = bits(sm.pinctrl, 14, 10)
            mask = rotate_left(low_mask(count), base)
            self.writes.append((mask, rotate_left(data & low_mask(count), base), bits(sm.execctrl, 29, 29)))
        return delay

    # FIFOs and shift registers (3.5.4).

    def refill_is_due(self):
        sm = self.sm
        return bits(sm.shiftctrl, 17, 17) and sm.osr_count >= sm.threshold(29, 25) and sm.tx

    def refill_if_due(self):
        if self.refill_is_due():
            self.refill()

    def refill(self):
        self.sm.osr, self.sm.osr_count, self.refilled = self.sm.tx.pop(0), 0, True

    def push(self):
        self.sm.rx.append(self.sm.isr)
        self.sm.isr = self.sm.isr_count = 0

    def rx_full(self):
        return len(self.sm.rx) >= self.sm.depths()[1]

    # Instructions (3.4).

    def jmp(self, argument):
        sm = self.sm
        condition = argument >> 5
        if condition == 0:
            holds = True
        elif condition == 1:
            holds = sm.x == 0
        elif condition == 2:
            holds = sm.x != 0
            sm.x = (sm.x - 1) & ALL
        elif condition == 3:
            holds = sm.y == 0
        elif condition == 4:
            holds = sm.y != 0
            sm.y = (sm.y - 1) & ALL
        elif condition == 5:
            holds = sm.x != sm.y
        elif condition == 6:
            holds = self.pin_levels >> bits(sm.execctrl, 28, 24) & 1
        else:
            holds = sm.osr_count < sm.threshold(29, 25)
        if holds:
            sm.pc, self.jumped = argument & 31, True

    def flag_number(self, index):
        return index & 4 | index + self.sm.number & 3 if index & 16 else index & 7

    def wait(self, argument):
        polarity, source, index = argument >> 7, argument >> 5 & 3, argument & 31
        if source == 2:
            number = self.flag_number(index)
            level = self.block.flags >> number & 1
            if level == polarity == 1:
                self.cleared |= 1 << number
        else:
            pin = index if source == 0 else (index + bits(self.sm.pinctrl, 19, 15)) % 32
            level = self.pin_levels >> pin & 1
        self.stalled = level != polarity

    def in_(self, argument):
        sm = self.sm
        count = argument & 31 or 32
        total = min(sm.isr_count + count, 32)
        pushes = bits(sm.shiftctrl, 16, 16) and total >= sm.threshold(24, 20)
        if pushes and self.rx_full():
            self.stalled = sm.rx_stalled = True
            return
        data = self.source(argument >> 5, {3: 0, 6: sm.isr, 7: sm.osr}) & low_mask(count)
        if bits(sm.shiftctrl, 18, 18):
            sm.isr = (sm.isr >> count | data << 32 - count) & ALL
        else:
            sm.isr = (sm.isr << count | data) & ALL
        sm.isr_count = total
        if pushes:
            self.push()

    def source(self, number, others):
        """What IN and MOV read: the first three sources are the same."""
        if number == 0:
            return rotate_left(self.pin_levels, 32 - bits(self.sm.pinctrl, 19, 15))
        return {1: self.sm.x, 2: self.sm.y, **others}[number]

    def out(self, argument):
        sm = self.sm
        if bits(sm.shiftctrl, 17, 17) and sm.osr_count >= sm.threshold(29, 25):
            sm.tx_stalled |= not sm.tx
            self.refill_if_due()
            self.stalled = True
            return
        count = argument & 31 or 32
        if bits(sm.shiftctrl, 19, 19):
            data, sm.osr = sm.osr & low_mask(count), sm.osr >> count
        else:
            data, sm.osr = sm.osr >> 32 - count, sm.osr << count & ALL
        sm.osr_count = min(sm.osr_count + count, 32)
        self.put(argument >> 5, data, is_out=True, count=count)
        self.refill_if_due()

    def put(self, target, data, is_out, count=0):
        """Where OUT and MOV write; they differ in 3, 4, 6 and 7."""
        sm = self.sm
        if target == 0 or (target == 4 and is_out):
            self.put_pins(data, target == 4)
        elif target == 1:
            sm.x = data
        elif target == 2:
            sm.y = data
        elif target == 5:
            sm.pc, self.jumped = data & 31, True
        elif target == 6:
            sm.isr, sm.isr_count = data, count
        elif target == (7 if is_out else 4):
            self.execute_next = data & 0xFFFF
        elif target == 7:
            sm.osr, sm.osr_count = data, 0

    def put_pins(self, data, directions):
        sm = self.sm
        if bits(sm.execctrl, 18, 18) and not data >> bits(sm.execctrl, 23, 19) & 1:
            sm.sticky = None
            return
        self.write(bits(sm.pinctrl, 4, 0), bits(sm.pinctrl, 25, 20), data, directions)

    def push_or_pull(self, argument):
        sm = self.sm
        conditional, block = argument >> 6 & 1, argument >> 5 & 1
        if not argument & 0x80:
            if conditional and sm.isr_count < sm.threshold(24, 20):
                return
            if not self.rx_full():
                self.push()
                return
            sm.rx_stalled = True
            self.stalled = bool(block)
            if not block:
                sm.isr = sm.isr_count = 0
            return
        if conditional and sm.osr_count < sm.threshold(29, 25):
            return
        if bits(sm.shiftctrl, 17, 17) and sm.osr_count == 0:
            return  # a barrier only: the OSR is full
        if sm.tx:
            self.refill()
        elif block:
            self.stalled = sm.tx_stalled = True
        else:
            sm.osr, sm.osr_count = sm.x, 0

    def mov(self, argument):
        sm = self.sm
        status = len(sm.rx if bits(sm.execctrl, 4, 4) else sm.tx) < bits(sm.execctrl, 3, 0)
        data = self.source(argument & 7, {3: 0, 4: 0, 5: ALL if status else 0, 6: sm.isr, 7: sm.osr})
        operation = argument >> 3 & 3
        if operation == 1:
            data ^= ALL
        elif operation == 2:
            data = int(f"{data:032b}"[::-1], 2)
        self.put(argument >> 5, data, is_out=False)

    def irq(self, argument):
        sm = self.sm
        number = self.flag_number(argument & 31)
        if argument & 0x40:
            self.cleared |= 1 << number
        elif not argument & 0x20:
            self.set_flags |= 1 << number
        elif not sm.irq_set:
            self.set_flags |= 1 << number
            sm.irq_set = self.stalled = True
        else:
            self.stalled = bool(self.block.flags >> number & 1)

    def set_(self, argument):
        sm = self.sm
        target, data = argument >> 5, argument & 31
        if target in (0, 4):
            self.write(bits(sm.pinctrl, 9, 5), bits(sm.pinctrl, 28, 26), data, target == 4)
        elif target == 1:
            sm.x = data
        elif target == 2:
            sm.y = data
