#include "sim/machine/board_file.h"

#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace sim::machine;
using namespace sim::core;

namespace {

const std::string good = "name: my_board\n"
                         "title: My board\n"
                         "aliases: [mine, MY]\n"
                         "chip: rp2040\n"
                         "flash: {part: w25q32jv, size: 4 MiB}\n"
                         "crystal_hz: 12_000_000\n"
                         "leds:\n"
                         "  LED: {gpio: 25, active_low: true}\n"
                         "consoles:\n"
                         "  usb: {}\n"
                         "  uart1: {tx: 8, rx: 9, baud: 9600, burst: 5}\n"
                         "pins:\n"
                         "  GP0: {gpio: 0, number: 1}\n"
                         "  X: {gpio: 29}\n";

// The good file with one text in it replaced, or with more at its end.
void check_error(const std::string& from, const std::string& to, const char* message) {
    CAPTURE(to);
    std::string text = good;
    if (from.empty()) {
        text += to;
    } else {
        text.replace(text.find(from), from.size(), to);
    }
    CHECK_THROWS_WITH_AS(parse_board_file(text, "b.yaml"), doctest::Contains(message), Error);
}

// Of an nRF51822.
void start_idle(Chip& chip) {
    sim::image::Image idle; // a stack, a reset vector, and a branch to itself
    idle.segments.push_back({
        0, {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0xfe, 0xe7}
    });
    chip.load(idle);
    chip.reset();
}

} // namespace

TEST_CASE("Board file: all keys are read") {
    const BoardFile board = parse_board_file(good, "b.yaml");
    CHECK(board.name == "my_board");
    CHECK(board.title == "My board");
    CHECK(board.is_called("my_board"));
    CHECK(board.is_called("MY"));
    CHECK_FALSE(board.is_called("my"));
    CHECK(board.chip == "rp2040");
    CHECK(board.flash.part == "w25q32jv");
    CHECK(board.flash.size == 4 << 20);
    CHECK(board.crystal_hz == 12'000'000);
    REQUIRE(board.leds.size() == 1);
    CHECK(board.leds[0].gpio == 25);
    CHECK(board.leds[0].active_low);
    REQUIRE(board.consoles.size() == 2);
    CHECK_FALSE(board.consoles[0].tx_gpio);
    CHECK(board.consoles[1].rx_gpio == 9);
    CHECK(board.consoles[1].baud == 9600);
    CHECK(board.consoles[1].burst == 5);
    REQUIRE(board.pins.size() == 3);
    CHECK(board.find_pin("GP0")->number == 1);
    CHECK_FALSE(board.find_pin("X")->number);
    CHECK(board.find_pin("LED")->gpio == 25);
    CHECK(board.find_pin("Y") == nullptr);
}

TEST_CASE("Board file: unknown, repeated and missing keys are errors with file and line") {
    check_error("", "colour: red\n", "b.yaml:15: unknown key 'colour'; known here: name, title");
    check_error("", "colour:\n  - red\n", "b.yaml:15: unknown key 'colour'");
    check_error("", "chip: rp2040\n", "b.yaml:15: the key 'chip' is there twice");
    check_error("number: 1", "gpio: 1", "b.yaml:13: the key 'gpio' is there twice");
    check_error("  X: ", "  GP0: ", "b.yaml:14: the key 'GP0' is there twice");
    check_error("number: 1", "colour: 1", "b.yaml:13: unknown key 'colour'");
    check_error("active_low", "active", "b.yaml:8: unknown key 'active'");
    check_error("size: 4 MiB", "bytes: 4", "b.yaml:5: unknown key 'bytes'");
    check_error("baud", "rate", "b.yaml:11: unknown key 'rate'");
    check_error("usb: {}", "usb: {baud: 1}", "b.yaml:10: unknown key 'baud'; known here: none");
    check_error("  uart1", "  uart2",
                "b.yaml:11: unknown console 'uart2'; the chip rp2040 has: uart0 uart1 usb");
    check_error("chip: rp2040\n", "", "b.yaml:1: the key 'chip' is missing");
    check_error("gpio: 29", "", "b.yaml:14: the key 'gpio' is missing");
    check_error("  X: ", "  LED: ", "b.yaml:8: 'LED' is the name of a pin already");
}

