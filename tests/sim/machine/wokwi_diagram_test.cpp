#include "sim/machine/wokwi_diagram.h"

#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace sim::core;
using namespace sim::machine;

namespace {

/// A Pico in line 3, these parts from line 4 on, and these wires.
std::string diagram(const std::string& parts, const std::string& wires) {
    return "{\"version\": 1,\n \"parts\": [\n  {\"type\": \"wokwi-pi-pico\", \"id\": \"pico\"}" + parts +
           "\n ],\n \"connections\": [\n" + wires + " ]\n}\n";
}

std::string part(const std::string& type, const std::string& id, const std::string& attributes = {}) {
    return ",\n  {\"type\": \"" + type + "\", \"id\": \"" + id + "\", \"top\": -12.3, \"attrs\": {" +
           attributes + "}}";
}

std::string wires(const std::vector<std::pair<std::string, std::string>>& ends) {
    std::string text;
    for (const auto& [from, to] : ends) {
        text += text.empty() ? "  [\"" : ",\n  [\"";
        text.append(from).append("\", \"").append(to).append("\", \"\", [\"v10\", \"*\", \"h-5\"]]");
    }
    return text + "\n";
}

BoardFile read(const std::string& text) {
    return parse_wokwi_diagram(text, "d.json", board_folders());
}

const BoardFile::Part* find(const BoardFile& board, const std::string& name) {
    const auto found = std::find_if(board.parts.begin(), board.parts.end(),
                                    [&name](const auto& known) { return known.name == name; });
    return found == board.parts.end() ? nullptr : &*found;
}

/// "scl=5 sda=4", as the part is wired.
std::string wiring(const BoardFile& board, const std::string& name) {
    const BoardFile::Part* const known = find(board, name);
    if (known == nullptr) {
        return "left out";
    }
    std::string text = known->type;
    for (const BoardFile::Contact& contact : known->contacts) {
        text += " " + contact.pin + "=" +
                (contact.wire.gpio ? std::to_string(*contact.wire.gpio) : contact.wire.net);
    }
    return text;
}

void check_error(const std::string& text, const std::string& message) {
    CHECK_THROWS_WITH_AS(read(text), doctest::Contains(message.c_str()), Error);
}

} // namespace

TEST_CASE("Wokwi: parts are wired through breadboards, junctions and other contacts of one pin") {
    const BoardFile board = read(diagram(
        part("board-ssd1306", "oled", "\"i2cAddress\": \"0x3d\"") + part("wokwi-breadboard-half", "bb1") +
            part("wokwi-junction", "j1") + part("wokwi-dht22", "dht", "\"temperature\": \"31.5\""),
        wires({
            {"oled:SCL",  "bb1:12t.a" },
            {"bb1:12t.e", "pico:GP5"  },
            {"bb1:12b.f", "pico:GP6"  }, // the other half of the column
            {"oled:SDA",  "bb1:13t.b" },
            {"j1:J",      "bb1:13t.c" },
            {"pico:GP4",  "j1:J"      },
            {"oled:GND",  "bb1:tn.1"  },
            {"bb1:tn.25", "pico:GND.8"},
            {"oled:VCC",  "pico:3V3"  },
            {"dht:SDA",   "pico:GP15" }
    })));
    CHECK(wiring(board, "oled") == "ssd1306 scl=5 sda=4");
    CHECK(wiring(board, "oled_scl") == "pull_up gpio=5");
    CHECK(wiring(board, "oled_sda") == "pull_up gpio=4");
    CHECK(wiring(board, "dht") == "dht22 gpio=15");
    CHECK(board.warnings.empty());
    Simulation simulation;
    Board made(simulation, board, {});
    CHECK(made.chip().pin(5).level() == Level::High);
    CHECK(find(board, "oled")->place == "d.json:4");
}

