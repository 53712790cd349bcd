#include "cli/commands.h"

namespace cli {

namespace {

constexpr Command table[] = {
    {"run",    "Run a firmware on a simulated board",
     "  terrarium run firmware.uf2\n"
     "  terrarium run firmware.uf2 main.py\n"
     "  terrarium run firmware.uf2 --exec test.py\n"
     "  terrarium run firmware.uf2 --console usb=pty --pty-link pico   # then: mpremote connect ./pico\n"
     "  terrarium run firmware.elf --console uart0 --expect-text DONE --timeout 10s\n"
     "  terrarium run firmware.hex --script main.py --stimulus 2s:button_a.pressed=1 --watch display --until "
     "5s\n"
     "  terrarium run firmware.elf --until 2s --vcd pins.vcd --vcd-add PIO0.SM0_ADDR --trace events.txt\n"
     "  terrarium run firmware.elf --console semihosting   # BKPT 0xab; ends with the program's exit code\n"
     "  terrarium run --board project/diagram.json firmware.uf2 main.py   # a board drawn in Wokwi\n"
     "  terrarium run firmware.uf2 --until 5s --fail-on electrical\n"
     "  terrarium run bench.yaml --expect-text left:DONE   # several machines and their wires\n",        set_up_run   },
    {"info",   "Tell what a firmware file holds and whether it can run",
     "  terrarium info firmware.uf2\n"
     "  terrarium info firmware.elf --json\n",                                                           set_up_info  },
    {"boards", "List the boards, or describe one",
     "  terrarium boards\n"
     "  terrarium boards rpi_pico\n"
     "  terrarium boards my-board/board.yaml --picture board.svg\n"
     "  terrarium boards project/diagram.json   # of Wokwi\n",                                           set_up_boards},
    {"doctor", "Check what is installed here and say what to do about the rest", "  terrarium doctor\n",
     set_up_doctor                                                                                                    },
};

} // namespace

std::span<const Command> commands() {
    return table;
}

} // namespace cli
