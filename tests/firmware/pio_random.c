// Random programs and settings for programmable I/O, and random accesses while they run, for
// pio_protocols.py, which predicts each edge, each step and each value read. All that is written is something
// that the datasheet defines; OUT EXEC and MOV EXEC are left out, because they execute data.

#include "firmware.h"

enum { ROUNDS = 60, ACCESSES = 40, FIRST_PIN = 2, LAST_PIN = 29 };

static uint32_t state = 0x2545f491;
// What OUT_STICKY does while its machine is disabled is not said: a round has one or the other.
static bool sticky_round;
enum { OUT_STICKY = BIT(17) };

// Below `limit` (Marsaglia, "Xorshift RNGs").
static uint32_t pick(uint32_t limit) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (state >> 8) % limit;
}

static uint32_t one_of(uint32_t count, const uint8_t* choices) {
    return choices[pick(count)];
}

static uint32_t flag_index(void) {
    return pick(8) | pick(2) << 4;
}

static uint32_t instruction(void) {
    static const uint8_t in_sources[] = {0, 1, 2, 3, 6, 7}, mov_sources[] = {0, 1, 2, 3, 5, 6, 7};
    static const uint8_t mov_targets[] = {0, 1, 2, 5, 6, 7}, set_targets[] = {0, 1, 2, 4};
    const uint32_t operation = pick(8);
    uint32_t argument = 0;
    switch (operation) {
    case 0:
        argument = pick(256); // jmp
        break;
    case 1:
        argument = pick(3); // wait
        argument = pick(2) << 7 | argument << 5 | (argument == 2 ? flag_index() : pick(32));
        break;
    case 2:
        argument = one_of(sizeof in_sources, in_sources) << 5 | pick(32);
        break;
    case 3:
        argument = pick(7) << 5 | pick(32); // out
        break;
    case 4:
        argument = pick(8) << 5; // push, pull
        break;
    case 5:
        argument = one_of(sizeof mov_targets, mov_targets) << 5 | pick(3) << 3;
        argument |= one_of(sizeof mov_sources, mov_sources);
        break;
    case 6:
        argument = pick(3) << 5 | flag_index(); // irq
        break;
    default:
        argument = one_of(sizeof set_targets, set_targets) << 5 | pick(32);
        break;
    }
    return operation << 13 | pick(32) << 8 | argument;
}

static void set_up(uint32_t machine) {
    PioStateMachine* const sm = &PIO0->SM[machine];
    static const uint16_t dividers[] = {0x100, 0x100, 0x101, 0x180, 0x280, 0x3ff, 0x700};
    const uint32_t side_bits = pick(6);
    sm->CLKDIV = (uint32_t)dividers[pick(7)] << 8;
    sm->EXECCTRL = (side_bits != 0 ? pick(4) : 0) << 29 | pick(0x1000000) << 7 | pick(32);
    if (!sticky_round) {
        clear_bits(&sm->EXECCTRL, OUT_STICKY);
    }
    sm->SHIFTCTRL = pick(3) << 30 | pick(0x4000) << 16;
    sm->PINCTRL = side_bits << 29 | pick(6) << 26 | pick(33) << 20 | pick(0x100000);
}

static void touch(void) {
    const uint32_t machine = pick(4);
    switch (pick(14)) {
    case 0:
    case 1:
    case 2:
        PIO0->TXF[machine] = pick(0x1000000) * 0x9e3779b9u;
        break;
    case 3:
    case 4:
        (void)PIO0->RXF[machine];
        break;
    case 5:
        PIO0->SM[machine].INSTR = instruction();
        break;
    case 6:
        PIO0->IRQ = pick(256);
        break;
    case 7:
        PIO0->IRQ_FORCE = pick(256) & pick(256);
        break;
    case 8:
        (void)PIO0->FSTAT;
        (void)PIO0->FLEVEL;
        break;
    case 9:
        (void)PIO0->FDEBUG;
        PIO0->FDEBUG = pick(0x10000000);
        break;
    case 10:
        (void)PIO0->IRQ;
        (void)PIO0->SM[machine].ADDR;
        break;
    case 11:
        PIO0->INPUT_SYNC_BYPASS = pick(2) * pick(0x40000000);
        break;
    case 12:
        PIO0->CTRL = pick(16) << 8 | (pick(4) == 0 ? BIT(4 + machine) : 0) | 0xf;
        break;
    default:
        PIO0->CTRL = sticky_round || pick(2) ? 0xf : 0xf & ~BIT(machine);
        break;
    }
}

void program(void) {
    for (uint32_t pin = FIRST_PIN; pin <= LAST_PIN; ++pin) {
        pin_function(pin, FUNC_PIO0);
    }
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        reset_blocks(RESET_PIO0);
        sticky_round = round % 2 == 0;
        for (uint32_t i = 0; i < 32; ++i) {
            PIO0->INSTR_MEM[i] = instruction();
        }
        for (uint32_t machine = 0; machine < 4; ++machine) {
            set_up(machine);
        }
        PIO0->CTRL = 0xfff;
        for (uint32_t i = 0; i < ACCESSES; ++i) {
            touch();
            for (volatile uint32_t rest = pick(8); rest != 0; --rest) {
            }
        }
    }
    reset_blocks(RESET_PIO0);
}
