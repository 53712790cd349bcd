// A serial port on the USB controller (datasheet, "USB"; USB 2.0 chapter 9; CDC PSTN 1.2), and a host at the
// other end that enumerates it and opens the port.

#include "firmware.h"

enum {
    AVAILABLE = BIT(10),
    STALL = BIT(11),
    SELECT_0 = BIT(12),
    DATA1 = BIT(13),
    LAST = BIT(14),
    FULL = BIT(15)
};
enum {
    ENABLE = BIT(31),
    DOUBLE = BIT(30),
    INTERRUPT_EACH = BIT(29),
    INTERRUPT_PAIR = BIT(28),
    ON_NAK = BIT(16)
};
enum { BULK = 2 << 26, INTERRUPT = 3 << 26, LENGTH = 0x3ff };
enum { EP0_BUFFER = 0, NOTIFY_BUFFER = 0x80, OUT_BUFFER = 0xc0, IN_BUFFER = 0x140 }; // from 0x100
enum { INT_BUFFERS = BIT(4), INT_RESET = BIT(12), INT_SETUP = BIT(16) };
enum { STATUS_SETUP = BIT(17), STATUS_RESET = BIT(19), PULLUP_EN = BIT(16), EP0_INT_1BUF = BIT(29) };

static const uint8_t device_descriptor[18] = {18,   1,    0,    2, 2, 0, 0, 64, 0xc0,
                                              0x16, 0xe1, 0x27, 0, 1, 0, 0, 0,  1};
static const uint8_t configuration_descriptor[67] = {
    9, 2,    67,   0,    2,  1,  0,  0xc0, 50, //
    9, 4,    0,    0,    1,  2,  2,  0,    0,  // communications interface: ACM
    5, 0x24, 0,    0x20, 1,                    // CDC 1.20
    5, 0x24, 1,    0,    1,                    // call management
    4, 0x24, 2,    2,                          // line coding and line state
    5, 0x24, 6,    0,    1,                    // union of interfaces 0 and 1
    7, 5,    0x81, 3,    8,  0,  16,           //
    9, 4,    1,    0,    2,  10, 0,  0,    0,  // data interface
    7, 5,    0x03, 2,    64, 0,  0,  7,    5,  0x82, 2, 64, 0, 0};

// All of this changes in the interrupt.
static volatile uint32_t resets, setups, halts_cleared, pairs_sent;
static volatile uint8_t first_setup[8], line_coding[7];
static volatile bool configured, terminal_ready;
static uint32_t new_address;
static const uint8_t* to_send; // of the control transfer under way
static uint32_t left;
static bool control_pid, bulk_pid;

static void offer(reg* control, uint32_t value) {
    *control = value & ~(AVAILABLE | (uint32_t)AVAILABLE << 16);
    *control = value; // AVAILABLE last, when the controller has seen the rest
}

static void fill(uint32_t offset, const uint8_t* bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        USB_DPRAM->BUFFERS[offset + i] = bytes[i];
    }
}

static void send_control(void) {
    const uint32_t size = left < 64 ? left : 64;
    fill(EP0_BUFFER, to_send, size);
    offer(&USB_DPRAM->BUFFER_CONTROL[0].IN, size | FULL | LAST | AVAILABLE | (control_pid ? DATA1 : 0));
    to_send += size;
    left -= size;
    control_pid = !control_pid;
}

static void take_control(void) {
    offer(&USB_DPRAM->BUFFER_CONTROL[0].OUT, 64 | LAST | AVAILABLE | DATA1);
}

static void answer(const uint8_t* bytes, uint32_t size, uint32_t wanted) {
    to_send = bytes;
    left = size < wanted ? size : wanted;
    send_control();
}

static void refuse(void) {
    set_bits(&USBCTRL->EP_STALL_ARM, 3);
    USB_DPRAM->BUFFER_CONTROL[0].IN = STALL;
    USB_DPRAM->BUFFER_CONTROL[0].OUT = STALL;
}

static void configure(void) {
    USB_DPRAM->CONTROL[0].IN = ENABLE | INTERRUPT_EACH | INTERRUPT | (0x100 + NOTIFY_BUFFER);
    USB_DPRAM->CONTROL[1].IN = ENABLE | DOUBLE | INTERRUPT_PAIR | BULK | (0x100 + IN_BUFFER);
    USB_DPRAM->CONTROL[2].OUT = ENABLE | INTERRUPT_EACH | BULK | (0x100 + OUT_BUFFER);
    bulk_pid = false;
    configured = true;
}

