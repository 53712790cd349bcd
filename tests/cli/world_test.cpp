#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;
using program::run;

// A micro:bit that turns in a loop: stack, reset vector, B to itself at 8.
const std::string loop = ":0A0000000040002009000000FEE7A8\n:00000001FF\n";

TEST_CASE("terrarium run --stimulus, --watch: a part is acted on at its time, and tells what changed") {
    const program::Folder folder;
    const std::string hex = folder.write("loop.hex", loop);
    const program::Result result =
        run("run --board microbit " + hex + " --until 60ms --watch button_a --watch display" +
            " --stimulus 12ms:button_a.pressed=1 --stimulus 35ms:button_a.pressed=0");
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "0.010000 s button_a.pressed 0\n"
                           "0.010000 s display.frame 00000:00000:00000:00000:00000\n"
                           "0.020000 s button_a.pressed 1\n"
                           "0.040000 s button_a.pressed 0\n");
}

TEST_CASE("terrarium run --stimulus: a text goes to the part as it stands") {
    const program::Folder folder;
    const std::string hex = folder.write("loop.hex", loop);
    const std::string board = folder.write(
        "meter.yaml", "name: meter\ntitle: Meter\nchip: nrf51822\ncrystal_hz: 16000000\n"
                      "consoles:\n  uart0: {tx: 24, rx: 25}\npins:\n  P0: {gpio: 0}\n"
                      "parts:\n  display:\n    type: vfd_8840a\n    grids: [0, 1, 2, 3, 4, 5, 6, 7]\n"
                      "    segments: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]\n");
    const program::Result result = run("run --board " + board + " " + hex + " --until 40ms --watch display" +
                                       " --stimulus '15ms:display.text=  9.47 kΩ AUTO'");
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "0.010000 s display.text \n"
                           "0.020000 s display.text   9.47 kΩ AUTO\n");
}

TEST_CASE("terrarium run --stimulus, --watch: what the board has not is refused with what it has") {
    const program::Folder folder;
    const std::string hex = folder.write("loop.hex", loop);
    struct {
        const char* arguments;
        const char* message;
    } const rows[] = {
        {"--stimulus 1s:button_c.pressed=1", "no part 'button_c'; it has: display, button_a"      },
        {"--stimulus 1s:button_a.force=1",   "button_a has no stimulus 'force'; it has: pressed"  },
        {"--stimulus 1s:button_a.pressed=2", "pressed takes a whole number from 0 to 1"           },
        {"--stimulus 1s:button_a.pressed=x", "pressed takes a whole number from 0 to 1"           },
        {"--stimulus 1s:display.pressed=1",  "display has no stimulus 'pressed'"                  },
        {"--stimulus button_a.pressed=1",    "write TIME:PART.STIMULUS=VALUE"                     },
        {"--stimulus 1x:button_a.pressed=1", "'1x' is no time"                                    },
        {"--watch lamp",                     "--watch lamp: the board microbit has no part 'lamp'"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.arguments);
        const program::Result result = run("run --board microbit " + hex + " --until 1ms " + row.arguments);
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, row.message));
    }
}