TEST_CASE("Board file: values out of range are errors with file and line") {
    check_error("gpio: 29", "gpio: 30", "b.yaml:14: a number from 0 to 29 is wanted here, not '30'");
    check_error("gpio: 29", "gpio: -1", "b.yaml:14: a number from 0 to 29 is wanted here, not '-1'");
    check_error("gpio: 29", "gpio: [1]", "b.yaml:14: a text is wanted here");
    check_error("gpio: 29", "gpio: 0x", "b.yaml:14: a number from 0 to 29");
    check_error("active_low: true", "active_low: 1", "b.yaml:8: true or false is wanted here, not '1'");
    check_error("rp2040", "rp2350", "b.yaml:4: chip 'rp2350' is not modelled; known: rp2040");
    check_error("w25q32jv", "w25q32xx", "b.yaml:5: flash part 'w25q32xx' is not modelled; known: w25q16jv");
    check_error("4 MiB", "2 MiB", "b.yaml:5: a w25q32jv holds 4 MiB");
    check_error("4 MiB", "17 MiB", "b.yaml:5: a size from 1 to 16777216 bytes is wanted here");
    check_error("12_000_000", "25000000", "b.yaml:6: a number from 1000000 to 15000000");
    check_error("[mine, MY]", "mine", "b.yaml:3: a list ([a, b]) is wanted here");
    check_error("title: My board", "title:", "b.yaml:2: a text is wanted here");
    check_error("{gpio: 0, number: 1}", "0", "b.yaml:13: a map (key: value) is wanted here");
    check_error("{gpio: 0, number: 1}", "", "b.yaml:13: a map (key: value) is wanted here");
}

TEST_CASE("Board file: a program's area lies in the flash") {
    const BoardFile board =
        parse_board_file(good + "appended_script: {address: 0x103f0000, size: 64 KiB}\n", "b.yaml");
    REQUIRE(board.script_area);
    CHECK(board.script_area->address == 0x103f0000);
    CHECK(board.script_area->size == 64 << 10);
    check_error("", "appended_script: {address: 0xfffffff, size: 4096}\n",
                "b.yaml:15: a number from 268435456 to");
    check_error("", "appended_script: {address: 0x103fffff, size: 2}\n", "b.yaml:15: a size from");
    check_error("", "appended_script: {address: 0x10000000}\n", "b.yaml:15: the key 'size' is missing");
}

TEST_CASE("Board file: parts are read by their type") {
    const BoardFile board = parse_board_file(
        good + "parts:\n"
               "  a: {type: button, gpio: 3, bounces: 2, at_mm: [1.5, 2]}\n"
               "  m: {type: led_matrix, rows: [1], columns: [2, 3], pixels: [1.1 1.2, 1.2 1.1]}\n"
               "  x: {type: mma8653fc, scl: 5, sda: 6, int1: 7, mounting: [-y, x, z]}\n"
               "picture: {size_mm: [20, 10.5], colour: \"#102030\"}\n",
        "b.yaml");
    REQUIRE(board.parts.size() == 3);
    CHECK(board.parts[0].at->x_mm == 1.5);
    CHECK(board.parts[1].type == "led_matrix");
    CHECK(board.picture.height_mm == 10.5);
    CHECK(board.picture.colour == 0x102030);
    Simulation simulation;
    Board made(simulation, board, {});
    CHECK(made.parts().size() == 3);
    CHECK(made.find_part("m")->name() == "m");
    CHECK(made.find_part("n") == nullptr);
    made.find_part("a")->stimulate(*made.find_part("a")->find_stimulus("pressed"), 1);
    simulation.run_until(ps_per_ms);
    CHECK(made.chip().pin(3).level() == Level::Low);
}