static void on_setup(void) {
    volatile uint8_t* const setup = USB_DPRAM->SETUP;
    for (uint32_t i = 0; setups == 0 && i < 8; ++i) {
        first_setup[i] = setup[i];
    }
    ++setups;
    const uint32_t request = (uint32_t)setup[0] << 8 | setup[1];
    const uint32_t wanted = (uint32_t)setup[7] << 8 | setup[6];
    control_pid = true;
    new_address = 0;
    left = 0;
    if (request == 0x8006 && setup[3] == 1) {
        answer(device_descriptor, sizeof device_descriptor, wanted);
    } else if (request == 0x8006 && setup[3] == 2) {
        answer(configuration_descriptor, sizeof configuration_descriptor, wanted);
    } else if (request >> 15) {
        refuse(); // no strings
    } else if (request == 0x2120) {
        take_control(); // SET_LINE_CODING
    } else {
        new_address = request == 0x0005 ? setup[2] : 0;
        terminal_ready = request == 0x2122 ? (setup[2] & 1) != 0 : terminal_ready;
        if (request == 0x0009) {
            configure();
        } else if (request == 0x0201) { // CLEAR_FEATURE(ENDPOINT_HALT)
            USB_DPRAM->BUFFER_CONTROL[setup[4] & 15].IN = 0;
            bulk_pid = false;
            ++halts_cleared;
        }
        answer(0, 0, 0);
    }
}

static void on_buffers(void) {
    const uint32_t done_buffers = USBCTRL->BUFF_STATUS;
    clear_bits(&USBCTRL->BUFF_STATUS, done_buffers);
    if (done_buffers & BIT(0)) {
        if (new_address) {
            USBCTRL->ADDR_ENDP[0] = new_address;
        } else if (left) {
            send_control();
        } else if (to_send) {
            take_control(); // the host's empty packet ends it
        }
    }
    if (done_buffers & BIT(1) && (USB_DPRAM->BUFFER_CONTROL[0].OUT & LENGTH) == sizeof line_coding) {
        for (uint32_t i = 0; i < sizeof line_coding; ++i) {
            line_coding[i] = USB_DPRAM->BUFFERS[EP0_BUFFER + i];
        }
        answer(0, 0, 0);
    }
    if (done_buffers & BIT(4)) {
        ++pairs_sent;
    }
}

static void on_usb(void) {
    const uint32_t status = USBCTRL->INTS;
    if (status & INT_BUFFERS) {
        on_buffers();
    }
    if (status & INT_SETUP) {
        clear_bits(&USBCTRL->SIE_STATUS, STATUS_SETUP);
        on_setup();
    }
    if (status & INT_RESET) {
        clear_bits(&USBCTRL->SIE_STATUS, STATUS_RESET);
        USBCTRL->ADDR_ENDP[0] = 0;
        configured = terminal_ready = false;
        ++resets;
    }
}

static bool becomes(volatile bool* flag, uint32_t us) {
    for (const uint32_t start = now_us(); !*flag;) {
        if (now_us() - start > us) {
            return false;
        }
    }
    return true;
}

static void check_reset_values(void) {
    check_equal("USB: NAK_POLL after reset", USBCTRL->NAK_POLL, 0x00100010);
    check_equal("USB: USBPHY_TRIM after reset", USBCTRL->USBPHY_TRIM, 0x1f1f);
    check_equal("USB: no interrupt after reset", USBCTRL->INTR, 0);
    reg* const word = (reg*)&USB_DPRAM->BUFFERS[0x200];
    *word = 0x11223344;
    USB_DPRAM->BUFFERS[0x201] = 0xaa;
    *(volatile uint16_t*)&USB_DPRAM->BUFFERS[0x202] = 0xbbcc;
    check_equal("USB: the DPRAM takes bytes and half-words", *word, 0xbbccaa44);
}

static void check_enumeration(void) {
    for (uint32_t i = 0; i < 62; ++i) {
        ((reg*)USB_DPRAM->CONTROL)[i] = 0;
    }
    USBCTRL->USB_MUXING = BIT(0) | BIT(3);
    USBCTRL->USB_PWR = BIT(2) | BIT(3); // VBUS is there
    USBCTRL->MAIN_CTRL = 1;
    USBCTRL->SIE_CTRL = EP0_INT_1BUF;
    USBCTRL->INTE = INT_BUFFERS | INT_RESET | INT_SETUP;
    enable_irq(IRQ_USBCTRL, on_usb);
    set_bits(&USBCTRL->SIE_CTRL, PULLUP_EN);
    check("USB: the host opens the port", becomes(&terminal_ready, 1000000));
    check_equal("USB: one bus reset came before", resets, 1);
    check_equal("USB: then GET_DESCRIPTOR", first_setup[1], 6);
    check_equal("USB: of the device", first_setup[3], 1);
    check("USB: the host gave an address", USBCTRL->ADDR_ENDP[0] != 0);
    check("USB: the host chose the configuration", configured);
    check_equal("USB: the line coding has 8 bits", line_coding[6], 8);
    check_equal("USB: connected, J state, VBUS", USBCTRL->SIE_STATUS & 0x1000d, 0x10005);
}

