// Real-time clock (datasheet, "RTC"), over the end of a February.

#include "firmware.h"

enum { ENABLE = BIT(0), ACTIVE = BIT(1), LOAD = BIT(4), FORCE_NOTLEAPYEAR = BIT(8) };
enum { MATCH_ENA = BIT(28), MATCH_ACTIVE = BIT(29), SEC_ENA = BIT(28) };

static volatile uint32_t interrupts;

static void on_rtc(void) {
    ++interrupts;
    clear_bits(&RTC->IRQ_SETUP_0, MATCH_ENA);
}

static uint32_t date(uint32_t year, uint32_t month, uint32_t day) {
    return year << 12 | month << 8 | day;
}
static uint32_t time(uint32_t day_of_week, uint32_t hour, uint32_t min, uint32_t sec) {
    return day_of_week << 24 | hour << 16 | min << 8 | sec;
}

static void set(uint32_t to_date, uint32_t to_time, uint32_t options) {
    RTC->CTRL = 0;
    wait_for(&RTC->CTRL, ACTIVE, 0, 1000);
    RTC->CLKDIV_M1 = RTC_HZ - 1;
    RTC->SETUP_0 = to_date;
    RTC->SETUP_1 = to_time;
    RTC->CTRL = LOAD | options;
    RTC->CTRL = ENABLE | options;
}

void program(void) {
    set(date(2024, 2, 28), time(3, 23, 59, 59), 0);
    check("RTC: ACTIVE soon after ENABLE", wait_for(&RTC->CTRL, ACTIVE, ACTIVE, 1000));
    wait_us(1000);
    check_equal("RTC: LOAD sets the time", RTC->RTC_0, time(3, 23, 59, 59));
    check_equal("RTC: LOAD sets the date", RTC->RTC_1, date(2024, 2, 28));

    enable_irq(IRQ_RTC, on_rtc);
    RTC->INTE = 1;
    RTC->IRQ_SETUP_1 = SEC_ENA | 1;
    RTC->IRQ_SETUP_0 = MATCH_ENA;
    const uint32_t start = now_us();
    while (!interrupts) {
        wait_for_interrupt();
    }
    const uint32_t taken = now_us() - start;
    const uint32_t at_time = RTC->RTC_0;
    const uint32_t on_date = RTC->RTC_1;
    check_between("RTC: a match of the second interrupts", taken, 1900000, 2010000);
    check_equal("RTC: midnight has passed", at_time, time(4, 0, 0, 1));
    check_equal("RTC: 2024 has a 29th of February", on_date, date(2024, 2, 29));
    check_equal("RTC: it matched once", interrupts, 1);

    set(date(2023, 12, 31), time(0, 23, 59, 59), 0);
    wait_us(1100000);
    check_equal("RTC: Sunday is followed by Monday", RTC->RTC_0, time(1, 0, 0, 0));
    check_equal("RTC: the year ends", RTC->RTC_1, date(2024, 1, 1));
    set(date(2024, 2, 28), time(3, 23, 59, 59), FORCE_NOTLEAPYEAR);
    wait_us(1100000);
    (void)RTC->RTC_0;
    check_equal("RTC: FORCE_NOTLEAPYEAR takes the 29th of February away", RTC->RTC_1, date(2024, 3, 1));
}
