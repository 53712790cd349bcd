#include "peripherals/devices/led.h"
#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"
#include "sim/machine/board_file.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace sim::core;
using namespace sim::machine;

namespace {

// A board up to its parts.
const std::string head = "name: b\ntitle: B\nchip: rp2040\nflash: {part: w25q16jv, size: 2 MiB}\n"
                         "crystal_hz: 12000000\nconsoles:\n  usb: {}\npins:\n  GP0: {gpio: 0}\nparts:\n";

/// What a board with this part says, or the error.
std::string part_error(const std::string& part) {
    try {
        Simulation simulation;
        Board board(simulation, parse_board_file(head + "  p: " + part + "\n", "b.yaml"), {});
        return board.find_part("p") != nullptr ? "" : "no part";
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("Boards: parts with all of their keys") {
    for (const char* part : {
             "{type: apa102, data: 2, clock: 3, size: [8, 8], serpentine: true, pitch_mm: 5}",
             "{type: at24c, scl: 5, sda: 4, wp: 6, address: 0x57, size: 32 KiB}",
             ("{type: bme280, scl: 5, sda: 4, address: 0x77, temperature_c: 21.5, pressure_pa: 99000, "
              "humidity_percent: 41.5}"),
             "{type: bme280, sck: 2, mosi: 3, miso: 4, cs: 5}",
             "{type: dht22, gpio: 2, pull_up: false, temperature_c: -3.5, humidity_percent: 41.5}",
             "{type: ds1307, scl: 5, sda: 4, square_wave: 6}",
             "{type: ds18b20, gpio: 2, serial: 0x1234, parasite_power: true, temperature_c: 21.5}",
             "{type: hc_sr04, trigger: 2, echo: 3, distance_mm: 100, echo_mv: 5000}",
             "{type: lcd1602, scl: 5, sda: 4, address: 0x3f, size: [20, 4]}",
             "{type: lcd1602, rs: 2, enable: 3, data: [4, 5, 6, 7, 8, 9, 10, 11], read: 12}",
             "{type: microsd, sck: 2, mosi: 3, miso: 4, cs: 5, detect: 6, size: 8 MiB, kind: sdhc}",
             "{type: mpu6050, scl: 5, sda: 4, int: 6, address: 0x69, mounting: [-y, x, z]}",
             "{type: joystick, x: 26, y: 27, button: 2, supply_mv: 3000, pull_up: false}",
             "{type: keypad, rows: [2, 3, 4, 5], columns: [6, 7, 8], bounces: 3, bounce_us: 500}",
             "{type: keypad, rows: [2], columns: [6, 7], labels: ab}",
             "{type: led, gpio: 2, active_low: true, colour: \"#00ff00\", resistor_ohm: 1000}",
             "{type: led, gpio: 2, forward_mv: 2200}",
             "{type: led_bar_graph, gpios: [2, 3, 4], active_low: true, at_mm: [1, 1], pitch_mm: 2.54}",
             ("{type: ntc, gpio: 26, series_ohm: 4700, supply_mv: 3000, to_supply: true, r25_ohm: 5000, "
              "beta_k: 3435, temperature_c: -5.5}"),
             "{type: photoresistor, gpio: 26, r10_ohm: 20000, gamma_permille: 600, light_lx: 100}",
             "{type: pir, gpio: 2, hold_ms: 3000, block_ms: 1000, warm_up_ms: 100, retrigger: false}",
             "{type: potentiometer, gpio: 26, position_percent: 50, supply_mv: 3000}",
             ("{type: relay, gpio: 2, active_low: true, operate_ms: 7, release_ms: 3, common: 3, "
              "normally_open: 4, normally_closed: 5}"),
             "{type: rgb_led, red: 2, green: 3, blue: 4, common: anode, resistor_ohm: 220}",
             "{type: rotary_encoder, a: 2, b: 3, pull_up: false, detent_us: 2000}",
             "{type: ili9341, sck: 2, mosi: 3, miso: 4, cs: 5, dc: 6, res: 7, bl: 8}",
             ("{type: st7789, sck: 2, mosi: 3, cs: 5, dc: 6, size: [135, 240], offset: [52, 40], inverted: "
              "false}"),
             ("{type: seven_segment, segments: [2, 3, 4, 5, 6, 7, 8, 9], digits: [10, 11], colon: 12, "
              "common: anode, inverted_digits: true, window_us: 16000, colour: \"#00ff00\"}"),
             "{type: max7219_matrix, din: 2, clk: 3, cs: 4, dout: 5, drivers: 4, colour: \"#00ff00\"}",
             "{type: max7219_digits, din: 2, clk: 3, cs: 4}",
             ("{type: shift_register, data: 2, clock: 3, latch: 4, oe: 5, clear: 6, outputs: [7, nc, 8], "
              "data_out: 9}"),
             "{type: tm1637, clk: 2, dio: 3, digits: [2, 1, 0, 5, 4, 3], colon: false, pitch_mm: 1}",
             ("{type: servo, gpio: 2, shortest_us: 1000, longest_us: 2000, degrees: 90, "
              "ms_per_60_degrees: 120}"),
             "{type: ssd1306, scl: 5, sda: 4, address: 0x3d, size: [64, 48], external_vcc: true}",
             "{type: ssd1306, sck: 2, mosi: 3, cs: 4, dc: 5, res: 6, colour: \"#00ff00\", pitch_mm: 0.2}",
             ("{type: a4988, step: 2, dir: 3, ms1: 4, ms2: 5, ms3: 6, enable: 7, sleep: 8, reset: 9, "
              "outputs: [A, B, C, D]}\n  m: {type: stepper, coils: [A, B, C, D], steps_per_turn: 400}"),
             "{type: stepper, phases: [2, 3, 4, 5], steps_per_turn: 2048, highest_steps_per_s: 600}",
             "{type: switch, gpio: 2, bounces: 3}",
             ("{type: uart_peer, tx: 0, rx: 1, baud: 9600, data_bits: 7, parity: even, stop_bits: 2, "
              "quantities: {co2_ppm: {least: 0, most: 5000, initial: 400, meaning: of the air}}, "
              "periodic: [{every_ms: 500, send: 'x {co2_ppm.1} {{}} {nmea}'}], "
              "replies: [{to_bytes: [1, 2], send_bytes: [0xff, co2_ppm.1, co2_ppm.0, sum, modbus], after_ms: "
              "3}]}"),
             ("{type: w5500, sck: 18, mosi: 19, miso: 16, cs: 17, int: 21, rst: 20, guest_ports: [80, 23], "
              "host_ports: [1883]}"),
             "{type: w25q, sck: 2, mosi: 3, miso: 4, cs: 5, io2: 6, io3: 7, size: 8 MiB}",
             "{type: ws2812, gpio: 2, ring: 12, order: grbw, data_out: 3}",
             "{type: ws2812, gpio: 2, size: [8, 4], serpentine: true}",
             ("{type: spi_registers, sck: 2, mosi: 3, miso: 4, cs: 5, "
              "registers: {ID: {address: 0, access: ro}}}"),
             ("{type: i2c_peer, scl: 5, sda: 4, address: 0x10, filler: 0x0a, "
              "periodic: [{every_ms: 5, send: x}]}"),
             "{type: ir_receiver, gpio: 5, led: 4, carrier_hz: 36000}",
             "{type: pcf8523, scl: 5, sda: 4}",
             ("{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0, access: rc, "
              "next: 0}, "
              "B: {address: 8, command_bits: 3}}, comparisons: {A: {field: B, above: A}}, "
              "pins: [{gpio: 6, field: A, active_low: true}, {gpio: 7, field: B, open_drain: true}]}"),
         }) {
        CHECK(part_error(part) == "");
    }
}

TEST_CASE("Boards: pins of parts go to GPIOs, to pins by name, or to nets between parts") {
    CHECK(part_error("{type: servo, gpio: GP0}") == "");
    CHECK(part_error("{type: servo, gpio: MOTOR}\n  q: {type: voltage, gpio: MOTOR}") == "");
    CHECK(part_error("{type: servo, gpio: GP1}").find("b.yaml:11: 'GP1' is no pin of this board") !=
          std::string::npos);
    CHECK(part_error("{type: servo, gpio: GP-1}").find("letters, digits and underscores") !=
          std::string::npos);
    CHECK(part_error("{type: servo, gpio: 30}").find("30") != std::string::npos);
}

TEST_CASE("Boards: parts drive each other over nets of their own") {
    Simulation simulation;
    Board board(simulation,
                parse_board_file(head + "  p: {type: relay, gpio: 2, common: RAIL, normally_open: LAMP}\n"
                                        "  rail: {type: voltage, gpio: RAIL, mv: 3300}\n"
                                        "  lamp: {type: led, gpio: LAMP}\n",
                                 "b.yaml"),
                {});
    const auto* const lamp = dynamic_cast<const peripherals::devices::Led*>(board.find_part("lamp"));
    REQUIRE(lamp != nullptr);
    NetPin pin;
    pin.connect(board.chip().pin(2), nullptr, 0);
    simulation.run_until(40 * ps_per_ms);
    CHECK(lamp->brightness(0) == 0);
    pin.set({.drive = Drive::High});
    simulation.settle();
    simulation.run_until(100 * ps_per_ms);
    CHECK(lamp->brightness(0) == 100);
    CHECK(lamp->current_ua(0) == 3939);
}

TEST_CASE("Boards: what does not fit a part is told with its line") {
    const std::pair<const char*, const char*> table[] = {
        {"{type: at24c, scl: 5, sda: 4, size: 2 KiB}",                                                    "4, 8, 16, 32 or 64 KiB"   },
        {"{type: lcd1602, rs: 2, enable: 3, data: [4, 5]}",                                               "four pins"                },
        {"{type: lcd1602, scl: 5, sda: 4, size: [40, 4]}",                                                "80 characters"            },
        {"{type: microsd, sck: 2, mosi: 3, cs: 5, image: no-such.img}",                                   "no-such.img: no such file"},
        {"{type: microsd, sck: 2, mosi: 3, cs: 5, size: 4 MiB, kind: sdxc}",                              "sdsc or sdhc"             },
        {"{type: uart_peer, tx: 0, rx: 1, periodic: [{every_ms: 5, send: '{x}'}]}",                       "'x' is no quantity"       },
        {"{type: uart_peer, tx: 0, rx: 1, replies: [{to: a, send: b, send_bytes: [1]}]}",                 "one of send"              },
        {"{type: w5500, sck: 18, mosi: 19, cs: 17, guest_ports: [80], host_ports: [80]}",
         "port 80 is there already"                                                                                                  },
        {"{type: st7789, sck: 2, mosi: 3, cs: 5, dc: 6, size: [240, 240], offset: [0, 81]}",              "from 0 to 80"             },
        {"{type: ssd1306, scl: 5, sda: 4, size: [128]}",                                                  "a width and a height"     },
        {"{type: ssd1306, scl: 5, sda: 4, dc: 3}",                                                        "dc"                       },
        {"{type: servo, gpio: 2, shortest_us: 2000, longest_us: 1000}",                                   "longest_us"               },
        {"{type: led_bar_graph, gpios: []}",                                                              "a pin for each"           },
        {"{type: rgb_led, red: 2, green: 3, blue: 4, common: both}",                                      "anode"                    },
        {"{type: seven_segment, segments: [2, 3]}",                                                       "seven pins"               },
        {"{type: seven_segment, segments: [1, 2, 3, 4, 5, 6, 7], digits: [1, 1, 1, 1, 1, 1, 1, 1, 1]}",
         "8 digits"                                                                                                                  },
        {"{type: ws2812, gpio: 2, size: [8]}",                                                            "columns and rows"         },
        {"{type: ws2812, gpio: 2, pixels: 8, order: red}",                                                "no order"                 },
        {"{type: keypad, rows: [2], columns: [3], labels: abc}",                                          "as many `labels`"         },
        {"{type: stepper, coils: [2, 3]}",                                                                "four wires"               },
        {"{type: a4988, step: 2, dir: 3, outputs: [4]}",                                                  "four wires"               },
        {"{type: tm1637, clk: 2, dio: 3, digits: []}",                                                    "one to six"               },
        {"{type: shift_register, data: 2, clock: 3, latch: 4, outputs: [1, 1, 1, 1, 1, 1, 1, 1, 1]}",
         "8 outputs"                                                                                                                 },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0, access: x}}}",
         "rw, ro"                                                                                                                    },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0}},"
         " stimuli: {t_c: {field: B, least: 0, most: 1}}}",                                      "'B'"                      },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0, fields:"
         " {F: {bits: [3, 1]}, G: {bits: 2}}}}}",                                                "G overlaps"               },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 4, command_bits: "
         "3}}}",                                                                                 "low bits"                 },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0}}, comparisons: "
         "{A: {field: A}}}",                                                                     "one of above"             },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 0}}, pins: [{gpio: "
         "6, field: B}]}",                                                                       "'B'"                      },
        {"{type: i2c_registers, scl: 5, sda: 4, address: 0x40, registers: {A: {address: 1, bytes: 2},"
         " B: {address: 2}}}",                                                                   "B overlaps"               },
    };
    for (const auto& [part, words] : table) {
        const std::string error = part_error(part);
        CHECK_MESSAGE(error.find(words) != std::string::npos, error);
    }
}

TEST_CASE("Boards: a network's ports are consoles of the board") {
    Simulation simulation;
    Board board(simulation, find_board("w5500_evb_pico", board_folders()), {});
    std::string names;
    for (const ConsolePort* port : board.consoles()) {
        names += port->console_name() + " ";
    }
    CHECK(names.starts_with("uart0 eth.80 "));
    CHECK(names.find(" eth.1883 ") != std::string::npos);
}
