#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;
using program::run;

namespace {

/// A bench file beside an image for the micro:bit.
struct Bench {
    program::Folder folder;
    std::string hex = folder.write("firmware.hex", std::string(":0800000000400020090000008F\n:00000001FF\n"));

    program::Result run_bench(const std::string& text, const std::string& options = {}) const {
        return run("run " + folder.write("bench.yaml", text) + " --until 1ms " + options);
    }
    void check_refused(const std::string& text, const std::string& options,
                       const std::string& message) const {
        CAPTURE(text);
        CAPTURE(options);
        const program::Result result = run_bench(text, options);
        CHECK(result.exit_code == 2);
        CHECK(result.output.empty());
        CHECK(has(result.errors, "terrarium: " + message));
    }
};

const std::string two = "machines:\n"
                        "  a: {board: microbit, image: firmware.hex}\n"
                        "  b: {board: microbit, image: firmware.hex}\n";

} // namespace

TEST_CASE_FIXTURE(Bench,
                  "terrarium run bench.yaml: what the file gets wrong is told with its place, exit code 2") {
    const std::string file = folder.path("bench.yaml");
    check_refused("machines: {}\n", "", file + ":1: one machine at least");
    check_refused("machine: {}\n", "", file + ":1: unknown key 'machine'");
    check_refused("machines: [\n", "", file + ":2: column 1:");
    check_refused("machines:\n  a: {image: no.hex}\n", "", file + ":2: a: " + folder.path("no.hex"));
    check_refused("machines:\n  a: {image: firmware.hex, board: pong}\n", "",
                  file + ":2: a: no board is called 'pong'");
    check_refused("machines:\n  a: {image: firmware.hex, board: rpi_pico}\n", "", file + ":2: a: " + hex);
    check_refused("machines:\n  a: {board: microbit, image: firmware.hex, boot_rom: rom}\n", "",
                  file + ":2: a: boot_rom: ");
    check_refused("machines:\n  a: {board: microbit, image: firmware.hex, script: no.py}\n", "",
                  file + ":2: a: " + folder.path("no.py"));
    check_refused("machines:\n  a: {board: microbit, image: firmware.hex, console: usb}\n", "",
                  file + ":2: a: console: usb: the board microbit has the consoles uart0 semihosting");
    check_refused("machines:\n  a: {board: microbit, image: firmware.hex, console: uart0=radio}\n", "",
                  file + ":2: a: console: uart0=radio: write NAME=terminal, NAME=lines");
    check_refused(two + "wires: [[a.P0, c.P0]]\n", "", file + ":4: there is no machine 'c'; there are: a, b");
    check_refused(two + "wires: [[a.P0, b.P99]]\n", "", file + ":4: 'b', a microbit, has no pin 'P99'");
    check_refused("machines:\n"
                  "  a: {board: microbit, image: firmware.hex, console: uart0=terminal}\n"
                  "  b: {board: microbit, image: firmware.hex, console: uart0=terminal}\n",
                  "", file + ": a.uart0 and b.uart0 are both to be this terminal");
    CHECK(has(run("run " + folder.path("no.yaml")).errors, folder.path("no.yaml") + ": cannot be read"));
}

TEST_CASE_FIXTURE(Bench, "terrarium run bench.yaml: options of one machine are refused") {
    for (const std::string option : {"--board microbit", "--bootrom x", "--flash x", "--exec x", "--cp x:y",
                                     "--gdb 0", "--pty-link x", "--script x"}) {
        check_refused(two, option,
                      folder.path("bench.yaml") + ": " + option.substr(0, option.find(' ')) +
                          " is for one machine");
    }
    check_refused(two, "--console uart0", "--console uart0: write MACHINE.NAME=KIND; the machines of");
    check_refused(two, "--console c.uart0=none", "--console c.uart0=none: write MACHINE.NAME=KIND");
}

TEST_CASE_FIXTURE(Bench, "terrarium run bench.yaml: diagnostics and figures are told for each machine") {
    const program::Result result = run_bench(two, "--stats --screenshot " + folder.path("board.png"));
    CHECK(has(result.errors, "a.CORE0 "));
    CHECK(has(result.errors, "b.CORE0 "));
    CHECK(has(result.errors, "lockup of CORE0"));
    CHECK(folder.read("board-a.png").starts_with("\x89PNG"));
    CHECK(folder.read("board-b.png").starts_with("\x89PNG"));
    CHECK(result.exit_code == 1);
}
