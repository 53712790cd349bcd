// Protocols by programmable I/O, for tests/firmware/pio_protocols.py, which predicts each edge and each step
// of them. Instructions are assembled by hand; what each says stands behind it.

#include "firmware.h"

enum { SET_COUNT = 26, SET_BASE = 5, OUT_COUNT = 20, SIDESET_COUNT = 29, SIDESET_BASE = 10, IN_BASE = 15 };
enum { SIDE_PINDIR = BIT(29), JMP_PIN = 24, WRAP_TOP = 12, WRAP_BOTTOM = 7 };
enum { AUTOPUSH = BIT(16), AUTOPULL = BIT(17), RIGHT = 3 << 18, PUSH_THRESH = 20, PULL_THRESH = 25 };
enum {
    JOIN_RX = 1u << 31,
    SET_PINS_LOW = 0xe000,
    PIN_OUT = 0xe081,
    PIN_IN = 0xe080,
    SET_X = 0xe020,
    SET_Y = 0xe040
};

static void load(uint32_t at, const uint16_t* program, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        PIO0->INSTR_MEM[at + i] = program[i] + (program[i] >> 13 == 0 ? at : 0); // jumps move with it
    }
}
#define LOAD(at, ...)                                                                                        \
    do {                                                                                                     \
        static const uint16_t words[] = {__VA_ARGS__};                                                       \
        load(at, words, sizeof words / sizeof *words);                                                       \
    } while (0)

static void execute(uint32_t machine, uint32_t instruction) {
    PIO0->SM[machine].INSTR = instruction;
}

// Sets up a stopped machine that is to begin at `first`, with a divider in 1/256.
static void set_up(uint32_t machine, uint32_t first, uint32_t divider, uint32_t execctrl, uint32_t pinctrl,
                   uint32_t shiftctrl) {
    PioStateMachine* const sm = &PIO0->SM[machine];
    sm->CLKDIV = divider << 8;
    sm->EXECCTRL = execctrl;
    sm->PINCTRL = pinctrl;
    sm->SHIFTCTRL = shiftctrl;
    set_bits(&PIO0->CTRL, BIT(4 + machine) | BIT(8 + machine)); // SM_RESTART, CLKDIV_RESTART
    execute(machine, first);
}

static uint32_t wrap(uint32_t bottom, uint32_t top) {
    return top << WRAP_TOP | bottom << WRAP_BOTTOM;
}

static uint32_t take(uint32_t machine) {
    return wait_for(&PIO0->FSTAT, BIT(8 + machine), 0, 20000) ? PIO0->RXF[machine] : 0xdeadbeef;
}

static void pio_pin(uint32_t pin) {
    pin_function(pin, FUNC_PIO0);
}

static void begin(void) {
    reset_blocks(RESET_PIO0);
}

static void stop(void) {
    PIO0->CTRL = 0;
}

// Four waves with dividers that are no whole numbers, in step.
static void square_waves(void) {
    static const uint32_t dividers[] = {0x101, 0x280, 0xfa0, 0x3ff};
    begin();
    LOAD(0, 0xe081, // set pindirs, 1
         0xe001,    // set pins, 1
         0xe000);   // set pins, 0
    for (uint32_t machine = 0; machine < 4; ++machine) {
        const uint32_t pin = 2 + machine;
        pio_pin(pin);
        set_up(machine, 0, dividers[machine], wrap(1, 2), 1 << SET_COUNT | pin << SET_BASE, RIGHT);
    }
    PIO0->CTRL = 0xf0f;
    wait_us(60);
    PIO0->CTRL = 0xf;
    PIO0->SM[1].CLKDIV = 0x781 << 8; // while it runs
    wait_us(20);
    stop();
}

// Characters with their start and stop bits in the word, received from the same pin.
static void serial(void) {
    enum { PIN = 6, DIVIDER = 0x1b21 };
    begin();
    LOAD(0, 0x80a0, // 0: pull block
         0xe029,    // 1: set x, 9
         0x6601,    // 2: out pins, 1 [6]
         0x0042);   // 3: jmp x--, 2
    LOAD(4, 0x2020, // 4: wait 0 pin, 0
         0xea27,    // 5: set x, 7 [10]
         0x4001,    // 6: in pins, 1
         0x0642,    // 7: jmp x--, 6 [6]
         0x20a0,    // 8: wait 1 pin, 0
         0x8020);   // 9: push block
    pio_pin(PIN);
    set_up(0, 0, DIVIDER, wrap(0, 3), 1 << SET_COUNT | 1 << OUT_COUNT | PIN << SET_BASE | PIN, RIGHT);
    set_up(1, 4, DIVIDER, wrap(4, 9), PIN << IN_BASE, RIGHT | JOIN_RX);
    execute(0, PIN_OUT);
    execute(0, 0xe001); // set pins, 1
    PIO0->CTRL = 3;
    for (const char* text = "Uv\n"; *text; ++text) {
        PIO0->TXF[0] = (uint32_t)*text << 1 | BIT(9);
    }
    uint32_t got = 0;
    for (uint32_t i = 0; i < 3; ++i) {
        got = got << 8 | take(1) >> 24;
    }
    check_equal("serial by PIO", got, 0x55760a);
    stop();
}

