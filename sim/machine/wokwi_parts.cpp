#include "sim/machine/wokwi_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace sim::machine {

namespace {

using Fit = decltype(WokwiKind::fit);

double number_or(const std::string& text, double usual) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : usual;
}

double ohms_at(const WokwiWiring& wiring, const std::string& pin) {
    const auto found = wiring.ohms.find(pin);
    return found == wiring.ohms.end() ? 0 : found->second;
}

struct Colour {
    std::string_view name;
    std::string_view code;
};
constexpr Colour colours[] = {
    {"blue",      "#3060ff"},
    {"green",     "#30e040"},
    {"limegreen", "#60ff40"},
    {"orange",    "#ff9020"},
    {"purple",    "#b040ff"},
    {"red",       "#ff3020"},
    {"white",     "#f8f8ff"},
    {"yellow",    "#ffe040"},
};

/// Of its own resistors, or else the row's.
void set_resistor(const WokwiWiring& wiring, std::initializer_list<std::string> pins, YAML::Node& ours) {
    for (const std::string& pin : pins) {
        if (const double ohms = ohms_at(wiring, pin); ohms >= 1) {
            ours["resistor_ohm"] = std::to_string(std::llround(ohms));
        }
    }
}

bool fit_led(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string& problem) {
    const bool active_high = wiring.nets.is_ground(part.pin("C"));
    const bool active_low = wiring.nets.is_supply(part.pin("A"));
    if (active_high == active_low) {
        problem = "an LED lies between a pin and GND or the supply";
        return false;
    }
    ours["gpio"] = wokwi_wire(wiring, part.pin(active_high ? "A" : "C"));
    ours["active_low"] = active_low ? "true" : "false";
    const std::string colour = part.attribute("color");
    const auto* const known = std::find_if(std::begin(colours), std::end(colours),
                                           [&colour](const Colour& row) { return row.name == colour; });
    if (known != std::end(colours)) {
        ours["colour"] = std::string(known->code);
    }
    set_resistor(wiring, {part.pin("A"), part.pin("C")}, ours);
    return true;
}

bool fit_rgb_led(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string&) {
    ours["common"] = wiring.nets.is_supply(part.pin("COM")) ? "anode" : "cathode";
    set_resistor(wiring, {part.pin("R"), part.pin("G"), part.pin("B")}, ours);
    return true;
}

/// The end of a contact that is not ground; empty if neither is.
std::string live_end(const WokwiPart& part, const WokwiWiring& wiring, std::string_view one,
                     std::string_view other) {
    const bool grounded = wiring.nets.is_ground(part.pin(one));
    if (grounded == wiring.nets.is_ground(part.pin(other))) {
        return {};
    }
    return wokwi_wire(wiring, part.pin(grounded ? other : one));
}

bool fit_button(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string& problem) {
    ours["gpio"] = live_end(part, wiring, "1", "2");
    problem = "a button lies between a pin and GND";
    ours["pull_up"] = "false";
    ours["bounces"] = part.attribute("bounce") == "0" ? "0" : "3";
    return !ours["gpio"].Scalar().empty();
}

bool fit_switch(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string& problem) {
    const bool grounded = wiring.nets.is_ground(part.pin("1")) || wiring.nets.is_ground(part.pin("3"));
    ours["gpio"] = wokwi_wire(wiring, part.pin("2"));
    const bool pulled = wiring.nets.is_supply(part.pin("1")) || wiring.nets.is_supply(part.pin("3"));
    ours["pull_up"] = pulled ? "true" : "false";
    problem = "a switch has its pin 2 at a pin, and 1 or 3 at GND";
    return grounded && !ours["gpio"].Scalar().empty();
}

bool fit_buzzer(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string& problem) {
    ours["gpio"] = live_end(part, wiring, "1", "2");
    problem = "a buzzer lies between a pin and GND";
    return !ours["gpio"].Scalar().empty();
}

bool fit_potentiometer(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string&) {
    constexpr double highest = 1023;
    const double value = std::clamp(number_or(part.attribute("value"), 0), 0.0, highest);
    ours["position_percent"] = std::to_string(std::llround(value * 100 / highest));
    const int supply_mv = wiring.nets.supply_mv(part.pin("VCC"));
    ours["supply_mv"] = std::to_string(supply_mv == 0 ? 3300 : supply_mv);
    return true;
}

