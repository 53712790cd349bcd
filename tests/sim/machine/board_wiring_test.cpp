#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"
#include "sim/machine/board_file.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using namespace sim::machine;

namespace {

/// What making this board says; empty if it is made. `parts` begin in line 11.
std::string error_of(const std::string& parts, const std::string& pins = "  GP0: {gpio: 0, number: 1}\n",
                     const std::string& consoles = "  usb: {}\n") {
    try {
        Simulation simulation;
        const Board board(
            simulation,
            parse_board_file("name: b\ntitle: B\nchip: rp2040\nflash: {part: w25q16jv, size: 2 MiB}\n"
                             "crystal_hz: 12000000\npins:\n" +
                                 pins + "consoles:\n" + consoles + (parts.empty() ? "" : "parts:\n" + parts),
                             "b.yaml"),
            {});
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

void check_error(const std::string& parts, const std::string& message) {
    CAPTURE(parts);
    CHECK(error_of(parts).substr(0, message.size()) == message);
}

} // namespace

TEST_CASE("Bad boards: an unknown part and an unknown pin are told with their line") {
    check_error("  a: {type: laser, gpio: 1}\n", "b.yaml:11: no part of type 'laser' is modelled; known: ");
    check_error("  a:\n    type: button\n    gpio: 30\n",
                "b.yaml:13: a number from 0 to 29 is wanted here, not '30'");
    check_error("  a: {type: button, gpio: GP2}\n",
                "b.yaml:11: 'GP2' is no pin of this board, and no other part hangs on a net of that name");
    check_error("  a: {type: button, pin: 2}\n", "b.yaml:11: unknown key 'pin'; known here: ");
    check_error("  a: {type: button, gpio: 1}\n  a: {type: button, gpio: 2}\n",
                "b.yaml:12: the key 'a' is there twice");
}

TEST_CASE("Bad boards: two parts with one address on one bus are refused, on two buses they are not") {
    const std::string first = "  a: {type: ssd1306, scl: 5, sda: 4}\n";
    check_error(first + "  b: {type: ssd1306, scl: 5, sda: 4}\n",
                "b.yaml:12: 'b' has the I2C address 0x3c, as 'a' (b.yaml:11) on the same wires: give one of "
                "them another address");
    check_error("  a: {type: ds1307, scl: 5, sda: 4}\n"
                "  b: {type: i2c_registers, scl: 5, sda: 4, address: 0x68, registers: {A: {address: 0}}}\n",
                "b.yaml:12: 'b' has the I2C address 0x68");
    CHECK(error_of(first + "  b: {type: ssd1306, scl: 5, sda: 4, address: 0x3d}\n") == "");
    CHECK(error_of(first + "  b: {type: ssd1306, scl: 7, sda: 6}\n") == "");
    check_error("  a: {type: ds18b20, gpio: 2, serial: 7}\n  b: {type: ds18b20, gpio: 2, serial: 7}\n",
                "b.yaml:12: 'b' has the ROM code 28");
    CHECK(error_of("  a: {type: ds18b20, gpio: 2}\n  b: {type: ds18b20, gpio: 2}\n") == "");
    const std::string spi =
        ": {type: spi_registers, sck: 2, mosi: 3, miso: 4, cs: 5, registers: {A: {address: 0}}}\n";
    check_error("  a" + spi + "  b" + spi, "b.yaml:12: 'b' answers to CS on GPIO5, as 'a' (b.yaml:11) does");
}

TEST_CASE("Bad boards: two parts that drive one net are refused") {
    check_error("  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b:\n    type: hx711\n    sck: 4\n    dout: 3\n",
                "b.yaml:15: b.dout drives GPIO3, which a.echo (b.yaml:11) drives already: two outputs on one "
                "net fight");
    check_error("  a: {type: voltage, gpio: 26}\n  b: {type: potentiometer, gpio: 26}\n",
                "b.yaml:12: b.gpio drives GPIO26, which a.gpio (b.yaml:11) drives already");
    CHECK(error_of("  a: {type: button, gpio: 2}\n  b: {type: button, gpio: 2}\n") == "");
}

TEST_CASE("Bad boards: outputs in a circle are refused") {
    check_error("  a: {type: hc_sr04, trigger: 3, echo: 3}\n",
                "b.yaml:11: trigger and echo of 'a' are both wired to GPIO3");
    check_error("  o: {type: hc_sr04, trigger: 9, echo: 2}\n"
                "  a: {type: hc_sr04, trigger: 2, echo: 3}\n"
                "  b: {type: hc_sr04, trigger: 3, echo: 4}\n"
                "  c: {type: hc_sr04, trigger: 4, echo: 2}\n",
                "b.yaml:14: c.echo drives GPIO2, which o.echo (b.yaml:11) drives already");
    check_error(
        "  o: {type: hc_sr04, trigger: 4, echo: 9}\n"
        "  a: {type: hc_sr04, trigger: 2, echo: 3}\n"
        "  b: {type: hc_sr04, trigger: 3, echo: 4}\n"
        "  c: {type: hc_sr04, trigger: 4, echo: 2}\n",
        "b.yaml:12: outputs are wired in a circle, so that each waits for itself: a.echo -> b.trigger "
        "(GPIO3), b.echo -> c.trigger (GPIO4), c.echo -> a.trigger (GPIO2); take one");
    CHECK(
        error_of("  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b: {type: hc_sr04, trigger: 3, echo: 4}\n") ==
        "");
}

TEST_CASE("Bad boards: lines of a bus that are one are refused") {
    check_error("  a: {type: ds1307, scl: 4, sda: 4}\n",
                "b.yaml:11: scl and sda of 'a' are both wired to GPIO4");
    CHECK(error_of("", "  GP0: {gpio: 0, number: 1}\n  GP1: {gpio: 1, number: 1}\n") ==
          "b.yaml:8: 'GP1' has the number 1 of 'GP0', which is another GPIO; count the board's pins again");
    CHECK(error_of("", "  GP0: {gpio: 0, number: 1}\n  X: {gpio: 0, number: 1}\n") == "");
    CHECK(error_of("", "  GP0: {gpio: 0}\n", "  uart0: {tx: 0, rx: 0}\n") ==
          "b.yaml:9: tx and rx of uart0 are both GPIO0; give each its own");
    CHECK(error_of("", "  GP0: {gpio: 0}\n", "  uart0: {tx: 0, rx: 1}\n  uart1: {tx: 4, rx: 1}\n") ==
          "b.yaml:10: uart1 drives GPIO1 (rx), as uart0 does; give one of them another GPIO");
}

TEST_CASE("Bad boards: a unit that is not the key's is told with that of the key") {
    check_error("  a: {type: voltage, gpio: 26, mv: 4 mA}\n",
                "b.yaml:11: a number from 0 to 5000 is wanted here, in mV and without the unit, not '4 mA'");
    check_error(
        "  a: {type: nau7802, scl: 5, sda: 4, supply_mv: 3.3V}\n",
        "b.yaml:11: a whole number from 1 to 5500 is wanted here, in mV and without the unit, not '3.3V'");
    check_error(
        "  a: {type: dht22, gpio: 2, temperature_c: 70 F}\n",
        "b.yaml:11: a number from -40 to 80 is wanted here, in degC and without the unit, not '70 F'");
    check_error("  a: {type: ws2812, gpio: 2, pixels: 3 m}\n",
                "b.yaml:11: a number from 1 to 10000 is wanted here, without a unit, not '3 m'");
    check_error("  a: {type: voltage, gpio: 26, mv: 6000}\n",
                "b.yaml:11: a number from 0 to 5000 is wanted here, not '6000'");
}
