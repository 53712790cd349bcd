// Sleep: WFI, WFE, SEV, SEVONPEND, SLEEPONEXIT and deep sleep with gated clocks (ARMv6-M, "Power management";
// RP2040 datasheet, "Power Control").

#include "firmware.h"

static volatile uint32_t interrupts;

static void on_alarm(void) {
    TIMER->INTR = 1;
    ++interrupts;
}

static void on_last_alarm(void) {
    TIMER->INTR = 1;
    ++interrupts;
    SCB->SCR = 0;
}

static void alarm_in(uint32_t us) {
    TIMER->ALARM[0] = now_us() + us;
}

void program(void) {
    enable_irq(IRQ_TIMER_0, on_alarm);
    TIMER->INTE = 1;

    uint32_t start = now_us();
    alarm_in(1000);
    wait_for_interrupt();
    uint32_t slept = now_us() - start;
    check_between("WFI: sleeps until an interrupt", slept, 1000, 1005);
    check_equal("WFI: the interrupt has been served", interrupts, 1);

    disable_interrupts();
    alarm_in(100);
    wait_for_interrupt();
    const uint32_t masked = interrupts;
    enable_interrupts();
    __asm volatile("isb");
    const uint32_t served = interrupts;
    check_equal("WFI: wakes with PRIMASK set without serving", masked, 1);
    check_equal("PRIMASK: what is pending is served when it clears", served, 2);

    send_event();
    start = now_us();
    wait_for_event();
    slept = now_us() - start;
    check_between("WFE: an event that was sent before lets it through", slept, 0, 2);
    start = now_us();
    alarm_in(200);
    wait_for_event();
    slept = now_us() - start;
    check_between("WFE: sleeps until an interrupt", slept, 200, 205);

    *NVIC_ICER = BIT(IRQ_TIMER_0);
    SCB->SCR = SCR_SEVONPEND;
    send_event();
    wait_for_event();
    start = now_us();
    alarm_in(300);
    wait_for_event();
    slept = now_us() - start;
    SCB->SCR = 0;
    check_between("SEVONPEND: a disabled interrupt that becomes pending is an event", slept, 300, 305);
    TIMER->INTR = 1;
    *NVIC_ICPR = BIT(IRQ_TIMER_0);

    const uint32_t before = interrupts;
    enable_irq(IRQ_TIMER_0, on_last_alarm);
    SCB->SCR = SCR_SLEEPONEXIT;
    start = now_us();
    alarm_in(400);
    wait_for_interrupt();
    slept = now_us() - start;
    check_between("SLEEPONEXIT: cleared by the handler, the thread goes on", slept, 400, 405);
    check_equal("SLEEPONEXIT: one interrupt", interrupts - before, 1);

    // In deep sleep (of both cores) only clocks with their bit in SLEEP_EN run; the timer's tick stays on.
    enable_irq(IRQ_TIMER_0, on_alarm);
    CLOCKS->SLEEP_EN0 = 0xffffffff;
    CLOCKS->SLEEP_EN1 = 0x7fff;
    SCB->SCR = SCR_SLEEPDEEP;
    start = now_us();
    alarm_in(500);
    wait_for_interrupt();
    slept = now_us() - start;
    SCB->SCR = 0;
    check_between("SLEEPDEEP: the timer wakes it", slept, 500, 510);
    TIMER->INTE = 0;
}
