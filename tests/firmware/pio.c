// Programmable I/O (datasheet, "PIO"). Instructions are assembled by hand; what each says stands behind it.

#include "firmware.h"

enum { PIN = 10, SIDE_PIN = 11, IN_PIN = 12 };
enum {
    WRAP_TOP = 12,
    WRAP_BOTTOM = 7,
    SET_COUNT = 26,
    SET_BASE = 5,
    OUT_COUNT = 20,
    SIDESET_COUNT = 29,
    SIDESET_BASE = 10
};
enum { PER_US = 125 << 16 };

static volatile uint32_t interrupts;

static void load(uint32_t at, const uint16_t* program, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        PIO0->INSTR_MEM[at + i] = program[i];
    }
}
#define LOAD(at, ...)                                                                                        \
    do {                                                                                                     \
        static const uint16_t words[] = {__VA_ARGS__};                                                       \
        load(at, words, sizeof words / sizeof *words);                                                       \
    } while (0)

// Stops the machine, points it to instructions [first, last] and starts it with the divider `clkdiv`.
static void run(uint32_t machine, uint32_t first, uint32_t last, uint32_t clkdiv, uint32_t pinctrl,
                uint32_t shiftctrl) {
    PioStateMachine* const sm = &PIO0->SM[machine];
    clear_bits(&PIO0->CTRL, BIT(machine));
    sm->CLKDIV = clkdiv;
    sm->EXECCTRL = last << WRAP_TOP | first << WRAP_BOTTOM;
    sm->PINCTRL = pinctrl;
    sm->SHIFTCTRL = shiftctrl ^ BIT(31); // a change of the joining empties the FIFOs
    sm->SHIFTCTRL = shiftctrl;
    set_bits(&PIO0->CTRL, BIT(4 + machine) | BIT(8 + machine)); // SM_RESTART, CLKDIV_RESTART
    sm->INSTR = first;                                          // jmp first
    set_bits(&PIO0->CTRL, BIT(machine));
}

static uint32_t result(uint32_t machine) {
    return wait_for(&PIO0->FSTAT, BIT(8 + machine), 0, 1000) ? PIO0->RXF[machine] : 0xdeadbeef;
}

enum { RIGHT = BIT(18) | BIT(19) }; // both shift registers to the right, as after reset

static void check_blink(void) {
    check_equal("PIO: DBG_CFGINFO", PIO0->DBG_CFGINFO, 32 << 16 | 4 << 8 | 4);
    pin_function(PIN, FUNC_PIO0);
    LOAD(0, 0xe081, // set pindirs, 1
         0xe301,    // set pins, 1 [3]
         0xe300);   // set pins, 0 [3]
    run(0, 0, 2, PER_US, 1 << SET_COUNT | PIN << SET_BASE, RIGHT);
    PIO0->SM[0].EXECCTRL = 2 << WRAP_TOP | 1 << WRAP_BOTTOM;
    uint32_t edges = 0, high = 0;
    uint32_t last = SIO->GPIO_IN & BIT(PIN);
    for (const uint32_t start = now_us(); now_us() - start < 800;) {
        const uint32_t at = now_us(), level = SIO->GPIO_IN & BIT(PIN);
        edges += level != last;
        high += level != 0;
        last = level;
        while (now_us() == at) {
        }
    }
    clear_bits(&PIO0->CTRL, 1);
    check_between("PIO: set pins with delays makes a square wave", edges, 198, 202);
    check_between("PIO: which is high half of the time", high, 390, 410);
}

static void check_fifos(void) {
    LOAD(4, 0x80a0, // pull block
         0x6020,    // out x, 32
         0xa0c9,    // mov isr, ~x
         0x8020);   // push block
    run(1, 4, 7, 1 << 16, 0, RIGHT);
    PIO0->TXF[1] = 0x12345678;
    check_equal("PIO: pull, out, mov ~, push", result(1), ~0x12345678u);
    for (uint32_t i = 0; i < 8; ++i) {
        PIO0->TXF[1] = i;
        wait_us(1);
    }
    check_equal("PIO: a full RX FIFO holds up push, and then pull", PIO0->FLEVEL >> 8 & 0xff, 4 << 4 | 3);
    check_equal("PIO: FSTAT tells RXFULL", PIO0->FSTAT & BIT(1), BIT(1));
    check_equal("PIO: FDEBUG tells of the stalled push", PIO0->FDEBUG & BIT(1), BIT(1));
    PIO0->TXF[1] = 8;
    PIO0->TXF[1] = 9;
    check_equal("PIO: a write to a full TX FIFO sets TXOVER", PIO0->FDEBUG >> 16 & BIT(1), BIT(1));
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 9; ++i) {
        wrong += result(1) != ~i;
    }
    check_equal("PIO: the words come in order", wrong, 0);
    (void)PIO0->RXF[1];
    check_equal("PIO: a read of an empty RX FIFO sets RXUNDER", PIO0->FDEBUG >> 8 & BIT(1), BIT(1));
    PIO0->FDEBUG = 0x0f0f0f0f;
    check_equal("PIO: ones written to FDEBUG clear it", PIO0->FDEBUG & 0x00020200, 0);
    check_equal("PIO: a stalled pull sets TXSTALL again", PIO0->FDEBUG >> 24 & BIT(1), BIT(1));

    clear_bits(&PIO0->CTRL, BIT(1));
    PIO0->SM[1].SHIFTCTRL = RIGHT | BIT(30); // FJOIN_TX
    for (uint32_t i = 0; i < 8; ++i) {
        PIO0->TXF[1] = i;
    }
    check_equal("PIO: FJOIN_TX makes the TX FIFO 8 deep", PIO0->FLEVEL >> 8 & 15, 8);
    PIO0->SM[1].SHIFTCTRL = RIGHT;
}