static void check_frames(void) {
    const uint32_t first = USBCTRL->SOF_RD;
    wait_us(20000);
    check_between("USB: 20 ms have 20 frames", (USBCTRL->SOF_RD - first) & 0x7ff, 19, 21);
    wait_us(1100);
    check_equal("USB: a frame raises DEV_SOF", USBCTRL->INTR & BIT(17), BIT(17));
    (void)USBCTRL->SOF_RD;
    check_equal("USB: reading SOF_RD clears it", USBCTRL->INTR & BIT(17), 0);
}

static void send_pair(void) {
    const uint32_t first = 64 | FULL | AVAILABLE | SELECT_0 | (bulk_pid ? DATA1 : 0);
    const uint32_t second = 64 | FULL | AVAILABLE | LAST | (bulk_pid ? 0 : DATA1);
    offer(&USB_DPRAM->BUFFER_CONTROL[2].IN, second << 16 | first);
}

static void check_bulk(void) {
    for (uint32_t i = 0; i < 128; ++i) {
        USB_DPRAM->BUFFERS[IN_BUFFER + i] = (uint8_t)(i % 64 == 63 ? '\n' : 'a' + i % 26);
    }
    enum { PAIRS = 50 };
    const uint32_t start = now_us();
    for (uint32_t pairs = 0; pairs < PAIRS; ++pairs) {
        send_pair();
        while (pairs_sent == pairs && now_us() - start < 100000) {
        }
    }
    // 19 packets of 64 bytes fit into a frame.
    check_between("USB: 100 full packets take 5 to 8 frames", now_us() - start, 5000, 8000);
    check_equal("USB: each pair was an interrupt", pairs_sent, PAIRS);
}

static void check_nak_and_abort(void) {
    USB_DPRAM->CONTROL[1].IN |= ON_NAK;
    check("USB: an empty endpoint says NAK, and tells",
          wait_for(&USBCTRL->EP_STATUS_STALL_NAK, BIT(4), BIT(4), 2000));
    USB_DPRAM->CONTROL[1].IN &= ~(uint32_t)ON_NAK;
    clear_bits(&USBCTRL->EP_STATUS_STALL_NAK, BIT(4));

    reg* const control = &USB_DPRAM->BUFFER_CONTROL[1].IN;
    set_bits(&USBCTRL->EP_ABORT, BIT(2));
    check("USB: EP_ABORT is done soon", wait_for(&USBCTRL->EP_ABORT_DONE, BIT(2), BIT(2), 1000));
    offer(control, 8 | FULL | LAST | AVAILABLE);
    check("USB: aborted, the buffer stays", !wait_for(control, AVAILABLE, 0, 40000));
    clear_bits(&USBCTRL->EP_ABORT, BIT(2));
    clear_bits(&USBCTRL->EP_ABORT_DONE, BIT(2));
    check("USB: not aborted any more, it goes", wait_for(control, AVAILABLE | FULL, 0, 40000));
}

static void check_halt_and_return(void) {
    USB_DPRAM->BUFFER_CONTROL[2].IN = STALL;
    const uint32_t start = now_us();
    while (halts_cleared == 0 && now_us() - start < 100000) {
    }
    check_equal("USB: the host clears a halted endpoint", halts_cleared, 1);
    clear_bits(&USBCTRL->SIE_CTRL, PULLUP_EN);
    wait_us(10000);
    terminal_ready = false;
    set_bits(&USBCTRL->SIE_CTRL, PULLUP_EN);
    check("USB: gone and back, the port is opened again", becomes(&terminal_ready, 1000000));
    check_equal("USB: after a second bus reset", resets, 2);
}

void program(void) {
    reset_blocks(RESET_USBCTRL);
    check_reset_values();
    check_enumeration();
    check_frames();
    check_bulk();
    check_nak_and_abort();
    check_halt_and_return();
}
