// The microsecond timer (datasheet, "Timer").

#include "firmware.h"

static volatile uint32_t fired_at[4];
static volatile uint32_t fired;

static void on_alarm(uint32_t alarm) {
    fired_at[alarm] = now_us();
    TIMER->INTR = BIT(alarm);
    ++fired;
}
static void on_alarm0(void) {
    on_alarm(0);
}
static void on_alarm1(void) {
    on_alarm(1);
}
static void on_alarm2(void) {
    on_alarm(2);
}
static void on_alarm3(void) {
    on_alarm(3);
}

static void check_count(void) {
    start_cycles();
    const uint32_t before = now_us();
    wait_us(100);
    const uint32_t cycles_passed = cycles();
    const uint32_t us_passed = now_us() - before; // before the console makes anything wait
    check_between("TIMER: 100 us are 12500 cycles of clk_sys", cycles_passed, 12300, 12800);
    check_between("TIMER: counts on", us_passed, 100, 103);

    TIMER->TIMELW = 0xfffffff0;
    TIMER->TIMEHW = 0x12;
    const uint32_t low = TIMER->TIMELR;
    check_between("TIMER: TIMELW and TIMEHW set the time", low, 0xfffffff0, 0xfffffff4);
    wait_us(20);
    check_equal("TIMER: a read of TIMELR has latched TIMEHR", TIMER->TIMEHR, 0x12);
    check_equal("TIMER: TIMERAWH is not latched", TIMER->TIMERAWH, 0x13);

    TIMER->PAUSE = 1;
    const uint32_t paused = now_us();
    for (uint32_t i = 0; i < 1000; ++i) {
        (void)TIMER->TIMERAWL;
    }
    check_equal("TIMER: PAUSE stops it", now_us(), paused);
    TIMER->PAUSE = 0;
}

static void check_alarms(void) {
    static const Handler handlers[] = {on_alarm0, on_alarm1, on_alarm2, on_alarm3};
    for (uint32_t i = 0; i < 4; ++i) {
        enable_irq(IRQ_TIMER_0 + i, handlers[i]);
    }
    TIMER->INTE = 0xf;
    const uint32_t start = now_us();
    for (uint32_t i = 0; i < 4; ++i) {
        TIMER->ALARM[i] = start + 400 - 50 * i;
    }
    check_equal("TIMER: a write to ALARM arms it", TIMER->ARMED, 0xf);
    while (fired < 4) {
        wait_for_interrupt();
    }
    for (uint32_t i = 0; i < 4; ++i) {
        check_between("TIMER: an alarm interrupts at its microsecond", fired_at[i] - start, 400 - 50 * i,
                      401 - 50 * i);
    }
    check_equal("TIMER: an alarm that fired is no longer armed", TIMER->ARMED, 0);

    TIMER->ALARM[2] = now_us() + 50;
    TIMER->ARMED = BIT(2);
    wait_us(100);
    check_equal("TIMER: a 1 written to ARMED disarms", fired, 4);

    TIMER->INTE = 0;
    TIMER->ALARM[1] = now_us() + 10;
    wait_us(20);
    check_equal("TIMER: an alarm latches INTR without INTE", TIMER->INTR, BIT(1));
    check_equal("TIMER: INTS is masked by INTE", TIMER->INTS, 0);
    TIMER->INTR = BIT(1);
    check_equal("TIMER: a 1 written to INTR clears it", TIMER->INTR, 0);

    // Forced, the line stays up; the handler's acknowledge does not help, so INTF goes first.
    disable_irq(IRQ_TIMER_0 + 3);
    TIMER->INTF = BIT(3);
    check_equal("TIMER: INTF shows in INTS", TIMER->INTS, BIT(3));
    check_equal("TIMER: INTF pends the interrupt", *NVIC_ISPR >> 3 & 1, 1);
    TIMER->INTF = 0;
    *NVIC_ICPR = BIT(3);
    check_equal("TIMER: without INTF the interrupt can be cleared", *NVIC_ISPR >> 3 & 1, 0);
}

void program(void) {
    check_count();
    check_alarms();
}