TEST_CASE("Wokwi: resistors are pulls, dividers or wires") {
    const BoardFile board =
        read(diagram(part("wokwi-resistor", "up", "\"value\": \"4.7k\"") + part("wokwi-resistor", "down") +
                         part("wokwi-resistor", "r1", "\"value\": \"1000\"") +
                         part("wokwi-resistor", "r2", "\"value\": \"2k\"") +
                         part("wokwi-resistor", "series", "\"value\": \"220\"") + part("wokwi-servo", "arm"),
                     wires({
                         {"up:1",     "pico:3V3"  },
                         {"up:2",     "pico:GP2"  },
                         {"down:1",   "pico:GP3"  },
                         {"down:2",   "pico:GND.1"},
                         {"r1:1",     "pico:VBUS" },
                         {"r1:2",     "pico:GP26" },
                         {"r2:1",     "pico:GP26" },
                         {"r2:2",     "pico:GND.2"},
                         {"series:1", "pico:GP7"  },
                         {"series:2", "arm:PWM"   }
    })));
    CHECK(wiring(board, "up") == "pull_up gpio=2");
    CHECK(wiring(board, "down") == "pull_down gpio=3");
    CHECK(wiring(board, "r1") == "voltage gpio=26");
    CHECK(wiring(board, "r2") == "left out");
    CHECK(wiring(board, "arm") == "servo gpio=7");
    Simulation simulation;
    Board made(simulation, board, {});
    CHECK(made.chip().pin(26).driven_mv() == 3333);
}

TEST_CASE("Wokwi: buttons and switches close to ground") {
    const BoardFile board =
        read(diagram(part("wokwi-pushbutton", "btn", "\"bounce\": \"0\"") + part("wokwi-pushbutton", "odd") +
                         part("wokwi-slide-switch", "sw") + part("wokwi-buzzer", "bz") +
                         part("wokwi-potentiometer", "pot"),
                     wires({
                         {"btn:1.l", "pico:GP10" },
                         {"btn:2.r", "pico:GND.1"},
                         {"odd:1.l", "pico:GP11" },
                         {"odd:2.r", "pico:3V3"  },
                         {"sw:2",    "pico:GP12" },
                         {"sw:1",    "pico:GND.1"},
                         {"sw:3",    "pico:3V3"  },
                         {"bz:1",    "pico:GND.1"},
                         {"bz:2",    "pico:GP13" },
                         {"pot:SIG", "pico:GP26" },
                         {"pot:VCC", "pico:3V3"  }
    })));
    CHECK(wiring(board, "btn") == "button gpio=10");
    CHECK(wiring(board, "sw") == "switch gpio=12");
    CHECK(wiring(board, "bz") == "piezo gpio=13");
    CHECK(wiring(board, "pot") == "potentiometer gpio=26");
    REQUIRE(board.warnings.size() == 1);
    CHECK(board.warnings[0] ==
          "d.json:5: 'odd', a wokwi-pushbutton, is left out: a button lies between a pin and GND");
}

TEST_CASE("Wokwi: wires to $serialMonitor make its UART the first console") {
    const BoardFile usb = read(diagram("", ""));
    CHECK(usb.consoles.front().name == "usb");
    const BoardFile uart =
        read(diagram("", wires({
                             {"$serialMonitor:RX", "pico:GP4"         },
                             {"pico:GP5",          "$serialMonitor:TX"}
    })));
    CHECK(uart.consoles.front().name == "uart1");
    CHECK(uart.consoles.front().tx_gpio == 4);
    CHECK(uart.consoles.front().rx_gpio == 5);
}

TEST_CASE("Wokwi: pins of the controller that a wire joins are one net, or at a supply") {
    Simulation simulation;
    Board board(
        simulation,
        read(diagram("",
                     wires({
                         {"pico:GP2", "pico:GP3"  },
                         {"pico:GP6", "pico:3V3"  },
                         {"pico:GP7", "pico:GND.3"}
    }))),
        {});
    NetPin pin;
    pin.connect(board.chip().pin(2), nullptr, 0);
    pin.set({.drive = Drive::High});
    CHECK(board.chip().pin(3).level() == Level::High);
    CHECK(board.chip().pin(6).level() == Level::High);
    CHECK(board.chip().pin(7).level() == Level::Low);
}