TEST_CASE("Board file: parts that do not fit are errors with file and line") {
    const auto check_part = [](const std::string& keys, const char* message) {
        check_error("", "parts:\n  p: {" + keys + "}\n", message);
    };
    check_part("gpio: 1", "b.yaml:16: the key 'type' is missing");
    check_part("type: toaster", "b.yaml:16: no part of type 'toaster' is modelled; known: bootsel_button, ");
    check_part("type: button", "b.yaml:16: the key 'gpio' is missing");
    check_part("type: button, gpio: 30", "b.yaml:16: a number from 0 to 29 is wanted here, not '30'");
    check_part("type: button, gpio: 1, weight: 3",
               "b.yaml:16: unknown key 'weight'; known here: type, at_mm");
    check_part("type: button, gpio: 1, at_mm: [1]", "b.yaml:16: two numbers of millimetres are wanted here");
    check_part("type: button, gpio: 1, at_mm: [1, 1e9]", "b.yaml:16: a number from 0 to 1000 is wanted here");
    check_part("type: mag3110, scl: 1, sda: 2, mounting: [x, y, x]", "b.yaml:16: the board's axes");
    check_part("type: ws2812, gpio: 1, pixels: 0", "b.yaml:16: a number from 1 to 10000");
    check_part("type: nau7802, scl: 1, sda: 2, bridge: {mass: 3}", "b.yaml:16: unknown key 'mass'");
    check_part("type: nau7802, scl: 1, sda: 2, bridge: {capacity_g: 0}",
               "b.yaml:16: a whole number from 1 to 1000000000 is wanted here, not '0'");
    check_part("type: nau7802, scl: 1, sda: 2, bridge: {zero_uv_per_v: -x}",
               "b.yaml:16: a whole number from");
    check_part("type: vfd_8840a, grids: [1, 2], segments: [3]", "b.yaml:16: the GPIOs of 8 lines are wanted");
    check_part("type: vfd_8840a, grids: [1, 2, 3, 4, 5, 6, 7, 8], segments: [9]",
               "b.yaml:16: the GPIOs of 11 lines are wanted here: PA to PG, PDP");
    const std::string matrix = "type: led_matrix, rows: [1], columns: [2, 3], ";
    check_part(matrix + "pixels: [1.1 1.3]", "b.yaml:16: '1.3' is no ROW.COLUMN from 1.1 to 1.2");
    check_part(matrix + "pixels: [1.1 x]", "b.yaml:16: 'x' is no ROW.COLUMN");
    check_part(matrix + "pixels: [1.1 1.2, 1.1]", "b.yaml:16: 1 pixels in this line, 2 in the first one");
    check_part(matrix + "pixels: []", "b.yaml:16: lines of pixels are wanted here");
    check_part(matrix + "colour: red, pixels: [1.1 1.2]", "b.yaml:16: a colour is wanted here, \"#rrggbb\"");
    check_error("", "picture: {size_mm: [0, 5]}\n", "b.yaml:15: a board has one millimetre at least");
}

TEST_CASE("Board file: what is no YAML, or not one document, is an error with file and line") {
    check_error("flash: {", "flash: {{", "b.yaml:");
    check_error("", "---\nname: b\n", "b.yaml:1: no YAML document, several, or something behind its end");
    check_error(good, ", a\n", "b.yaml:1: no YAML document, several, or something behind its end");
    CHECK_THROWS_WITH_AS(parse_board_file("", "b.yaml"), doctest::Contains("b.yaml:1:"), Error);
    CHECK_THROWS_WITH_AS(parse_board_file("- a\n", "b.yaml"), doctest::Contains("b.yaml:1: a map"), Error);
    CHECK_THROWS_WITH_AS(parse_board_file("a: *x\n", "b.yaml"), doctest::Contains("b.yaml:1: column"), Error);
    CHECK_THROWS_WITH_AS(load_board_file("/no/board.yaml"),
                         doctest::Contains("/no/board.yaml: cannot be opened"), Error);
}

