// Sends numbered lines to another board and wants each answered; pong.c is the other one.

#include "link.h"

enum { PINGS = 5, PATIENCE_US = 100000 };

static bool same(const char* a, const char* b) {
    for (; *a && *a == *b; ++a, ++b) {
    }
    return *a == *b;
}

void program(void) {
    open_link();
    wait_us(1000); // until the other one listens
    for (uint32_t i = 1; i <= PINGS; ++i) {
        char ping[] = "ping 0";
        char pong[] = "pong 0";
        ping[5] = pong[5] = (char)('0' + i);
        const uint32_t start = now_us();
        send_line(ping);
        char answer[32] = "";
        const bool answered = receive_line(answer, sizeof answer, PATIENCE_US);
        const uint32_t taken_us = now_us() - start;
        if (!answered || !same(answer, pong)) {
            print("FAIL ");
            print(ping);
            print(answered ? " was answered with " : " was not answered\n");
            print(answer);
            print("\n");
            return;
        }
        print(answer);
        print(" after ");
        print_number(taken_us);
        print(" us\n");
    }
}
