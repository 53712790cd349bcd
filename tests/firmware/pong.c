// Answers each line of another board, "ping 1" with "pong 1"; ping.c is the other one.

#include "link.h"

enum { PATIENCE_US = 200000 };

void program(void) {
    open_link();
    char line[32];
    while (receive_line(line, sizeof line, PATIENCE_US)) {
        print("got ");
        print(line);
        print("\n");
        line[1] = 'o';
        send_line(line);
    }
}
