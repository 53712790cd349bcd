#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;
using program::run;

namespace {

/// A Pico with these parts, which begin in line 9.
std::string pico_with(const std::string& parts) {
    return "name: b\ntitle: B\nchip: rp2040\nflash: {part: w25q16jv, size: 2 MiB}\ncrystal_hz: 12000000\n"
           "consoles: {usb: {}}\npins: {GP0: {gpio: 0, number: 1}, GP4: {gpio: 4}}\nparts:\n" +
           parts;
}

} // namespace

TEST_CASE("terrarium boards: a bad board is told with file, line and way out, exit code 2") {
    const program::Folder folder;
    const struct {
        const char* parts;
        const char* message; // behind the file's name
    } rows[] = {
        {"  a: {type: laser, gpio: 1}\n",                                                          ":9: no part of type 'laser' is modelled; known: bootsel_button, "},
        {"  a: {type: button, gpio: 30}\n",                                                        ":9: a number from 0 to 29 is wanted here, not '30'"              },
        {"  a: {type: ds1307, scl: 5, sda: 4}\n  b: {type: ds1307, scl: 5, sda: 4}\n",
         ":10: 'b' has the I2C address 0x68, as 'a' ("                                                                                                               },
        {"  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b: {type: hx711, sck: 4, dout: 3}\n",
         ":10: b.dout drives GPIO3, which a.echo ("                                                                                                                  },
        {"  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b: {type: hc_sr04, trigger: 3, echo: 2}\n",
         ":9: outputs are wired in a circle"                                                                                                                         },
        {"  a: {type: voltage, gpio: 26, mv: 4 mA}\n",
         ":9: a number from 0 to 5000 is wanted here, in mV and without"                                                                                             },
        {"  a: {type: button, gpio: 2}\n  a: {type: button, gpio: 3}\n",                           ":10: the key 'a' is there twice"                                 },
    };
    for (const auto& row : rows) {
        CAPTURE(row.parts);
        const std::string path = folder.write("board.yaml", pico_with(row.parts));
        const program::Result result = run("boards " + path);
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, "terrarium: " + path + row.message));
    }
}

TEST_CASE("terrarium boards: tells what each pin is wired to, and what pulls it up") {
    const program::Folder folder;
    const std::string path = folder.write(
        "board.yaml", pico_with("  sda: {type: pull_up, gpio: 4}\n  rtc: {type: ds1307, scl: 5, sda: 4}\n"
                                "  key: {type: button, gpio: 7, pull_up: false}\n"));
    const program::Result result = run("boards " + path);
    CHECK(result.exit_code == 0);
    CHECK(has(result.output, "  pin          GP0          GPIO0   number 1   \n"));
    CHECK(has(result.output,
              "  pin          GP4          GPIO4              sda (pull_up), rtc.sda; pulled up\n"));
    CHECK(has(result.output, "  pin          -            GPIO5              rtc.scl\n"));
    CHECK(has(result.output, "  pin          -            GPIO7              key (button)\n"));
}

TEST_CASE("terrarium boards --picture: draws a board, with names into an SVG") {
    const program::Folder folder;
    CHECK(run("boards rpi_pico --picture " + folder.path("pico.svg")).exit_code == 0);
    const std::string drawing = folder.read("pico.svg");
    CHECK(drawing.starts_with("<svg xmlns="));
    CHECK(has(drawing, ">GP28</text>"));
    CHECK(has(drawing, ">LED</text>"));
    CHECK(run("boards rpi_pico --picture " + folder.path("pico.png")).exit_code == 0);
    CHECK(folder.read("pico.png").starts_with("\x89PNG"));
    CHECK(run("boards --picture x.svg").exit_code == 2);
    CHECK(run("boards rpi_pico --picture " + folder.path("no/x.svg")).exit_code == 2);
}

TEST_CASE("terrarium boards: a diagram.json is a board, by its path and by its folder") {
    const program::Folder folder;
    const std::string path = folder.write(
        "diagram.json",
        std::string(
            "{\"parts\": [{\"type\": \"wokwi-pi-pico\", \"id\": \"pico\"},\n"
            "{\"type\": \"wokwi-servo\", \"id\": \"arm\"}, {\"type\": \"wokwi-cat\", \"id\": \"c\"}],\n"
            "\"connections\": [[\"pico:GP2\", \"arm:PWM\", \"green\", []]]}"));
    for (const std::string& board : {path, folder.path(".")}) {
        const program::Result result = run("boards " + board);
        CHECK(result.exit_code == 0);
        CHECK(has(result.output, "GPIO2   number 4   arm (servo)\n"));
        CHECK(has(result.errors, "diagram.json:2: 'c' is left out: a wokwi-cat is not modelled"));
    }
    folder.write("diagram.json", std::string("{\"parts\": []}"));
    const program::Result bad = run("boards " + path);
    CHECK(bad.exit_code == 2);
    CHECK(has(bad.errors, "terrarium: " + path + ":1: no controller"));
}