// A bit is 16 ticks: 0 is high, then low; 1 is low, then high.
static void manchester(uint32_t divider) {
    enum { PIN = 8 };
    begin();
    LOAD(0, 0x6021, // 0: out x, 1
         0x0025,    // 1: jmp !x, 5
         0xe700,    // 2: set pins, 0 [7]
         0xe401,    // 3: set pins, 1 [4]
         0x0000,    // 4: jmp 0
         0xe701,    // 5: set pins, 1 [7]
         0xe500);   // 6: set pins, 0 [5]
    LOAD(7, 0x00c4, // 7: jmp pin, 11
         0x20a0,    // 8: wait 1 pin, 0
         0x4a41,    // 9: in y, 1 [10]
         0x0000,    // 10: jmp 7
         0x2020,    // 11: wait 0 pin, 0
         0x4a21);   // 12: in x, 1 [10]
    pio_pin(PIN);
    set_up(0, 0, divider, wrap(0, 6), 1 << SET_COUNT | PIN << SET_BASE, RIGHT | AUTOPULL);
    set_up(1, 7, divider, wrap(7, 12) | PIN << JMP_PIN, PIN << IN_BASE, RIGHT | AUTOPUSH);
    execute(0, SET_PINS_LOW);
    execute(0, PIN_OUT);
    execute(1, SET_X | 0);
    execute(1, SET_Y | 1);
    execute(1, 0x20a0); // wait 1 pin, 0
    PIO0->CTRL = 2;
    PIO0->TXF[0] = 0x5aa5f00e;
    PIO0->TXF[0] = 0x12345678;
    PIO0->CTRL = 3;
    check_equal("Manchester by PIO", take(1), 0x5aa5f00e);
    check_equal("Manchester by PIO, a second word", take(1), 0x12345678);
    stop();
}

// Ticks of 1 us: a reset with the presence pulse, then the ROM of what answers.
static void one_wire(void) {
    enum { PIN = 10 };
    begin();
    LOAD(0, 0xff3e, // 0: set x, 30    side 1 [15]
         0x1f41,    // 1: jmp x--, 1   side 1 [15]
         0xef23,    // 2: set x, 3     side 0 [15]
         0x0f43,    // 3: jmp x--, 3   side 0 [15]
         0x4f01,    // 4: in pins, 1   side 0 [15]
         0x8f20,    // 5: push block   side 0 [15]
         0xef38,    // 6: set x, 24    side 0 [15]
         0x0f47,    // 7: jmp x--, 7   side 0 [15]
         0x6021,    // 8: out x, 1     side 0
         0x142e,    // 9: jmp !x, 14   side 1 [4]
         0xa742,    // 10: nop         side 0 [7]
         0x4e01,    // 11: in pins, 1  side 0 [14]
         0xef41,    // 12: set y, 1    side 0 [15]
         0x0f11,    // 13: jmp 17      side 0 [15]
         0xff42,    // 14: set y, 2    side 1 [15]
         0x1f8f,    // 15: jmp y--, 15 side 1 [15]
         0x4761,    // 16: in null, 1  side 0 [7]
         0x0708);   // 17: jmp 8       side 0 [7]
    pio_pin(PIN);
    set_up(0, 0, 125 << 8, wrap(0, 17) | SIDE_PINDIR,
           1u << SIDESET_COUNT | PIN << SIDESET_BASE | PIN << IN_BASE,
           RIGHT | AUTOPULL | AUTOPUSH | 8 << PUSH_THRESH | 8 << PULL_THRESH);
    PIO0->CTRL = 1;
    check_equal("1-Wire by PIO: something is there", take(0), 0);
    PIO0->TXF[0] = 0x33; // READ ROM
    take(0);
    uint32_t rom[2] = {0, 0};
    for (uint32_t i = 0; i < 8; ++i) {
        PIO0->TXF[0] = 0xff;
        rom[i / 4] |= take(0) >> 24 << 8 * (i % 4);
    }
    check_equal("1-Wire by PIO: the family and the first bytes of the serial number", rom[0], 0x6789ab28);
    check_equal("1-Wire by PIO: the others", rom[1] & 0xffffff, 0x012345);
    stop();
}