TEST_CASE("Wokwi: an HC-SR04 at 5 V has an echo of 5 V unless a resistor lies between") {
    for (const bool direct : {true, false}) {
        CAPTURE(direct);
        const BoardFile board = read(diagram(part("wokwi-hc-sr04", "sonar", "\"distance\": \"25\"") +
                                                 part("wokwi-resistor", "r", "\"value\": \"1k\""),
                                             wires({
                                                 {"sonar:VCC",  "pico:VBUS"                     },
                                                 {"sonar:TRIG", "pico:GP2"                      },
                                                 {"sonar:ECHO", direct ? "pico:GP3" : "r:1"     },
                                                 {"r:2",        direct ? "pico:GP9" : "pico:GP3"}
        })));
        CHECK(wiring(board, "sonar") == "hc_sr04 trigger=2 echo=3");
        Simulation simulation;
        Board made(simulation, board, {});
        made.chip().reset();
        NetPin trigger;
        trigger.connect(made.chip().pin(2), nullptr, 0);
        const auto set = [&](Drive drive, Time for_us) {
            trigger.set({.drive = drive});
            simulation.settle();
            simulation.run_until(simulation.now() + for_us * ps_per_us);
        };
        set(Drive::Low, 10);
        set(Drive::High, 20);
        set(Drive::Low, 600);
        CHECK(made.chip().pin(3).driven_mv() == (direct ? 5000 : 3300));
    }
}

TEST_CASE("Wokwi: what is not modelled is left out with a warning and its line") {
    const BoardFile board =
        read(diagram(part("wokwi-franzininho", "f") + part("wokwi-text", "note"), wires({
                                                                                      {"f:A", "pico:GP1"}
    })));
    REQUIRE(board.warnings.size() == 1);
    CHECK(board.warnings[0] == "d.json:4: 'f' is left out: a wokwi-franzininho is not modelled");
    CHECK(board.parts.empty());
    const BoardFile loose = read(diagram(part("wokwi-servo", "arm"), ""));
    REQUIRE(loose.warnings.size() == 1);
    CHECK(loose.warnings[0] ==
          "d.json:4: 'arm', a wokwi-servo, is left out: its pin PWM is not connected to a "
          "pin of the controller or of a part");
    CHECK(
        read("{\"parts\": [{\"type\": \"board-pi-pico-w\", \"id\": \"p\"}]}").warnings ==
        std::vector<std::string>{"d.json:1: the radio of the Pico W is not modelled, nor the LED behind it"});
}

TEST_CASE("Wokwi: bad diagrams are told with file and line") {
    check_error("{\"parts\": []}", "d.json:1: no controller that is modelled is among the parts");
    check_error("{}", "d.json:1: the key 'parts' is missing");
    check_error("[", "d.json:");
    check_error(", a", "d.json:1: no YAML document");
    check_error("-", "d.json:1: a map (key: value) is wanted here");
    check_error(diagram("", wires({
                                {"$serialMonitor:RX", "pico:GP5"},
                                {"$serialMonitor:TX", "pico:GP1"}
    })),
                "$serialMonitor wants TX and RX of one UART of the controller, not GPIO5 and GPIO1");
    check_error(diagram("", wires({
                                {"$serialMonitor:RX", "pico:GP4"},
                                {"$serialMonitor:TX", "pico:GP1"}
    })),
                "not GPIO4 and GPIO1");
    check_error(diagram("", wires({
                                {"$serialMonitor:RX", "pico:GP2"}
    })),
                "not GPIO2 and GPIO3"); // CTS and RTS
    check_error(diagram(part("wokwi-led", "a") + part("wokwi-led", "a"), ""),
                "d.json:5: the id 'a' is that of another part already (d.json:4)");
    check_error(diagram(part("wokwi-pi-pico", "b"), ""),
                "d.json:4: 'b' is a second controller, beside 'pico'");
    check_error(diagram("", wires({
                                {"pico:GP1", "x:A"}
    })),
                "d.json:6: no part has the id 'x'");
    check_error(diagram("", wires({
                                {"pico:GP40", "pico:GP1"}
    })),
                "d.json:6: the controller 'pico' has no pin 'GP40'");
    check_error(diagram(part("wokwi-servo", "s"), wires({
                                                      {"pico:GP1", "s:SIG"}
    })),
                "d.json:7: 's', a wokwi-servo, has no pin 'SIG'; it has: PWM, V+, GND");
    check_error(diagram("", wires({
                                {"pico:GP1", "pico"}
    })),
                "d.json:6: PART:PIN is wanted here, not 'pico'");
    check_error(diagram("", "  [\"pico:GP1\"]\n"), "d.json:6: a wire has two ends");
    check_error(diagram("", wires({
                                {"pico:3V3", "pico:GND.1"}
    })),
                "d.json:6: this wire joins two of GND, 3.3 V and 5 V");
    check_error(diagram(part("wokwi-resistor", "r", "\"value\": \"lots\""), ""),
                "d.json:4: 'lots' is no resistance");
    check_error(diagram(part("wokwi-dht22", "d", "\"temperature\": \"hot\""), wires({
                                                                                  {"d:SDA", "pico:GP1"}
    })),
                "d.json:4: a number from -40 to 80 is wanted here");
    check_error(diagram(part("wokwi-hc-sr04", "a") + part("wokwi-hc-sr04", "b"), wires({
                                                                                     {"a:TRIG", "pico:GP1"},
                                                                                     {"b:TRIG", "pico:GP2"},
                                                                                     {"a:ECHO", "pico:GP3"},
                                                                                     {"b:ECHO", "a:ECHO"  }
    })),
                "d.json:5: b.echo drives GPIO3, which a.echo (d.json:4) drives already");
    check_error("{\"parts\": [{\"type\": \"wokwi-pi-pico\"}]}", "d.json:1: the key 'id' is missing");
}

