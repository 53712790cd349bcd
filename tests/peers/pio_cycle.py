"""One cycle of a PIO state machine, by the RP2040 datasheet, 3.4 "Instruction Set" and 3.5 "Functional Details"; part of
pio_model.py."""

ALL = 0xFFFFFFFF


def bits(word, high, low):
    return word >> low & (1 << (high - low + 1)) - 1


def low_mask(count):
    return (1 << count) - 1


def rotate_left(word, count):
    count %= 32
    return (word << count | word >> (32 - count)) & ALL


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
            self.put_pins(data, target == 4, is_out)
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

    def put_pins(self, data, directions, is_out):
        sm = self.sm
        if is_out and bits(sm.execctrl, 18, 18) and not data >> bits(sm.execctrl, 23, 19) & 1:
            sm.sticky = None  # INLINE_OUT_EN: a bit of the data of OUT
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
