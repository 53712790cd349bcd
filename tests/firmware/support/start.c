// Vector table, start-up and the frame around `program`.

#include "firmware.h"

extern char core0_stack_top[];
extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];

// The core that this image is for: a symbol that the linker is given (CMakeLists.txt). Read by an
// instruction, because C takes for granted that no symbol lies at 0.
static uint32_t core_to_run_on(void) {
    uint32_t core;
    __asm("ldr %0, =run_on_core" : "=r"(core));
    return core;
}

enum { VECTORS = 48 };
// A table per core in RAM, so that programs can set handlers; VTOR wants 256-byte alignment.
static Handler ram_vectors[2][64] __attribute__((aligned(256)));

static void unexpected(void) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    print("FAIL exception ");
    print_number(exception);
    print(" has no handler\n");
    flush_console();
    for (;;) {
    }
}

_Noreturn void reset(void) {
    for (uint32_t *to = data_start, *from = data_load; to < data_end;) {
        *to++ = *from++;
    }
    for (uint32_t* to = bss_start; to < bss_end;) {
        *to++ = 0;
    }
    for (uint32_t core = 0; core < 2; ++core) {
        for (uint32_t i = 0; i < VECTORS; ++i) {
            ram_vectors[core][i] = unexpected;
        }
    }
    SCB->VTOR = (uintptr_t)ram_vectors[0];
    start_clocks();
    leave_reset(RESET_ALL & ~RESET_USBCTRL);
    WATCHDOG->TICK = BIT(9) | REF_HZ / 1000000;
    pin_function(0, FUNC_UART);
    pin_function(1, FUNC_UART);
    UART0->UARTIBRD = 67; // 125 MHz / (16 * 115200) = 67 + 52/64
    UART0->UARTFBRD = 52;
    UART0->UARTLCR_H = BIT(4) | 3 << 5;       // FIFOs, 8 bits
    UART0->UARTCR = BIT(0) | BIT(8) | BIT(9); // UARTEN, TXE, RXE
    if (core_to_run_on() == 0) {
        program();
        done();
    }
    static const char no_answer[] = "core 1 answers the launch";
    if (!launch_core1(program)) {
        check(no_answer, false);
        done();
    }
    for (;;) {
        wait_for_interrupt();
    }
}

__attribute__((section(".vectors"), used)) static const Handler flash_vectors[2] = {(Handler)core0_stack_top,
                                                                                    reset};

void set_vector(uint32_t exception, Handler handler) {
    ram_vectors[this_core()][exception] = handler;
}

void enable_irq(uint32_t irq, Handler handler) {
    set_vector(16 + irq, handler);
    *NVIC_ICPR = BIT(irq);
    *NVIC_ISER = BIT(irq);
}

void disable_irq(uint32_t irq) {
    *NVIC_ICER = BIT(irq);
}

// Core 1 comes out of the ROM here: runs the entry, then ends the program unless core 0 is the one that does.
static Handler core1_entry;
static void core1_main(void) {
    core1_entry();
    if (core_to_run_on() == 1) {
        done();
    }
    for (;;) {
        wait_for_event();
    }
}

bool launch_core1(Handler entry) {
    extern char core1_stack_top[];
    core1_entry = entry;
    const uint32_t words[] = {
        0, 0, 1, (uintptr_t)ram_vectors[1], (uintptr_t)core1_stack_top, (uintptr_t)core1_main};
    // Datasheet, "Launching Code On Processor Core 1": each word is echoed; a wrong echo begins it anew.
    uint32_t sent = 0;
    for (uint32_t attempts = 0; sent < sizeof words / sizeof *words; ++attempts) {
        if (attempts == 100) {
            return false;
        }
        if (words[sent] == 0) {
            while (SIO->FIFO_ST & FIFO_VLD) {
                (void)SIO->FIFO_RD;
            }
            send_event();
        }
        SIO->FIFO_WR = words[sent];
        send_event();
        if (!wait_for(&SIO->FIFO_ST, FIFO_VLD, FIFO_VLD, 1000)) {
            return false;
        }
        sent = SIO->FIFO_RD == words[sent] ? sent + 1 : 0;
    }
    return true;
}

void fifo_push(uint32_t value) {
    while (!(SIO->FIFO_ST & FIFO_RDY)) {
    }
    SIO->FIFO_WR = value;
    send_event();
}

uint32_t fifo_pop(void) {
    while (!(SIO->FIFO_ST & FIFO_VLD)) {
        wait_for_event();
    }
    return SIO->FIFO_RD;
}