TEST_CASE("Wokwi: LEDs are lit by high or low, as they are wired, and know their resistor") {
    const BoardFile board =
        read(diagram(part("wokwi-led", "up", "\"color\": \"green\"") + part("wokwi-led", "down") +
                         part("wokwi-led", "odd") + part("wokwi-rgb-led", "rgb") +
                         part("wokwi-resistor", "r1", "\"value\": \"100\"") +
                         part("wokwi-resistor", "r2", "\"value\": \"220\""),
                     wires({
                         {"pico:GP2", "r1:1"      },
                         {"r1:2",     "up:A"      },
                         {"up:C",     "pico:GND.1"},
                         {"down:A",   "pico:3V3"  },
                         {"down:C",   "r2:1"      },
                         {"r2:2",     "pico:GP3"  },
                         {"odd:A",    "pico:GP4"  },
                         {"odd:C",    "pico:GP5"  },
                         {"rgb:COM",  "pico:GND.2"},
                         {"rgb:R",    "pico:GP10" },
                         {"rgb:G",    "pico:GP11" },
                         {"rgb:B",    "pico:GP12" }
    })));
    CHECK(wiring(board, "up") == "led gpio=2");
    CHECK(wiring(board, "down") == "led gpio=3");
    CHECK(wiring(board, "rgb") == "rgb_led red=10 green=11 blue=12");
    REQUIRE(board.warnings.size() == 1);
    CHECK(board.warnings[0] ==
          "d.json:6: 'odd', a wokwi-led, is left out: an LED lies between a pin and GND or the supply");
}

TEST_CASE("Wokwi: parts with wires to each other, and lists with pins left open") {
    const std::string parts =
        part("wokwi-neopixel", "p1") + part("wokwi-led-ring", "p2", "\"pixels\": \"12\"") +
        part("wokwi-74hc595", "sr") + part("wokwi-led", "lamp") + part("wokwi-membrane-keypad", "keys");
    std::vector<std::pair<std::string, std::string>> ends{
        {"p1:DIN",  "pico:GP2"  },
        {"p1:DOUT", "p2:DIN"    },
        {"sr:DS",   "pico:GP3"  },
        {"sr:SHCP", "pico:GP4"  },
        {"sr:STCP", "pico:GP5"  },
        {"sr:Q2",   "lamp:A"    },
        {"lamp:C",  "pico:GND.1"}
    };
    for (unsigned i = 1; i <= 4; ++i) {
        ends.emplace_back("keys:R" + std::to_string(i), "pico:GP" + std::to_string(5 + i));
    }
    for (unsigned i = 1; i <= 3; ++i) {
        ends.emplace_back("keys:C" + std::to_string(i), "pico:GP" + std::to_string(9 + i));
    }
    const BoardFile board = read(diagram(parts, wires(ends)));
    CHECK(board.warnings.empty());
    CHECK(wiring(board, "p1") == "ws2812 gpio=2 data_out=net_p1_DOUT");
    CHECK(wiring(board, "p2") == "ws2812 gpio=net_p1_DOUT");
    CHECK(wiring(board, "lamp") == "led gpio=net_lamp_A");
    CHECK(wiring(board, "sr") == "shift_register outputs.2=net_lamp_A data=3 clock=4 latch=5");
    CHECK(wiring(board, "keys") ==
          "keypad rows.0=6 rows.1=7 rows.2=8 rows.3=9 columns.0=10 columns.1=11 columns.2=12");
}
