#include "sim/machine/bench_file.h"

#include "sim/core/error.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace sim::machine;
using namespace sim::core;

namespace {

const std::string good = "machines:\n"
                         "  right:\n"
                         "    image: right.uf2\n"
                         "  left:\n"
                         "    image: ../images/left.uf2\n"
                         "    board: boards/mine.yaml\n"
                         "    main: main.py\n"
                         "    script: script.py\n"
                         "    boot_rom: rom.bin\n"
                         "    flash: left.bin\n"
                         "    console: [usb=pty, uart0=file:left.txt]\n"
                         "    pty_link: left\n"
                         "    seed: 7\n"
                         "    at_m: [1.5, -2]\n"
                         "wires:\n"
                         "  - [right.GP1, left.GP0]\n"
                         "  - [left.GP1, right.GP0]\n";

// The good file with one text in it replaced.
void check_error(const std::string& from, const std::string& to, const char* message) {
    CAPTURE(to);
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    CHECK_THROWS_WITH_AS(parse_bench_file(text, "a/b.yaml"), doctest::Contains(message), Error);
}

BoardFile pico() {
    return parse_board_file("name: pico\n"
                            "title: Pico\n"
                            "chip: rp2040\n"
                            "flash: {part: w25q16jv, size: 2 MiB}\n"
                            "crystal_hz: 12_000_000\n"
                            "consoles: {usb: {}}\n"
                            "leds: {LED: {gpio: 25}}\n"
                            "pins: {GP0: {gpio: 0}, GP1: {gpio: 1}, GP25: {gpio: 25}}\n",
                            "pico.yaml");
}

/// Two Picos, and wires between them.
struct Bench {
    Simulation simulation;
    Board left{simulation, pico(), {}};
    Board right{simulation, pico(), {}};

    void connect(const std::string& wires) {
        const std::string machines = "machines: {left: {image: x}, right: {image: x}}\n";
        connect_wires(parse_bench_file(machines + "wires:\n" + wires, "b.yaml"),
                      {
                          {"left",  &left },
                          {"right", &right}
        });
    }
    void check_error(const std::string& wires, const char* message) {
        CAPTURE(wires);
        CHECK_THROWS_WITH_AS(connect(wires), doctest::Contains(message), Error);
    }
};

} // namespace

TEST_CASE("Bench file: all keys are read, paths from the file's folder") {
    const BenchFile bench = parse_bench_file(good, "a/b.yaml");
    CHECK(bench.path == "a/b.yaml");
    REQUIRE(bench.machines.size() == 2);
    const BenchFile::Machine& left = bench.machines[0];
    CHECK(left.name == "left");
    CHECK(left.place == "a/b.yaml:5");
    CHECK(left.image == "a/../images/left.uf2");
    CHECK(left.board == "a/boards/mine.yaml");
    CHECK(left.main_py == "a/main.py");
    CHECK(left.script == "a/script.py");
    CHECK(left.boot_rom == "a/rom.bin");
    CHECK(left.flash == "a/left.bin");
    CHECK(left.pty_link == "a/left");
    CHECK(left.consoles == std::vector<std::string>{"usb=pty", "uart0=file:a/left.txt"});
    CHECK(left.seed == 7);
    REQUIRE(left.position);
    CHECK(left.position->x_mm == 1500);
    CHECK(left.position->y_mm == -2000);
    const BenchFile::Machine& right = bench.machines[1];
    CHECK(right.name == "right");
    CHECK(right.board.empty());
    CHECK(right.consoles.empty());
    CHECK_FALSE(right.position);
    REQUIRE(bench.wires.size() == 2);
    CHECK(bench.wires[0][0].pin == "GP0");
    CHECK(bench.wires[0][0].place == "a/b.yaml:16");
    CHECK(bench.wires[0][1].machine == "right");
}

TEST_CASE("Bench file: a board by name stays a name, an absolute path what it is") {
    const BenchFile bench =
        parse_bench_file("machines: {a: {image: /x.uf2, board: rpi_pico, console: uart0}}\n", "a/b.yaml");
    CHECK(bench.machines[0].image == "/x.uf2");
    CHECK(bench.machines[0].board == "rpi_pico");
    CHECK(bench.machines[0].consoles == std::vector<std::string>{"uart0"});
    CHECK(bench.wires.empty());
}

TEST_CASE("Bench file: machines without a seed have different ones, that stay when others come") {
    const BenchFile two = parse_bench_file("machines: {a: &x {image: x}, b: *x}\n", "b.yaml");
    const BenchFile three = parse_bench_file("machines: {0: &x {image: x}, b: *x, a: *x}\n", "b.yaml");
    CHECK(two.machines[0].seed != two.machines[1].seed);
    CHECK(three.machines[0].name == "0");
    CHECK(three.machines[1].seed == two.machines[0].seed);
    CHECK(three.machines[2].seed == two.machines[1].seed);
}