// Two shifted waves that the processor makes; X and Y count turns each way.
static void quadrature(void) {
    enum { A = 12, B = 13 };
    static const uint8_t wheel[] = {0, 1, 3, 2};
    begin();
    LOAD(3, 0x2020, // 3: wait 0 pin, 0
         0x20a0,    // 4: wait 1 pin, 0
         0x00c4,    // 5: jmp pin, 7
         0x0040,    // 6: jmp x--, 3
         0x0080);   // 7: jmp y--, 3
    pin_output(A, false);
    pin_output(B, false);
    set_up(2, 3, 0x100, wrap(3, 7) | B << JMP_PIN, A << IN_BASE, RIGHT);
    execute(2, 0xa02b); // mov x, ~null
    execute(2, 0xa04b); // mov y, ~null
    PIO0->CTRL = 4;
    uint32_t position = 0;
    for (uint32_t step = 0; step < 120; ++step) {
        position += step < 80 ? 1 : 3;
        const uint32_t levels = wheel[position % 4];
        SIO->GPIO_OUT_XOR = (SIO->GPIO_OUT ^ levels << A) & (BIT(A) | BIT(B));
    }
    stop();
    execute(2, 0xa0c9); // mov isr, ~x
    execute(2, 0x8020); // push block
    check_equal("quadrature by PIO: turns forwards", take(2), 20);
    execute(2, 0xa0ca); // mov isr, ~y
    execute(2, 0x8020);
    check_equal("quadrature by PIO: turns back", take(2), 10);
}

// Pulses whose widths come in words, and a machine that samples them and PWM from the first rising edge on.
static void pulses_and_samples(void) {
    enum { PULSE = 14, FIRST = 14, PIN_COUNT = 2 };
    begin();
    reset_blocks(RESET_PWM);
    LOAD(10, 0x80a0,  // 10: pull block   side 0
         0x7030,      // 11: out x, 16    side 1
         0x1042,      // 12: jmp x--, 12  side 1
         0x6050,      // 13: out y, 16    side 0
         0x0084);     // 14: jmp y--, 14  side 0
    LOAD(20, 0x4002); // 20: in pins, 2
    pio_pin(PULSE);
    pin_function(PULSE + 1, FUNC_PWM); // slice 7, B
    set_up(0, 10, 0x140, wrap(10, 14),
           1u << SIDESET_COUNT | PULSE << SIDESET_BASE | 1 << SET_COUNT | PULSE << SET_BASE, RIGHT);
    execute(0, SET_PINS_LOW);
    execute(0, PIN_OUT);
    set_up(3, 20, 0x100, wrap(20, 20), FIRST << IN_BASE, RIGHT | AUTOPUSH | JOIN_RX);
    execute(3, 0x2080 | PULSE); // wait 1 gpio, PULSE
    PWM->CH[7].TOP = 4;
    PWM->CH[7].CC = 2 << 16;
    PWM->CH[7].CSR = 1;
    PIO0->CTRL = 9;
    static const uint16_t widths[] = {0, 0, 1, 3, 7, 2, 0, 30};
    for (uint32_t i = 0; i < 8; i += 2) {
        PIO0->TXF[0] = widths[i] | (uint32_t)widths[i + 1] << 16;
    }
    uint32_t high = 0;
    for (uint32_t i = 0; i < 8; ++i) {
        for (uint32_t samples = take(3); samples != 0; samples >>= 2) {
            high += samples & 1;
        }
    }
    check_between("samples by PIO: the pulses were high so long", high, 18, 22);
    check_equal("samples by PIO: the FIFO of eight words ran full", PIO0->FDEBUG & BIT(3), BIT(3));
    PWM->CH[7].CSR = 0;
    stop();
}

// Mode 0, what goes out comes in.
static void spi(uint32_t divider) {
    enum { SCK = 18, DATA = 19 };
    begin();
    LOAD(30, 0x6101, // 30: out pins, 1  side 0 [1]
         0x5101);    // 31: in pins, 1   side 1 [1]
    pio_pin(SCK);
    pio_pin(DATA);
    set_up(1, 30, divider, wrap(30, 31),
           1u << SIDESET_COUNT | SCK << SIDESET_BASE | 2 << SET_COUNT | SCK << SET_BASE | 1 << OUT_COUNT |
               DATA | DATA << IN_BASE,
           AUTOPULL | AUTOPUSH | 8 << PUSH_THRESH | 8 << PULL_THRESH);
    execute(1, SET_PINS_LOW);
    execute(1, 0xe083);                                         // set pindirs, 3
    PIO0->INPUT_SYNC_BYPASS = divider == 0x100 ? BIT(DATA) : 0; // it comes too late through the flip-flops
    PIO0->CTRL = 2;
    static const uint8_t data[] = {0x9f, 0x00, 0x35, 0xff};
    uint32_t got = 0;
    for (uint32_t i = 0; i < sizeof data; ++i) {
        PIO0->TXF[1] = (uint32_t)data[i] << 24;
    }
    for (uint32_t i = 0; i < sizeof data; ++i) {
        got = got << 8 | take(1);
    }
    check_equal("SPI by PIO", got, 0x9f0035ff);
    stop();
}

void program(void) {
    square_waves();
    serial();
    manchester(0x100);
    manchester(0x190);
    one_wire();
    quadrature();
    pulses_and_samples();
    spi(0x100);
    spi(0x1f40);
}
