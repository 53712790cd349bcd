// Interpolators of this core (datasheet, "Interpolator").

#include "firmware.h"

enum {
    SIGNED = BIT(15),
    CROSS_INPUT = BIT(16),
    CROSS_RESULT = BIT(17),
    ADD_RAW = BIT(18),
    BLEND = BIT(21),
    CLAMP = BIT(22)
};
enum { OVERF0 = BIT(23), OVERF = BIT(25), WHOLE = 31 << 10 };

static uint32_t lane(uint32_t shift, uint32_t lsb, uint32_t msb) {
    return shift | lsb << 5 | msb << 10;
}

static void check_lanes(Interpolator* interp) {
    interp->CTRL_LANE[0] = lane(4, 0, 7);
    interp->CTRL_LANE[1] = WHOLE;
    interp->ACCUM[0] = 0x12345678;
    interp->ACCUM[1] = 50;
    interp->BASE[0] = 100;
    interp->BASE[1] = 7;
    interp->BASE[2] = 1000;
    check_equal("INTERP: a lane shifts, masks and adds", interp->PEEK_LANE[0], 100 + 0x67);
    check_equal("INTERP: FULL adds both lanes to BASE2", interp->PEEK_FULL, 1000 + 0x67 + 50);
    check_equal("INTERP: ACCUM_ADD reads without the base", interp->ACCUM_ADD[0], 0x67);
    check_equal("INTERP: OVERF tells of bits above the mask", interp->CTRL_LANE[0] & (OVERF | OVERF0),
                OVERF | OVERF0);
    check_equal("INTERP: POP gives what PEEK does", interp->POP_LANE[0], 100 + 0x67);
    check_equal("INTERP: POP writes lane 0 back", interp->ACCUM[0], 100 + 0x67);
    check_equal("INTERP: POP writes lane 1 back too", interp->ACCUM[1], 57);
    interp->ACCUM_ADD[1] = 3;
    check_equal("INTERP: ACCUM_ADD adds", interp->ACCUM[1], 60);

    interp->BASE[0] = 0;
    interp->CTRL_LANE[0] = lane(0, 0, 7) | SIGNED;
    interp->ACCUM[0] = 0x80;
    check_equal("INTERP: SIGNED extends the mask's top bit", interp->PEEK_LANE[0], 0xffffff80);
    interp->CTRL_LANE[0] = WHOLE | CROSS_INPUT;
    check_equal("INTERP: CROSS_INPUT takes the other accumulator", interp->PEEK_LANE[0], 60);
    interp->CTRL_LANE[0] = WHOLE | CROSS_RESULT;
    (void)interp->POP_FULL;
    check_equal("INTERP: CROSS_RESULT writes the other lane's result back", interp->ACCUM[0], 67);
    interp->CTRL_LANE[0] = lane(4, 0, 3) | ADD_RAW;
    interp->ACCUM[0] = 0x123;
    interp->BASE[0] = 0x1000;
    check_equal("INTERP: ADD_RAW adds the accumulator as it is", interp->PEEK_LANE[0], 0x1123);
    interp->CTRL_LANE[0] = WHOLE | 3 << 19;
    check_equal("INTERP: FORCE_MSB sets bits 29:28", interp->PEEK_LANE[0] >> 28, 3);
    interp->CTRL_LANE[0] = WHOLE;
    interp->CTRL_LANE[1] = WHOLE | SIGNED;
    interp->BASE_1AND0 = 0xfffe0005;
    check_equal("INTERP: BASE_1AND0 sets BASE0", interp->BASE[0], 5);
    check_equal("INTERP: BASE_1AND0 extends the sign of BASE1", interp->BASE[1], 0xfffffffe);
}

void program(void) {
    check_lanes(&SIO->INTERP[0]);
    check_lanes(&SIO->INTERP[1]);

    Interpolator* const blend = &SIO->INTERP[0];
    blend->CTRL_LANE[0] = BLEND;
    blend->CTRL_LANE[1] = WHOLE;
    blend->BASE[0] = 500;
    blend->BASE[1] = 1000;
    blend->ACCUM[1] = 128;
    check_equal("INTERP0: BLEND goes half way", blend->PEEK_LANE[1], 750);
    blend->ACCUM[1] = 0;
    check_equal("INTERP0: BLEND of 0 is BASE0", blend->PEEK_LANE[1], 500);
    blend->ACCUM[1] = 255;
    check_equal("INTERP0: BLEND of 255 stays below BASE1", blend->PEEK_LANE[1], 500 + 500 * 255 / 256);

    Interpolator* const clamp = &SIO->INTERP[1];
    clamp->CTRL_LANE[0] = CLAMP | SIGNED | WHOLE;
    clamp->BASE[0] = (uint32_t)-10;
    clamp->BASE[1] = 10;
    clamp->ACCUM[0] = (uint32_t)-50;
    check_equal("INTERP1: CLAMP below", clamp->PEEK_LANE[0], (uint32_t)-10);
    clamp->ACCUM[0] = 50;
    check_equal("INTERP1: CLAMP above", clamp->PEEK_LANE[0], 10);
    clamp->ACCUM[0] = 3;
    check_equal("INTERP1: CLAMP between", clamp->PEEK_LANE[0], 3);
}
