// What `./demo` boots: tells of itself on the console while the LED blinks by a timer alarm and the PWM
// fades.

#include "firmware.h"

enum { LED = 25, FADED = 2, HALF_PERIOD_US = 100000, BLINKS = 10 };

static volatile uint32_t toggles;

static void on_alarm(void) {
    TIMER->INTR = BIT(0);
    SIO->GPIO_OUT_XOR = BIT(LED);
    ++toggles;
    TIMER->ALARM[0] += HALF_PERIOD_US;
}

static void print_milli(const char* before, uint32_t value, const char* after) {
    print(before);
    print_number(value / 1000);
    print(".");
    const uint32_t fraction = value % 1000;
    print(fraction < 10 ? "00" : fraction < 100 ? "0" : "");
    print_number(fraction);
    print(after);
}

static uint32_t temperature_mdegc(void) {
    ADC->CS = ADC_EN | ADC_TS_EN | 4 << 12;
    wait_for(&ADC->CS, ADC_READY, ADC_READY, 1000);
    set_bits(&ADC->CS, ADC_START_ONCE);
    wait_for(&ADC->CS, ADC_READY, ADC_READY, 1000);
    const uint32_t microvolts = ADC->RESULT * 3300000u / 4096;
    // Datasheet, "Temperature Sensor": 27 degC - (V - 0.706 V) / 1.721 mV/degC.
    return (uint32_t)(27000 - ((int32_t)microvolts - 706000) * 1000 / 1721);
}

void program(void) {
    print("hello from core ");
    print_number(this_core());
    print("\n");
    print_milli("clk_sys   ", measure_khz(FC0_SYS), " MHz\n");
    print_milli("clk_usb   ", measure_khz(FC0_USB), " MHz\n");
    print_milli("it is     ", temperature_mdegc(), " degC in here\n");

    PWM->CH[FADED / 2].TOP = 9999; // 12.5 kHz
    PWM->CH[FADED / 2].CSR = 1;
    pin_function(FADED, FUNC_PWM);
    pin_output(LED, false);
    enable_irq(IRQ_TIMER_0, on_alarm);
    TIMER->INTE = BIT(0);
    TIMER->ALARM[0] = now_us() + HALF_PERIOD_US;

    for (uint32_t seen = 0; seen < 2 * BLINKS;) {
        wait_for_interrupt();
        if (toggles == seen) {
            continue;
        }
        seen = toggles;
        const uint32_t percent = seen * 100 / (2 * BLINKS);
        PWM->CH[FADED / 2].CC = 100 * percent;
        print_milli("", now_us() / 1000, " s  LED ");
        print(SIO->GPIO_IN & BIT(LED) ? "on   PWM " : "off  PWM ");
        print_number(percent);
        print(" %\n");
    }
    TIMER->INTE = 0;
}
