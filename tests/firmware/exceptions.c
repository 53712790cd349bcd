// Exceptions of the ARMv6-M core: priorities, faults and the frame on the stack (ARMv6-M Architecture
// Reference Manual, "Exception model").

#include "firmware.h"

enum {
    HARD_FAULT = 3,
    NMI = 2,
    SVCALL = 11,
    PENDSV = 14,
    SYSTICK = 15,
    LOW = IRQ_SPARE,
    HIGH = IRQ_SPARE + 1
};

static volatile uint32_t trail; // a digit for each handler's begin and end
static void step(uint32_t digit) {
    trail = trail * 16 + digit;
}

static void pend(uint32_t irq) {
    *NVIC_ISPR = BIT(irq);
    __asm volatile("dsb\n isb");
}

static void set_priority(uint32_t irq, uint32_t priority) {
    reg* const word = &NVIC_IPR[irq / 4];
    const uint32_t shift = irq % 4 * 8;
    *word = (*word & ~(0xffu << shift)) | priority << 6 << shift;
}

static void on_low(void) {
    step(1);
    pend(HIGH);
    step(2);
}
static void on_high(void) {
    step(3);
}
static void on_low_pending_itself(void) {
    step(4);
    pend(HIGH);
    step(5);
}
static void on_pendsv(void) {
    step(6);
}
static void on_systick(void) {
    step(7);
    SYST->CSR = 0;
}
static void on_svc(void) {
    step(8);
}
static void on_nmi(void) {
    step(9);
    SYSCFG_PROC_NMI_MASK[this_core()] = 0;
}

static void check_priorities(void) {
    enable_irq(LOW, on_low);
    enable_irq(HIGH, on_high);
    set_priority(LOW, 3);
    set_priority(HIGH, 1);
    trail = 0;
    pend(LOW);
    check_equal("NVIC: a higher priority preempts", trail, 0x132);
    set_priority(HIGH, 3);
    set_vector(16 + LOW, on_low_pending_itself);
    trail = 0;
    pend(LOW);
    check_equal("NVIC: the same priority waits for the end", trail, 0x453);
    disable_interrupts();
    trail = 0;
    *NVIC_ISPR = BIT(LOW) | BIT(HIGH);
    const uint32_t while_masked = trail;
    set_vector(16 + LOW, on_high);
    set_vector(16 + HIGH, on_svc);
    enable_interrupts();
    __asm volatile("isb");
    check_equal("PRIMASK: nothing is served", while_masked, 0);
    check_equal("NVIC: of equal priorities the lower number goes first", trail, 0x38);
    *NVIC_ICER = BIT(LOW) | BIT(HIGH);
}

static void check_system(void) {
    set_vector(PENDSV, on_pendsv);
    set_vector(SYSTICK, on_systick);
    set_vector(SVCALL, on_svc);
    set_vector(NMI, on_nmi);
    trail = 0;
    __asm volatile("svc 1");
    check_equal("SVC: is taken at once", trail, 8);
    trail = 0;
    disable_interrupts();
    SCB->ICSR = ICSR_PENDSVSET | ICSR_PENDSTSET;
    SCB->SHPR3 = 0xc0u << 16 | 0x00u << 24; // PendSV lowest, SysTick highest
    enable_interrupts();
    __asm volatile("isb");
    check_equal("PendSV: tail-chains behind SysTick by priority", trail, 0x76);

    trail = 0;
    SYST->RVR = 999;
    SYST->CVR = 0;
    SYST->CSR = BIT(0) | BIT(1) | BIT(2);
    wait_us(20);
    check_equal("SysTick: interrupts when it reaches 0", trail, 7);

    // The mask takes the line of a peripheral; what software pends in the NVIC stays an interrupt.
    SYSCFG_PROC_NMI_MASK[this_core()] = BIT(IRQ_TIMER_0);
    trail = 0;
    disable_interrupts();
    TIMER->INTE = 1;
    TIMER->INTF = 1;
    wait_us(2);
    const uint32_t by_line = trail;
    TIMER->INTF = 0;
    TIMER->INTE = 0;
    *NVIC_ICPR = BIT(IRQ_TIMER_0);
    enable_interrupts();
    SYSCFG_PROC_NMI_MASK[this_core()] = 0;
    check_equal("NMI: comes through PRIMASK", by_line & 0xf, 9);
}