static void check_shifts(void) {
    // autopull 8 of 32, autopush at 8: bytes turn up one by one.
    LOAD(8, 0x6028, // out x, 8
         0x4028);   // in x, 8
    run(2, 8, 9, 1 << 16, 0, RIGHT | BIT(17) | BIT(16) | 8 << 20 | 0 << 25);
    PIO0->TXF[2] = 0x44332211;
    uint32_t bytes[4];
    for (uint32_t i = 0; i < 4; ++i) {
        bytes[i] = result(2);
    }
    check_equal("PIO: out to the right takes the low byte, in from the left puts it on top", bytes[0],
                0x11000000);
    check_equal("PIO: autopull waits for 32 bits", bytes[3], 0x44000000);

    run(2, 8, 9, 1 << 16, 0, BIT(17) | BIT(16) | 8 << 20);
    PIO0->TXF[2] = 0x44332211;
    check_equal("PIO: shifting to the left takes the high byte", result(2), 0x44);

    clear_bits(&PIO0->CTRL, BIT(2));
    PIO0->SM[2].SHIFTCTRL = RIGHT | BIT(31);
    PIO0->SM[2].SHIFTCTRL = RIGHT;
    PIO0->SM[2].INSTR = 0xe02d; // set x, 13
    PIO0->SM[2].INSTR = 0xa0c1; // mov isr, x
    PIO0->SM[2].INSTR = 0x8000; // push noblock
    check_equal("PIO: a stopped machine does what is written to INSTR", result(2), 13);
    PIO0->SM[2].INSTR = 0xa0d1; // mov isr, ::x
    PIO0->SM[2].INSTR = 0x8000;
    check_equal("PIO: mov :: reverses the bits", result(2), 0xb0000000);
}

static void on_pio(void) {
    PIO0->IRQ = BIT(2);
    ++interrupts;
}

static void check_flow(void) {
    // y counts how often the loop ran: x from 9 down to 0.
    LOAD(12, 0xe029, // set x, 9
         0xe040,     // set y, 0
         0x008f,     // 14: jmp y--, 15 (makes y one less, wherever it goes)
         0x004e,     // 15: jmp x--, 14
         0xc022,     // irq wait 2
         0xa0c2,     // mov isr, y
         0x8020,     // push block
         0x0013);    // 19: jmp 19
    enable_irq(IRQ_PIO0_0, on_pio);
    PIO0->INT[0].INTE = BIT(8 + 2);
    run(3, 12, 31, 1 << 16, 0, RIGHT);
    check_equal("PIO: jmp x-- and y-- count", result(3), (uint32_t)-10);
    check_equal("PIO: irq interrupts the processor", interrupts, 1);
    check_equal("PIO: irq wait goes on when the flag is cleared", PIO0->SM[3].ADDR, 19);
    PIO0->INT[0].INTE = 0;
    PIO0->IRQ_FORCE = BIT(5);
    check_equal("PIO: IRQ_FORCE sets a flag", PIO0->IRQ & BIT(5), BIT(5));
    PIO0->IRQ = BIT(5);

    // Waits for a level of IN_PIN, tells it by side-set on SIDE_PIN, and reads the pin.
    pin_output(IN_PIN, false);
    pin_function(SIDE_PIN, FUNC_PIO0);
    LOAD(21, 0x2080 | IN_PIN, // wait 1 gpio IN_PIN, side 0
         0xf000,              // set pins, 0 (none are mapped), side 1
         0x5001,              // in pins, 1, side 1
         0x9020);             // push block, side 1
    clear_bits(&PIO0->CTRL, BIT(3));
    PIO0->SM[3].PINCTRL = 1 << SET_COUNT | SIDE_PIN << SET_BASE;
    PIO0->SM[3].INSTR = 0xe081; // set pindirs, 1
    run(3, 21, 24, 1 << 16, 1u << SIDESET_COUNT | SIDE_PIN << SIDESET_BASE | IN_PIN << 15, RIGHT ^ BIT(18));
    wait_us(2);
    const uint32_t waiting = PIO0->SM[3].ADDR;
    const uint32_t before = SIO->GPIO_IN >> SIDE_PIN & 1;
    pin_output(IN_PIN, true);
    const uint32_t read = result(3);
    check_equal("PIO: wait stands at its instruction", waiting, 21);
    check_equal("PIO: side-set is low while it waits", before, 0);
    check_equal("PIO: in pins reads the pin", read, 1);
    clear_bits(&PIO0->CTRL, BIT(3));
}

void program(void) {
    check_blink();
    check_fifos();
    check_shifts();
    check_flow();
}