TEST_CASE("Boards: those of the source tree load, and no name stands for two of them") {
    const std::vector<BoardFile> boards = list_boards(board_folders());
    CHECK(boards.size() >= 5);
    std::set<std::string> names;
    for (const BoardFile& board : boards) {
        CAPTURE(board.name);
        CHECK(names.insert(board.name).second);
        for (const std::string& alias : board.aliases) {
            CHECK(names.insert(alias).second);
        }
        CHECK(std::filesystem::path(board.path).parent_path().filename() == board.name);
    }
    const BoardFile pico = find_board("pico", board_folders());
    CHECK(pico.name == "rpi_pico");
    CHECK(pico.flash.size == 2 << 20);
    CHECK(pico.find_pin("LED")->gpio == 25);
    CHECK(pico.find_pin("GP28")->number == 34);
    CHECK(find_called("pico", board_folders())->name == "rpi_pico");
    CHECK_FALSE(find_called("", board_folders()));
    CHECK_THROWS_WITH_AS(find_board("nope", board_folders()),
                         doctest::Contains("no board is called 'nope'; there are: "), Error);
}

TEST_CASE("Boards: the reset button of the micro:bit holds its chip in reset") {
    Simulation simulation;
    Board board(simulation, find_board("microbit", board_folders()), {});
    start_idle(board.chip());
    const Processor& core = *board.chip().processors()[0];
    const auto runs = [&] {
        const std::uint64_t before = core.instructions();
        simulation.run_until(simulation.now() + ps_per_ms);
        return core.instructions() != before;
    };
    Part& button = *board.find_part("button_reset");
    CHECK(runs());
    button.stimulate(*button.find_stimulus("pressed"), 1);
    simulation.settle();
    CHECK_FALSE(runs());
    button.stimulate(*button.find_stimulus("pressed"), 0);
    simulation.settle();
    CHECK(runs());
}

TEST_CASE("Boards: the micro:bit's ADC sees what light does to its display") {
    constexpr std::uint32_t adc = 0x40007000;
    Simulation simulation;
    Board board(simulation, find_board("microbit", board_folders()), {});
    start_idle(board.chip());
    Bus& bus = board.chip().bus();
    Part& display = *board.find_part("display");
    NetPin column;
    column.connect(board.chip().pin(4), nullptr, 0);
    const auto measure = [&](std::int64_t light) {
        display.stimulate(*display.find_stimulus("light"), light);
        column.set({.drive = Drive::High});
        simulation.settle();
        column.set({});
        simulation.settle();
        simulation.run_until(simulation.now() + 4073 * ps_per_us);
        bus.write(adc, 1, {}); // START
        simulation.run_until(simulation.now() + 100 * ps_per_us);
        return bus.read(adc + 0x508, {}).value;
    };
    bus.write(adc + 0x500, 1, {});                             // ENABLE
    bus.write(adc + 0x504, 2 | 2 << 2 | 3 << 5 | 1 << 13, {}); // 10 bits, 1/3, VDD/3, AIN5
    CHECK(measure(0) == 337);
    CHECK(measure(255) == 74);
}

TEST_CASE("Boards: a voltage at a pin is what the chip's ADC converts") {
    constexpr std::uint32_t adc = 0x40007000;
    Simulation simulation;
    Board board(simulation,
                parse_board_file("name: b\ntitle: B\nchip: nrf51822\ncrystal_hz: 16000000\n"
                                 "consoles:\n  uart0: {tx: 24, rx: 25}\npins:\n  P0: {gpio: 3}\n"
                                 "parts:\n  slider: {type: voltage, gpio: 3, mv: 600}\n",
                                 "b.yaml"),
                {});
    start_idle(board.chip());
    Bus& bus = board.chip().bus();
    const auto measure = [&] {
        bus.write(adc, 1, {}); // START
        simulation.run_until(simulation.now() + 100 * ps_per_us);
        return bus.read(adc + 0x508, {}).value;
    };
    bus.write(adc + 0x500, 1, {});                     // ENABLE
    bus.write(adc + 0x504, 2 | 1U << 2 | 1 << 12, {}); // 10 bits of 1.2 V, 2/3, AIN4
    CHECK(measure() == 341);
    Part& slider = *board.find_part("slider");
    slider.stimulate(*slider.find_stimulus("mv"), 1200);
    CHECK(measure() == 682);
}

