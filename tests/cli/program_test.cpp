#include "cli/command.h"
#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;
using program::run;

TEST_CASE("terrarium: --version and --help answer on stdout") {
    const program::Result version = run("--version");
    CHECK(version.exit_code == 0);
    CHECK(version.output == "terrarium " TERRARIUM_VERSION "\n");
    CHECK(version.errors.empty());
    const program::Result help = run("--help");
    CHECK(help.exit_code == 0);
    CHECK(has(help.output, "Examples:"));
    CHECK(has(help.output, "Exit codes:"));
    for (const cli::Command& command : cli::commands()) {
        CAPTURE(command.name);
        CHECK(has(help.output, command.name));
        CHECK(has(help.output, command.examples));
        const program::Result own = run(std::string(command.name) + " --help");
        CHECK(own.exit_code == 0);
        CHECK(has(own.output, command.summary));
        CHECK(has(own.output, command.examples));
    }
}

TEST_CASE("terrarium: wrong usage names what is wrong and the help, and exits with 2") {
    struct {
        const char* arguments;
        const char* message;
    } const rows[] = {
        {"",                        "A subcommand is missing"},
        {"no-such-command",         "no-such-command"        },
        {"--no-such-option",        "--no-such-option"       },
        {"info",                    "image is required"      },
        {"info x --no-such-option", "--no-such-option"       },
        {"boards a b",              "b"                      },
        {"info --base zero x",      "zero"                   },
    };
    for (const auto& row : rows) {
        CAPTURE(row.arguments);
        const program::Result result = run(row.arguments);
        CHECK(result.exit_code == 2);
        CHECK(result.output.empty());
        CHECK(has(result.errors, row.message));
        CHECK(has(result.errors, "--help"));
    }
}

TEST_CASE("terrarium boards: lists them, describes one, and takes a path") {
    const program::Result list = run("boards");
    CHECK(list.exit_code == 0);
    CHECK(has(list.output, "rpi_pico "));
    CHECK(has(list.output, "Raspberry Pi Pico (rp2040, 2 MiB flash)"));
    const program::Result pico = run("boards pico");
    CHECK(pico.exit_code == 0);
    CHECK(has(pico.output, "rpi_pico: Raspberry Pi Pico"));
    CHECK(has(pico.output, "uart0: TX on GPIO0, RX on GPIO1, 115200 baud"));
    const program::Result microbit = run("boards microbit");
    CHECK(has(microbit.output,
              "part         button_a        button\n    stimulus   pressed         0 to 1: a finger on it"));
    CHECK(run("boards no_such_board").exit_code == 2);
    CHECK(has(run("boards no_such_board").errors, "no board is called 'no_such_board'"));

    const program::Folder folder;
    const std::string path = folder.write("board.yaml", "name: x\ncolour: red\n");
    const program::Result broken = run("boards " + path);
    CHECK(broken.exit_code == 2);
    CHECK(has(broken.errors, path + ":2: unknown key 'colour'"));
}

TEST_CASE("terrarium run: a lockup of a micro:bit, which resets it, ends the run with the registers, unless "
          "it is to go on") {
    const program::Folder folder;
    const std::string path = // a stack and a reset vector, an undefined instruction, no handler
        folder.write("lockup.hex", ":0A000000004000200900000000DEAF\n:00000001FF\n");
    const program::Result result = run("run --board microbit " + path + " --until 1s");
    CHECK(result.exit_code == 1);
    CHECK(has(result.errors, "lockup of CORE0: pc=0xfffffffe lr=0xfffffff9"));
    CHECK(has(result.errors, "interrupted at pc=0x00000008"));
    const program::Result past = run("run --board microbit " + path + " --past-lockup --until 1ms --stats");
    CHECK(past.exit_code == 0);
    CHECK(past.errors.find("lockup of CORE0") == past.errors.rfind("lockup of CORE0")); // told once
    CHECK(has(past.errors, "time                             0.001000000 s"));
}

TEST_CASE("terrarium run: a program's second serial port on USB is a console, too") {
    const program::Folder folder;
    // A program in RAM: a vector table and an endless loop.
    const std::string path =
        folder.write("program.hex", ":020000042000DA\n:0C000000000004200900002000BFFEE703\n:00000001FF\n");
    const program::Result result = run("run --board rpi_pico " + path + " --console usb9");
    CHECK(result.exit_code == 2);
    CHECK(has(result.errors, "the board rpi_pico has the consoles usb usb1 uart0 semihosting"));
}

TEST_CASE("terrarium doctor: tells of what is there and what to do about the rest") {
    const program::Result here = run("doctor");
    CHECK(has(here.output, "terrarium"));
    CHECK(has(here.output, "boards"));
    CHECK(has(here.output, "pseudo-terminal"));
    const program::Result bare = run("doctor", "PATH=/nowhere");
    CHECK(has(bare.output, "absent   arm-none-eabi-gcc"));
    CHECK(has(bare.output, "apt install gcc-arm-none-eabi"));
}

TEST_CASE("terrarium run --script: what no runtime would find is refused") {
    const program::Folder folder;
    const std::string hex =
        folder.write("firmware.hex", std::string(":0800000000400020090000008F\n:00000001FF\n"));
    const std::string large = folder.write("large.py", std::string(8189, '#'));
    const program::Result result = run("run --board microbit " + hex + " --script " + large);
    CHECK(result.exit_code == 2);
    CHECK(has(result.errors, large + ": offset 0x1ffc: 8189 bytes are too large a script"));
    const std::string small = folder.write("small.py", std::string("print(1)\n"));
    const program::Result pico = run("run --board rpi_pico " + hex + " --script " + small);
    CHECK(pico.exit_code == 2);
    CHECK(has(pico.errors, "takes no program that is appended to it"));
    CHECK(has(run("run --board microbit " + hex + " --script no.py").errors, "no.py: cannot be read"));
}
