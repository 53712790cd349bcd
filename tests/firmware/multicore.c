// Both cores: FIFOs, spinlocks and what each core has of its own (datasheet, "SIO").

#include "firmware.h"

enum { LOCK = 5, ROUNDS = 1000 };
enum { ECHO = 1, COUNT, DIVIDE, PRIVATE, PAUSE };

static volatile uint32_t counter;
static volatile bool paused;
static volatile uint32_t interrupts;

static void count_with_lock(void) {
    for (uint32_t i = 0; i < ROUNDS; ++i) {
        while (!SIO->SPINLOCK[LOCK]) {
        }
        counter = counter + 1;
        SIO->SPINLOCK[LOCK] = 1;
    }
}

// Wrong results among many divisions of this core's divider.
static uint32_t wrong_divisions(uint32_t seed) {
    uint32_t wrong = 0;
    for (uint32_t i = 1; i <= ROUNDS; ++i) {
        const uint32_t divisor = i * 3 + seed;
        const uint32_t dividend = i * 2654435761u ^ seed;
        SIO->DIV_UDIVIDEND = dividend;
        SIO->DIV_UDIVISOR = divisor;
        while (!(SIO->DIV_CSR & 1)) {
        }
        const uint32_t remainder = SIO->DIV_REMAINDER;
        const uint32_t quotient = SIO->DIV_QUOTIENT;
        wrong += quotient * divisor + remainder != dividend || remainder >= divisor;
    }
    return wrong;
}

static void on_core1(void) {
    fifo_push(this_core());
    for (;;) {
        switch (fifo_pop()) {
        case ECHO:
            for (uint32_t i = 0; i < ROUNDS; ++i) {
                fifo_push(~fifo_pop());
            }
            break;
        case COUNT:
            count_with_lock();
            fifo_push(COUNT);
            break;
        case DIVIDE:
            fifo_push(wrong_divisions(77));
            break;
        case PRIVATE:
            SIO->INTERP[0].ACCUM[0] = 0x1111;
            fifo_push(SIO->INTERP[0].ACCUM[0]);
            break;
        case PAUSE:
            while (paused) {
            }
            fifo_push(fifo_pop());
            break;
        }
    }
}

static void check_echo(void) {
    uint32_t wrong = 0;
    fifo_push(ECHO);
    for (uint32_t i = 0; i < ROUNDS; ++i) {
        fifo_push(i * 0x01010101u);
        wrong += fifo_pop() != ~(i * 0x01010101u);
    }
    check_equal("SIO: words go to the other core and back", wrong, 0);
}

static void check_fifo(void) {
    paused = true;
    fifo_push(PAUSE);
    wait_us(10); // core 1 has taken it and waits
    uint32_t room = 0;
    while (SIO->FIFO_ST & FIFO_RDY && room < 100) {
        SIO->FIFO_WR = room++;
    }
    check_equal("SIO: a FIFO takes 8 words", room, 8);
    SIO->FIFO_WR = 99;
    check_equal("SIO: a write to a full FIFO sets WOF", SIO->FIFO_ST & FIFO_WOF, FIFO_WOF);
    SIO->FIFO_ST = FIFO_WOF;
    check_equal("SIO: a write to FIFO_ST clears WOF", SIO->FIFO_ST & FIFO_WOF, 0);
    (void)SIO->FIFO_RD;
    check_equal("SIO: a read of an empty FIFO sets ROE", SIO->FIFO_ST & FIFO_ROE, FIFO_ROE);
    SIO->FIFO_ST = FIFO_ROE;
    paused = false;
    check_equal("SIO: the first word in is the first out", fifo_pop(), 0);
    // The words that are left are 1 to 7: commands that core 1 answers or ignores; a fresh start gets rid of
    // them.
}

static void restart_core1(void) {
    set_bits(&PSM->FRCE_OFF, BIT(16));
    check("PSM: FRCE_OFF takes core 1 down", wait_for(&PSM->DONE, BIT(16), 0, 1000));
    clear_bits(&PSM->FRCE_OFF, BIT(16));
    check("PSM: core 1 can be launched again", launch_core1(on_core1));
    check_equal("SIO: CPUID of core 1", fifo_pop(), 1);
}

static void on_fifo(void) {
    ++interrupts;
    disable_irq(IRQ_SIO_PROC0);
}

static void check_interrupt(void) {
    enable_irq(IRQ_SIO_PROC0, on_fifo);
    fifo_push(PRIVATE);
    wait_us(20);
    check_equal("SIO: a word from the other core interrupts", interrupts, 1);
    check_equal("SIO: an interpolator belongs to its core", fifo_pop(), 0x1111);
}

static void check_spinlocks(void) {
    SIO->SPINLOCK[31] = 1;
    check_equal("SIO: a free spinlock gives its bit", SIO->SPINLOCK[31], BIT(31));
    check_equal("SIO: a taken spinlock gives 0", SIO->SPINLOCK[31], 0);
    check_equal("SIO: SPINLOCK_ST shows it", SIO->SPINLOCK_ST >> 31, 1);
    SIO->SPINLOCK[31] = 0;
    check_equal("SIO: any write frees it", SIO->SPINLOCK_ST >> 31, 0);
    fifo_push(COUNT);
    count_with_lock();
    (void)fifo_pop();
    check_equal("SIO: a spinlock excludes the other core", counter, 2 * ROUNDS);
}

void program(void) {
    check_equal("SIO: CPUID of core 0", this_core(), 0);
    SIO->INTERP[0].ACCUM[0] = 0x2222;
    check("boot ROM: core 1 can be launched", launch_core1(on_core1));
    check_equal("SIO: CPUID of core 1", fifo_pop(), 1);
    check_echo();
    check_spinlocks();
    fifo_push(DIVIDE);
    check_equal("SIO: core 0 divides while core 1 does", wrong_divisions(5), 0);
    check_equal("SIO: core 1 divides while core 0 does", fifo_pop(), 0);
    check_interrupt();
    check_equal("SIO: the other core's interpolator is another", SIO->INTERP[0].ACCUM[0], 0x2222);
    check_fifo();
    restart_core1();
}