TEST_CASE("Boards: the display of fluke_buzzer is wired as the meter's lines are") {
    Simulation simulation;
    Board board(simulation, find_board("fluke_buzzer", board_folders()), {});
    board.chip().reset();
    Part& display = *board.find_part("display");
    display.stimulate(*display.find_stimulus("text"), "+18.8888 V DC");
    simulation.run_until(4600 * ps_per_us);
    struct {
        unsigned grid;
        std::vector<unsigned> high;
    } const rows[] = {
        {23, {}                              },
        {24, {18, 20, 16}                    }, // +1
        {10, {18, 20, 16, 15, 25, 22, 17, 11}}, // 8.
        {12, {18, 20, 16, 15, 25, 22, 17}    },
        {14, {18, 20, 16, 15, 25, 22, 17}    },
        {5,  {18, 20, 16, 15, 25, 22, 17}    },
        {9,  {18, 20, 16, 15, 25, 22, 17, 19}}, // 8 V
        {7,  {20}                            }, // DC
    };
    const auto is_high = [&board](unsigned gpio) { return board.chip().pin(gpio).level() == Level::High; };
    simulation.run_until(simulation.now() + 300 * ps_per_us); // the middle of the first slot
    for (const auto& row : rows) {
        CAPTURE(row.grid);
        CHECK(is_high(row.grid));
        for (const unsigned segment : {18U, 20U, 16U, 15U, 25U, 22U, 17U, 11U, 13U, 21U, 19U}) {
            CAPTURE(segment);
            CHECK(is_high(segment) ==
                  (std::find(row.high.begin(), row.high.end(), segment) != row.high.end()));
        }
        simulation.run_until(simulation.now() + 575 * ps_per_us);
    }
}

TEST_CASE("Boards: the example of docs/adding-a-board.md loads as it stands there") {
    const std::filesystem::path root = std::filesystem::path(board_folders().front()).parent_path();
    std::ifstream page(root / "docs" / "adding-a-board.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    const std::size_t begin = text.find("```yaml\n") + 8;
    const BoardFile board = parse_board_file(text.substr(begin, text.find("```", begin) - begin), "page");
    CHECK(board.name == "my_board");
    CHECK(board.pins.size() == 5);
}

TEST_CASE("Boards: folders of TERRARIUM_BOARDS come first; paths of files and folders work") {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "terrarium_board_file_test";
    std::filesystem::create_directories(folder / "my_pico");
    std::string text = good;
    text.replace(text.find("my_board"), 8, "rpi_pico");
    const std::string path = folder / "my_pico" / "board.yaml";
    std::ofstream(path) << text;

    setenv("TERRARIUM_BOARDS", ("/nowhere::" + folder.string()).c_str(), 1);
    const std::vector<std::string> folders = board_folders();
    unsetenv("TERRARIUM_BOARDS");
    CHECK(folders[0] == "/nowhere");
    CHECK(folders[1] == folder);
    CHECK(find_board("rpi_pico", folders).path == path);
    CHECK(list_boards(folders).size() == list_boards(board_folders()).size());
    CHECK(find_board(path, {}).title == "My board");
    CHECK(find_board((folder / "my_pico").string(), {}).title == "My board");
    CHECK_THROWS_WITH_AS(find_board("x.yaml", {}), doctest::Contains("x.yaml: cannot be opened"), Error);
    std::filesystem::remove_all(folder);
}
