#pragma once

#include "firmware.h"

// UART1 as a link to another board: 115200 baud, TX on GPIO 4 and RX on GPIO 5, a line for each message.

void open_link(void);
void send_line(const char* line);
/// The next line, without its end; false if it is not whole within `us`.
bool receive_line(char* line, uint32_t size, uint32_t us);