// The HardFault handler moves the return address on to where r7 of the fault points, and keeps what was
// stacked.
static volatile uint32_t faults;
static volatile uint32_t frame[8];

__attribute__((used)) static void keep_frame(uint32_t* stacked) {
    for (uint32_t i = 0; i < 8; ++i) {
        frame[i] = stacked[i];
    }
    ++faults;
    stacked[6] = stacked[0] & ~1u; // go on at the address in r0
    stacked[7] |= BIT(24);         // in Thumb state
}

__attribute__((naked)) static void on_hard_fault(void) {
    __asm volatile("mov r0, sp\n"
                   "push {r4, lr}\n"
                   "bl keep_frame\n"
                   "pop {r4, pc}");
}

#define FAULT(instructions)                                                                                  \
    __asm volatile("ldr r0, =1f\n"                                                                           \
                   "movs r1, #0x11\n"                                                                        \
                   "ldr r2, =0x30000000\n"                                                                   \
                   "ldr r3, =0x20000001\n" instructions "\n"                                                 \
                   ".balign 4\n"                                                                             \
                   "1:\n" ::                                                                                 \
                       : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory")

static void check_faults(void) {
    set_vector(HARD_FAULT, on_hard_fault);
    FAULT("ldr r1, [r2]");
    check_equal("HardFault: a read of nothing", faults, 1);
    check_equal("HardFault: r1 on the stack is as it was before the read", frame[1], 0x11);
    check_equal("HardFault: r2 is on the stack", frame[2], 0x30000000);
    FAULT("str r1, [r2]");
    check_equal("HardFault: a write to nothing", faults, 2);
    FAULT("ldr r1, [r3]");
    check_equal("HardFault: an unaligned word", faults, 3);
    FAULT("strh r1, [r3]");
    check_equal("HardFault: an unaligned half-word", faults, 4);
    FAULT("udf #0");
    check_equal("HardFault: an undefined instruction", faults, 5);
    FAULT("bx r2"); // bit 0 clear: to ARM state, which there is not
    check_equal("HardFault: a branch to ARM state", faults, 6);
    check_equal("HardFault: the stacked xPSR has the T bit clear then", frame[7] & BIT(24), 0);
    FAULT("cpsid i\n svc 0");
    enable_interrupts();
    check_equal("HardFault: an SVC that cannot be taken", faults, 7);
    FAULT("adds r2, r2, #1\n bx r2");
    check_equal("HardFault: a jump into nothing", faults, 8);
    check_equal("HardFault: the stacked PC says where", frame[6], 0x30000000);
}

static volatile uint32_t thread_control;
static void check_stacks(void) {
    static uint32_t process_stack[64] __attribute__((aligned(8)));
    trail = 0;
    __asm volatile("msr psp, %0\n"
                   "movs r0, #2\n"
                   "msr control, r0\n"
                   "isb\n"
                   "svc 2\n"
                   "mrs r1, control\n"
                   "str r1, [%1]\n"
                   "movs r0, #0\n"
                   "msr control, r0\n"
                   "isb\n" ::"r"(process_stack + 64),
                   "r"(&thread_control)
                   : "r0", "r1", "memory");
    check_equal("CONTROL: the thread ran on the process stack", thread_control & 2, 2);
    check_equal("CONTROL: an exception from there comes back", trail, 8);
    check("CONTROL: its frame went to the process stack", process_stack[63] != 0);
}

void program(void) {
    check_priorities();
    check_system();
    check_faults();
    check_stacks();
}