/// Its echo has the volts of its supply, unless resistors lie between.
bool fit_hc_sr04(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string&) {
    const bool divided = ohms_at(wiring, part.pin("ECHO")) > 0;
    if (wiring.nets.supply_mv(part.pin("VCC")) == 5000 && !divided) {
        ours["echo_mv"] = "5000";
    }
    return true;
}

bool fit_lcd(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours, std::string&) {
    constexpr std::pair<const char*, const char*> i2c[] = {
        {"SCL", "scl"},
        {"SDA", "sda"}
    };
    constexpr std::pair<const char*, const char*> parallel[] = {
        {"RS", "rs"    },
        {"E",  "enable"},
        {"RW", "read"  }
    };
    if (part.attribute("pins") == "i2c") {
        for (const auto& [pin, key] : i2c) {
            ours[key] = wokwi_wire(wiring, part.pin(pin));
        }
        if (const std::string address = part.attribute("i2cAddress"); !address.empty()) {
            ours["address"] = address;
        }
        return true;
    }
    for (const auto& [pin, key] : parallel) {
        if (const std::string wire = wokwi_wire(wiring, part.pin(pin)); !wire.empty()) {
            ours[key] = wire;
        }
    }
    const bool eight = !wokwi_wire(wiring, part.pin("D0")).empty();
    for (unsigned bit = eight ? 0 : 4; bit < 8; ++bit) {
        ours["data"].push_back(wokwi_wire(wiring, part.pin(fmt::format("D{}", bit))));
    }
    return true;
}

bool fit_strip(const WokwiPart& part, const WokwiWiring&, YAML::Node& ours, std::string&) {
    const std::string pixels = part.attribute("pixels");
    ours["pixels"] = pixels.empty() ? "1" : pixels;
    return true;
}

bool fit_ring(const WokwiPart& part, const WokwiWiring&, YAML::Node& ours, std::string&) {
    const std::string pixels = part.attribute("pixels");
    ours["ring"] = pixels.empty() ? "16" : pixels;
    return true;
}

bool fit_pixel_matrix(const WokwiPart& part, const WokwiWiring&, YAML::Node& ours, std::string&) {
    for (const char* name : {"cols", "rows"}) {
        const std::string count = part.attribute(name);
        ours["size"].push_back(count.empty() ? "8" : count);
    }
    ours["serpentine"] = part.attribute("layout") == "serpentine" ? "true" : "false";
    return true;
}

bool fit_digits(const WokwiPart& part, const WokwiWiring&, YAML::Node& ours, std::string&) {
    ours["common"] = part.attribute("common") == "cathode" ? "cathode" : "anode";
    return true;
}

constexpr WokwiKind row(std::string_view type, std::string_view ours, std::string_view pins,
                        std::string_view others = {}, std::string_view attributes = {},
                        std::string_view fixed = {}, Fit fit = nullptr) {
    return {type, ours, pins, others, attributes, fixed, fit};
}

constexpr std::string_view power = "VCC GND";
constexpr std::string_view pixel_power = "VDD VSS VCC GND";
constexpr std::string_view lcd_pins = "SCL SDA RS E RW D0 D1 D2 D3 D4 D5 D6 D7 VCC GND VSS VDD V0 A K";