TEST_CASE("Bench file: what does not fit is an error with file and line") {
    check_error("    seed: 7\n", "    speed: 7\n",
                "a/b.yaml:13: unknown key 'speed'; known here: board, image");
    check_error("wires:", "wire:", "a/b.yaml:15: unknown key 'wire'; known here: machines, wires");
    check_error("    image: right.uf2\n", "    board: rpi_pico\n", "a/b.yaml:3: the key 'image' is missing");
    check_error("  left:", "  right:", "a/b.yaml:4: the key 'right' is there twice");
    check_error("  left:", "  the left:", "'the left' is no name for a machine");
    check_error("seed: 7", "seed: many", "a/b.yaml:13: a number from 0 to 18446744073709551615 is wanted");
    check_error("[1.5, -2]", "[1.5]", "a/b.yaml:14: two or three numbers of metres are wanted");
    check_error("[1.5, -2]", "[1.5, 20_000]", "a/b.yaml:14: a number from -10000 to 10000 is wanted");
    check_error("right.GP1", "middle.GP1",
                "a/b.yaml:16: there is no machine 'middle'; there are: left, right");
    check_error("right.GP1", "GP1", "a/b.yaml:16: MACHINE.PIN is wanted here, not 'GP1'");
    check_error("right.GP1", "right.", "a/b.yaml:16: MACHINE.PIN is wanted here, not 'right.'");
    check_error("[right.GP1, left.GP0]", "[right.GP1]", "a/b.yaml:16: a wire joins two pins at least");
    check_error("[right.GP1, left.GP0]", "right.GP1", "a/b.yaml:16: a list ([a, b]) is wanted here");
    check_error("    image: right.uf2\n", "    image: right.uf2\n    flash: left.bin\n",
                "'a/left.bin' is that of the machine 'left' already; each needs its own");
    CHECK_THROWS_WITH_AS(parse_bench_file("machines: {}\n", "b.yaml"),
                         doctest::Contains("b.yaml:1: one machine at least is wanted here"), Error);
    CHECK_THROWS_WITH_AS(parse_bench_file("wires: []\n", "b.yaml"),
                         doctest::Contains("b.yaml:1: the key 'machines' is missing"), Error);
    CHECK_THROWS_WITH_AS(load_bench_file("no/bench.yaml"), doctest::Contains("no/bench.yaml: cannot be read"),
                         Error);
    CHECK_THROWS_WITH_AS(load_bench_file("/tmp"), doctest::Contains("/tmp: cannot be read"), Error);
}

TEST_CASE("Bench file: the example of docs/bench.md is read as it stands there") {
    std::ifstream page(std::filesystem::path(board_folders().front()).parent_path() / "docs" / "bench.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    const std::size_t begin = text.find("```yaml\n") + 8;
    const BenchFile bench = parse_bench_file(text.substr(begin, text.find("```", begin) - begin), "page");
    CHECK(bench.machines.size() == 2);
    CHECK(bench.wires.size() == 3);
}

TEST_CASE_FIXTURE(Bench, "Bench file: a wire makes one net of its pins") {
    connect("  - [left.GP0, right.GP1, right.LED]\n");
    left.chip().reset();
    right.chip().reset();
    NetPin driver;
    driver.connect(left.chip().pin(0), nullptr, 0);
    for (const Drive drive : {Drive::High, Drive::Low}) {
        driver.set({drive});
        const Level level = drive == Drive::High ? Level::High : Level::Low;
        CHECK(right.chip().pin(1).level() == level);
        CHECK(right.chip().pin(25).level() == level);
        CHECK(left.chip().pin(1).level() != Level::High);
    }
}

TEST_CASE_FIXTURE(
    Bench, "Bench file: pins that there are not, and pins with two wires, are errors with file and line") {
    check_error("  - [left.GP0, right.GP7]\n",
                "b.yaml:3: 'right', a pico, has no pin 'GP7'; it has: GP0, GP1");
    check_error("  - [left.GP0, right.GP0]\n  - [left.GP1, right.GP0]\n",
                "b.yaml:4: 'right.GP0' has a wire already; put all pins of a wire into one list");
}

TEST_CASE_FIXTURE(Bench, "Bench file: a pin is the same under two names") {
    check_error("  - [left.GP25, right.GP0, left.LED]\n",
                "b.yaml:3: 'left.LED' has a wire already, as 'GP25'");
}
