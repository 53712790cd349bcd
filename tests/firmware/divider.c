// Integer divider of this core (datasheet, "Integer Divider").

#include "firmware.h"

enum { READY = BIT(0), DIRTY = BIT(1) };

static void check_unsigned(const char* claim, uint32_t dividend, uint32_t divisor, uint32_t quotient,
                           uint32_t remainder) {
    SIO->DIV_UDIVIDEND = dividend;
    SIO->DIV_UDIVISOR = divisor;
    while (!(SIO->DIV_CSR & READY)) {
    }
    const uint32_t got = SIO->DIV_REMAINDER;
    check_equal(claim, got, remainder);
    check_equal(claim, SIO->DIV_QUOTIENT, quotient);
}

static void check_signed(const char* claim, int32_t dividend, int32_t divisor, int32_t quotient,
                         int32_t remainder) {
    SIO->DIV_SDIVIDEND = (uint32_t)dividend;
    SIO->DIV_SDIVISOR = (uint32_t)divisor;
    while (!(SIO->DIV_CSR & READY)) {
    }
    const uint32_t got = SIO->DIV_REMAINDER;
    check_equal(claim, got, (uint32_t)remainder);
    check_equal(claim, SIO->DIV_QUOTIENT, (uint32_t)quotient);
}

void program(void) {
    check_unsigned("DIV: 1000000007 / 10", 1000000007u, 10, 100000000, 7);
    check_unsigned("DIV: 4294967295 / 4294967295", 0xffffffff, 0xffffffff, 1, 0);
    check_unsigned("DIV: unsigned by zero", 1234, 0, 0xffffffff, 1234);
    check_signed("DIV: 7 / -2", 7, -2, -3, 1);
    check_signed("DIV: -7 / 2", -7, 2, -3, -1);
    check_signed("DIV: -7 / -2", -7, -2, 3, -1);
    check_signed("DIV: 5 by zero", 5, 0, -1, 5);
    check_signed("DIV: -5 by zero", -5, 0, 1, -5);
    check_signed("DIV: the smallest by -1", INT32_MIN, -1, INT32_MIN, 0);

    SIO->DIV_UDIVIDEND = 100;
    SIO->DIV_UDIVISOR = 7;
    check_equal("DIV: an operand makes it DIRTY", SIO->DIV_CSR & DIRTY, DIRTY);

    check_equal("DIV: READY after 8 cycles", SIO->DIV_CSR & READY, READY); // printing took longer
    (void)SIO->DIV_QUOTIENT;
    check_equal("DIV: reading the quotient takes DIRTY back", SIO->DIV_CSR & DIRTY, 0);
    SIO->DIV_QUOTIENT = 11;
    SIO->DIV_REMAINDER = 22;
    check_equal("DIV: results can be restored, remainder", SIO->DIV_REMAINDER, 22);
    check_equal("DIV: results can be restored, quotient", SIO->DIV_QUOTIENT, 11);
    check_equal("DIV: a restored result is READY", SIO->DIV_CSR & READY, READY);
}
