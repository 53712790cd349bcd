#include "link.h"

enum { TX = 4, RX = 5, ERRORS = 0xf << 8 };

void open_link(void) {
    reset_blocks(RESET_UART1);
    UART1->UARTIBRD = 67; // 125 MHz / (16 * 115200) = 67 + 52/64
    UART1->UARTFBRD = 52;
    UART1->UARTLCR_H = BIT(4) | 3 << 5;       // FIFOs, 8 bits
    UART1->UARTCR = BIT(0) | BIT(8) | BIT(9); // UARTEN, TXE, RXE
    pin_pull(RX, PAD_PUE);                    // idle while nobody drives the wire
    pin_function(RX, FUNC_UART);
    pin_function(TX, FUNC_UART);
}

static void put(char character) {
    while (UART1->UARTFR & UARTFR_TXFF) {
    }
    UART1->UARTDR = (uint8_t)character;
}

void send_line(const char* line) {
    for (; *line; ++line) {
        put(*line);
    }
    put('\n');
}

bool receive_line(char* line, uint32_t size, uint32_t us) {
    const uint32_t start = now_us();
    for (uint32_t length = 0; now_us() - start < us;) {
        if (UART1->UARTFR & UARTFR_RXFE) {
            continue;
        }
        const uint32_t data = UART1->UARTDR;
        if (data & ERRORS) {
            continue; // the wire was low while nobody drove it high yet
        }
        const char character = (char)data;
        if (character == '\n') {
            line[length] = 0;
            return true;
        }
        if (length + 1 < size) {
            line[length++] = character;
        }
    }
    return false;
}