// By use, the most used first. Pins and attributes as Wokwi has them.
constexpr WokwiKind kinds[] = {
    row("wokwi-led", "led", "", "A C", "", "", fit_led),
    row("wokwi-rgb-led", "rgb_led", "R=red G=green B=blue", "COM", "", "", fit_rgb_led),
    row("wokwi-pushbutton", "button", "", "1 2", "", "", fit_button),
    row("wokwi-pushbutton-6mm", "button", "", "1 2", "", "", fit_button),
    row("wokwi-slide-switch", "switch", "", "1 2 3", "", "", fit_switch),
    row("wokwi-potentiometer", "potentiometer", "SIG=gpio", power, "", "", fit_potentiometer),
    row("wokwi-slide-potentiometer", "potentiometer", "SIG=gpio", power, "", "", fit_potentiometer),
    row("board-ssd1306", "ssd1306", "SCL=scl SDA=sda", power, "i2cAddress=address"),
    row("wokwi-ssd1306", "ssd1306", "CLK=scl DATA=sda", "DC RST CS VIN 3V3 GND", "i2cAddress=address"),
    row("wokwi-lcd1602", "lcd1602", "", lcd_pins, "", "size: [16, 2]", fit_lcd),
    row("wokwi-lcd2004", "lcd1602", "", lcd_pins, "", "size: [20, 4]", fit_lcd),
    row("wokwi-dht22", "dht22", "SDA=gpio", "VCC NC GND",
        "temperature=temperature_c humidity=humidity_percent"),
    row("wokwi-servo", "servo", "PWM=gpio", "V+ GND"),
    row("wokwi-buzzer", "piezo", "", "1 2", "", "", fit_buzzer),
    row("wokwi-hc-sr04", "hc_sr04", "TRIG=trigger ECHO=echo", power, "distance=distance_mm*10", "",
        fit_hc_sr04),
    row("wokwi-membrane-keypad", "keypad",
        "R1=rows.0 R2=rows.1 R3=rows.2 R4=rows.3 C1=columns.0 C2=columns.1 C3=columns.2 C4=columns.3?"),
    row("wokwi-7segment", "seven_segment",
        "A=segments.0 B=segments.1 C=segments.2 D=segments.3 E=segments.4 F=segments.5 G=segments.6 "
        "DP=segments.7? DIG1=digits.0? DIG2=digits.1? DIG3=digits.2? DIG4=digits.3? CLN=colon?",
        "COM", "", "", fit_digits),
    row("wokwi-mpu6050", "mpu6050", "SCL=scl SDA=sda INT=int?", "VCC GND XDA XCL AD0"),
    row("board-ds18b20", "ds18b20", "DQ=gpio", power, "temperature=temperature_c"),
    row("wokwi-neopixel", "ws2812", "DIN=gpio DOUT=data_out?", pixel_power, "", "", fit_strip),
    row("wokwi-led-strip", "ws2812", "DIN=gpio DOUT=data_out?", pixel_power, "", "", fit_strip),
    row("wokwi-led-ring", "ws2812", "DIN=gpio DOUT=data_out?", pixel_power, "", "", fit_ring),
    row("wokwi-led-matrix", "ws2812", "DIN=gpio DOUT=data_out?", pixel_power, "", "", fit_pixel_matrix),
    row("wokwi-pir-motion-sensor", "pir", "OUT=gpio", power),
    row("wokwi-relay-module", "relay", "IN=gpio COM=common? NO=normally_open? NC=normally_closed?", power),
    row("wokwi-analog-joystick", "joystick", "HORZ=x VERT=y SEL=button?", power),
    row("wokwi-ky-040", "rotary_encoder", "CLK=a DT=b", "SW VCC GND"),
    row("wokwi-ntc-temperature-sensor", "ntc", "OUT=gpio", power, "temperature=temperature_c"),
    row("wokwi-photoresistor-sensor", "photoresistor", "AO=gpio", "VCC GND DO", "lux=light_lx"),
    row("wokwi-tm1637-7segment", "tm1637", "CLK=clk DIO=dio", power),
    row("wokwi-max7219-matrix", "max7219_matrix", "DIN=din CLK=clk CS=cs DOUT=dout?", "V+ GND",
        "chain=drivers"),
    row("wokwi-microsd-card", "microsd", "SCK=sck DI=mosi DO=miso CS=cs", "VCC GND CD"),
    row("wokwi-stepper-motor", "stepper", "A+=coils.0 A-=coils.1 B+=coils.2 B-=coils.3"),
    row("wokwi-a4988", "a4988",
        "STEP=step DIR=dir MS1=ms1? MS2=ms2? MS3=ms3? ENABLE=enable? SLEEP=sleep? RESET=reset? "
        "1A=outputs.0 1B=outputs.1 2A=outputs.2 2B=outputs.3",
        "VDD VMOT GND"),
    row("wokwi-ili9341", "ili9341", "SCK=sck MOSI=mosi MISO=miso? CS=cs D/C=dc RST=res?", "VCC GND LED"),
    row("wokwi-hx711", "hx711", "SCK=sck DT=dout", power),
    row("wokwi-74hc595", "shift_register",
        "DS=data SHCP=clock STCP=latch OE=oe? MR=clear? Q7S=data_out? Q0=outputs.0? Q1=outputs.1? "
        "Q2=outputs.2? Q3=outputs.3? Q4=outputs.4? Q5=outputs.5? Q6=outputs.6? Q7=outputs.7?",
        power),
    row("wokwi-ds1307", "ds1307", "SCL=scl SDA=sda SQW=square_wave?", "5V GND"),
    // Wires and decoration.
    row("wokwi-breadboard", "", ""),
    row("wokwi-breadboard-half", "", ""),
    row("wokwi-breadboard-mini", "", ""),
    row("wokwi-resistor", "", "", "1 2"),
    row("wokwi-gnd", "", "", "GND"),
    row("wokwi-vcc", "", "", "VCC"),
    row("wokwi-junction", "", "", "J"),
    row("wokwi-text", "", ""),
    row("wokwi-logic-analyzer", "", "", "D0 D1 D2 D3 D4 D5 D6 D7 GND"),
};

