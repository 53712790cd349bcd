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
        {"  a: {type: laser, gpio: 1}\n",                                                          ":9: no part of type 'laser' is modelled; known: button, "},
        {"  a: {type: button, gpio: 30}\n",                                                        ":9: a number from 0 to 29 is wanted here, not '30'"      },
        {"  a: {type: ds1307, scl: 5, sda: 4}\n  b: {type: ds1307, scl: 5, sda: 4}\n",
         ":10: 'b' has the I2C address 0x68, as 'a' ("                                                                                                       },
        {"  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b: {type: hx711, sck: 4, dout: 3}\n",
         ":10: b.dout drives GPIO3, which a.echo ("                                                                                                          },
        {"  a: {type: hc_sr04, trigger: 2, echo: 3}\n  b: {type: hc_sr04, trigger: 3, echo: 2}\n",
         ":9: outputs are wired in a circle"                                                                                                                 },
        {"  a: {type: voltage, gpio: 26, mv: 4 mA}\n",
         ":9: a number from 0 to 5000 is wanted here, in mV and without"                                                                                     },
        {"  a: {type: button, gpio: 2}\n  a: {type: button, gpio: 3}\n",                           ":10: the key 'a' is there twice"                         },
    };
    for (const auto& row : rows) {
        CAPTURE(row.parts);
        const std::string path = folder.write("board.yaml", pico_with(row.parts));
        const program::Result result = run("boards " + path);
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, "terrarium: " + path + row.message));
    }
}