/// "temperature=temperature_c distance=distance_mm*10".
void add_attributes(const WokwiKind& kind, const WokwiPart& part, YAML::Node& ours) {
    for (const auto& [theirs, key] : wokwi_pairs(kind.attributes)) {
        const std::string text = part.attribute(theirs);
        if (text.empty()) {
            continue;
        }
        const std::size_t times = key.find('*');
        if (times == std::string::npos) {
            ours[key] = text;
        } else {
            const double factor = number_or(key.substr(times + 1), 1);
            ours[key.substr(0, times)] = std::to_string(std::llround(number_or(text, 0) * factor));
        }
    }
}

/// False if one that is needed hangs in the air.
bool add_pins(const WokwiKind& kind, const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours,
              std::string& problem) {
    for (auto [theirs, key] : wokwi_pairs(kind.pins)) {
        const bool optional = key.ends_with('?');
        key = key.substr(0, key.find('?'));
        const std::string wire = wokwi_wire(wiring, part.pin(theirs));
        const std::size_t dot = key.find('.');
        if (wire.empty() && !optional) {
            problem =
                fmt::format("its pin {} is not connected to a pin of the controller or of a part", theirs);
            return false;
        }
        if (wire.empty()) {
            continue;
        }
        if (dot == std::string::npos) {
            ours[key] = wire;
            continue;
        }
        YAML::Node list = ours[key.substr(0, dot)];
        while (std::to_string(list.size()) != key.substr(dot + 1)) {
            list.push_back("nc"); // what is open between others
        }
        list.push_back(wire);
    }
    return true;
}

} // namespace

std::string WokwiPart::attribute(std::string_view name) const {
    if (!value.has("attrs")) {
        return {};
    }
    const YamlValue attributes = value.at("attrs");
    return attributes.has(name) ? attributes.at(name).text_or_empty() : std::string();
}

std::string wokwi_wire(const WokwiWiring& wiring, const std::string& pin) {
    const std::set<unsigned> gpios = wiring.nets.gpios(pin);
    if (!gpios.empty()) {
        return std::to_string(*gpios.begin());
    }
    const std::string net = wiring.nets.net(pin);
    const auto used = wiring.uses.find(net);
    if (wiring.nets.is_power(pin) || used == wiring.uses.end() || used->second < 2) {
        return {};
    }
    std::string name = "net_";
    for (const char c : net) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += plain ? c : '_';
    }
    return name;
}

const WokwiKind* find_wokwi_kind(std::string_view type) {
    const auto* const found = std::find_if(std::begin(kinds), std::end(kinds),
                                           [type](const WokwiKind& kind) { return kind.type == type; });
    return found == std::end(kinds) ? nullptr : found;
}

std::vector<std::pair<std::string, std::string>> wokwi_pairs(std::string_view row) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!row.empty()) {
        const std::string_view word = row.substr(0, row.find(' '));
        const std::size_t equals = word.find('=');
        pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        row.remove_prefix(std::min(word.size() + 1, row.size()));
    }
    return pairs;
}

std::vector<std::string> pins_of_wokwi_kind(const WokwiKind& kind) {
    std::vector<std::string> pins;
    for (const std::string_view row : {kind.pins, kind.others}) {
        for (const auto& [pin, key] : wokwi_pairs(row)) {
            pins.push_back(pin);
        }
    }
    return pins;
}

YAML::Node make_wokwi_part(const WokwiKind& kind, const WokwiPart& part, const WokwiWiring& wiring,
                           std::string& problem) {
    YAML::Node ours =
        kind.fixed.empty() ? YAML::Node(YAML::NodeType::Map) : YAML::Load(std::string(kind.fixed));
    ours["type"] = std::string(kind.ours);
    add_attributes(kind, part, ours);
    const bool made = add_pins(kind, part, wiring, ours, problem) &&
                      (kind.fit == nullptr || kind.fit(part, wiring, ours, problem));
    return made ? ours : YAML::Node(YAML::NodeType::Undefined);
}

} // namespace sim::machine
