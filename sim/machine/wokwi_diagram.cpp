#include "sim/machine/wokwi_diagram.h"

#include "peripherals/rp2040/gpio_functions.h"
#include "sim/core/error.h"
#include "sim/machine/board_parts.h"
#include "sim/machine/board_wiring.h"
#include "sim/machine/wokwi_nets.h"
#include "sim/machine/wokwi_parts.h"
#include "sim/machine/wokwi_resistors.h"
#include "sim/machine/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace sim::machine {

namespace rp2040 = peripherals::rp2040;

namespace {

struct Controller {
    std::string_view type;
    std::string_view board;
    std::string_view warning;
};
constexpr Controller controllers[] = {
    {"wokwi-pi-pico",   "rpi_pico", ""                                                              },
    {"board-pi-pico-w", "rpi_pico", "the radio of the Pico W is not modelled, nor the LED behind it"},
};

// Pins of a Pico beside its GPIOs, and where they are connected to; empty: to nothing that a diagram needs.
struct PowerPin {
    std::string_view name;
    std::string_view net;
};
constexpr PowerPin power_pins[] = {
    {"GND",      WokwiNets::ground    },
    {"AGND",     WokwiNets::ground    },
    {"3V3",      WokwiNets::supply_3v3},
    {"ADC_VREF", WokwiNets::supply_3v3},
    {"VBUS",     WokwiNets::supply_5v },
    {"VSYS",     WokwiNets::supply_5v },
    {"3V3_EN",   ""                   },
    {"RUN",      ""                   },
};

// The console that a Pico has without wires to it is its USB.
constexpr std::string_view monitor = "$serialMonitor";

/// What a pin of the chip is where it belongs to a UART.
rp2040::PinFunction uart_function(unsigned gpio) {
    constexpr unsigned uart = 2; // FUNCSEL
    return rp2040::pin_function(gpio, uart);
}

class DiagramReader {
public:
    DiagramReader(const YamlValue& file, BoardFile& board) : file_(file), board_(board) {}

    void read() {
        read_parts();
        read_connections();
        read_monitor();
        resistors_.read(parts_, nets_);
        make_parts();
        join_gpios();
        check_wiring(board_);
    }

private:
    void warn(const YamlValue& where, const std::string& text) {
        board_.warnings.push_back(where.place() + ": " + text);
    }

    void read_parts() {
        std::map<std::string, std::string> places;
        for (const YamlValue& value : file_.at("parts").items()) {
            WokwiPart part{value.at("id").text(), value.at("type").text(), value};
            const auto [first, is_new] = places.emplace(part.id, value.place());
            if (!is_new) {
                value.fail(
                    fmt::format("the id '{}' is that of another part already ({})", part.id, first->second));
            }
            const auto* const controller =
                std::find_if(std::begin(controllers), std::end(controllers),
                             [&part](const Controller& row) { return row.type == part.type; });
            if (controller == std::end(controllers)) {
                parts_.push_back(std::move(part));
                continue;
            }
            if (!controller_.empty()) {
                value.fail(
                    fmt::format("'{}' is a second controller, beside '{}'; a bench.yaml has several boards",
                                part.id, controller_));
            }
            controller_ = part.id;
            if (!controller->warning.empty()) {
                warn(value, std::string(controller->warning));
            }
        }
        if (controller_.empty()) {
            std::string names;
            for (const Controller& row : controllers) {
                names += fmt::format("{}{}", names.empty() ? "" : ", ", row.type);
            }
            file_.at("parts").fail("no controller that is modelled is among the parts; known: " + names);
        }
    }

    /// "led1:A".
    std::string read_end(const YamlValue& value) {
        std::string text = value.text();
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos || colon + 1 == text.size()) {
            value.fail(fmt::format("PART:PIN is wanted here, not '{}'", text));
        }
        const std::string id = text.substr(0, colon);
        const std::string pin = text.substr(colon + 1, text.find('.', colon) - colon - 1);
        if (id == monitor) {
            if (pin != "RX" && pin != "TX") {
                value.fail(fmt::format("{} has the pins RX and TX, not '{}'", monitor, pin));
            }
        } else if (id == controller_) {
            connect_controller(value, text, pin);
        } else {
            check_pin(value, id, pin);
        }
        return text;
    }

    void connect_controller(const YamlValue& value, const std::string& text, const std::string& pin) {
        const auto* const known = std::find_if(std::begin(power_pins), std::end(power_pins),
                                               [&pin](const PowerPin& row) { return row.name == pin; });
        if (known != std::end(power_pins)) {
            if (!known->net.empty()) {
                nets_.join(text, known->net);
            }
            return;
        }
        const BoardFile::Pin* const gpio = board_.find_pin(pin);
        if (gpio == nullptr || !gpio->number) {
            value.fail(fmt::format(
                "the controller '{}' has no pin '{}'; it has GP0 to GP22, GP26 to GP28, GND, 3V3, "
                "VBUS, VSYS, ...",
                controller_, pin));
        }
        nets_.add_gpio(text, gpio->gpio);
    }

    void check_pin(const YamlValue& value, const std::string& id, const std::string& pin) {
        const auto part = std::find_if(parts_.begin(), parts_.end(),
                                       [&id](const WokwiPart& known) { return known.id == id; });
        if (part == parts_.end()) {
            value.fail(fmt::format("no part has the id '{}'", id));
        }
        const WokwiKind* const kind = find_wokwi_kind(part->type);
        if (kind == nullptr || part->type.starts_with("wokwi-breadboard")) {
            return;
        }
        const std::vector<std::string> pins = pins_of_wokwi_kind(*kind);
        if (std::find(pins.begin(), pins.end(), pin) == pins.end()) {
            value.fail(fmt::format("'{}', a {}, has no pin '{}'; it has: {}", id, part->type, pin,
                                   fmt::join(pins, ", ")));
        }
    }

    void read_connections() {
        if (!file_.has("connections")) {
            return;
        }
        for (const WokwiPart& part : parts_) {
            if (part.type == "wokwi-gnd") {
                nets_.join(part.pin("GND"), WokwiNets::ground);
            } else if (part.type == "wokwi-vcc") {
                nets_.join(part.pin("VCC"), WokwiNets::supply_5v);
            }
        }
        for (const YamlValue& connection : file_.at("connections").items()) {
            const std::vector<YamlValue> ends = connection.items();
            if (ends.size() < 2) {
                connection.fail("a wire has two ends: [\"led1:A\", \"pico:GP15\", \"green\", []]");
            }
            const std::string from = read_end(ends[0]);
            nets_.join(from, read_end(ends[1]));
            if (nets_.is_ground(WokwiNets::supply_3v3) || nets_.is_ground(WokwiNets::supply_5v) ||
                nets_.same(WokwiNets::supply_3v3, WokwiNets::supply_5v)) {
                connection.fail("this wire joins two of GND, 3.3 V and 5 V: a short circuit; take it away");
            }
        }
    }

    /// RX of the monitor hears the controller's TX. With one wire only, the other pin is that beside it.
    void read_monitor() {
        const std::set<unsigned> tx = nets_.gpios(std::string(monitor) + ":RX");
        const std::set<unsigned> rx = nets_.gpios(std::string(monitor) + ":TX");
        if (tx.empty() && rx.empty()) {
            return;
        }
        BoardFile::Console console;
        console.tx_gpio = tx.empty() ? *rx.begin() ^ 1U : *tx.begin();
        console.rx_gpio = rx.empty() ? *tx.begin() ^ 1U : *rx.begin();
        const rp2040::PinFunction sends = uart_function(*console.tx_gpio);
        const rp2040::PinFunction receives = uart_function(*console.rx_gpio);
        if (sends.signal != rp2040::PinSignal::Tx || receives.signal != rp2040::PinSignal::Rx ||
            sends.block != receives.block) {
            file_.at("connections")
                .fail(fmt::format("{} wants TX and RX of one UART of the controller, not GPIO{} and GPIO{}",
                                  monitor, *console.tx_gpio, *console.rx_gpio));
        }
        console.name = sends.block == rp2040::PinBlock::Uart0 ? "uart0" : "uart1";
        console.place = file_.at("connections").place();
        std::erase_if(board_.consoles, [&console](const auto& known) { return known.name == console.name; });
        board_.consoles.insert(board_.consoles.begin(), console);
    }

    void count_uses() {
        for (const WokwiPart& part : parts_) {
            const WokwiKind* const kind = find_wokwi_kind(part.type);
            if (kind == nullptr || kind->ours.empty()) {
                continue;
            }
            for (const std::string& pin : pins_of_wokwi_kind(*kind)) {
                ++uses_[nets_.net(part.pin(pin))];
            }
        }
    }

    void add(const std::string& name, const YamlValue& where, const YAML::Node& node) {
        board_.parts.push_back(
            read_part(name, where.stand_in(node), {.highest_gpio = 29, .named = &board_.pins}));
    }
    void add_simple(const std::string& name, const YamlValue& where, const char* type,
                    const std::string& wire) {
        YAML::Node node;
        node["type"] = type;
        node["gpio"] = wire;
        add(name, where, node);
    }

    void make_parts() {
        count_uses();
        const WokwiWiring wiring{nets_, resistors_.ohms(), uses_};
        for (const WokwiPart& part : parts_) {
            const WokwiKind* const kind = find_wokwi_kind(part.type);
            if (kind == nullptr) {
                warn(part.value, fmt::format("'{}' is left out: a {} is not modelled", part.id, part.type));
                continue;
            }
            if (kind->ours.empty()) {
                continue;
            }
            std::string problem;
            const YAML::Node node = make_wokwi_part(*kind, part, wiring, problem);
            if (!node.IsDefined()) {
                warn(part.value, fmt::format("'{}', a {}, is left out: {}", part.id, part.type, problem));
                continue;
            }
            add(part.id, part.value, node);
            add_companions(part, *kind, wiring);
        }
        make_pulls(wiring);
    }

    /// What modules carry beside the part: the resistors of an I2C bus, the button in a knob.
    void add_companions(const WokwiPart& part, const WokwiKind& kind, const WokwiWiring& wiring) {
        for (const auto& [pin, key] : wokwi_pairs(kind.pins)) {
            const std::string wire = wokwi_wire(wiring, part.pin(pin));
            if ((key == "scl" || key == "sda") && pulled_.insert(wire).second) {
                add_simple(part.id + "_" + key, part.value, "pull_up", wire);
            }
        }
        if (part.type.starts_with("wokwi-lcd") && part.attribute("pins") == "i2c") {
            for (const char* pin : {"SCL", "SDA"}) {
                if (const std::string wire = wokwi_wire(wiring, part.pin(pin)); pulled_.insert(wire).second) {
                    add_simple(part.id + "_" + pin, part.value, "pull_up", wire);
                }
            }
        }
        const std::string knob = part.type == "wokwi-ky-040" ? wokwi_wire(wiring, part.pin("SW")) : "";
        if (!knob.empty()) {
            add_simple(part.id + "_sw", part.value, "button", knob);
        }
    }

    /// A pull both ways is a divider: volts.
    void make_pulls(const WokwiWiring& wiring) {
        std::set<const WokwiPart*> done;
        for (const WokwiResistors::Pull& up : resistors_.ups()) {
            const std::string wire = wokwi_wire(wiring, up.signal);
            const auto& downs = resistors_.downs();
            const auto down = std::find_if(downs.begin(), downs.end(), [&](const auto& other) {
                return nets_.same(other.signal, up.signal);
            });
            if (down == downs.end()) {
                if (pulled_.insert(wire).second) {
                    add_simple(up.part->id, up.part->value, "pull_up", wire);
                }
                continue;
            }
            YAML::Node node;
            node["type"] = "voltage";
            node["gpio"] = wire;
            node["mv"] = std::to_string(
                static_cast<int>(nets_.supply_mv(up.power) * down->ohms / (up.ohms + down->ohms)));
            add(up.part->id, up.part->value, node);
            done.insert(down->part);
        }
        for (const WokwiResistors::Pull& down : resistors_.downs()) {
            if (!done.contains(down.part)) {
                add_simple(down.part->id, down.part->value, "pull_down", wokwi_wire(wiring, down.signal));
            }
        }
    }

    /// Wires from pin to pin of the controller, to ground or to a supply.
    void join_gpios() {
        for (const auto& [net, gpios] : nets_.all_gpios()) {
            for (const unsigned gpio : gpios) {
                if (nets_.is_power(net)) {
                    YAML::Node node;
                    node["type"] = "voltage";
                    node["gpio"] = std::to_string(gpio);
                    node["mv"] = std::to_string(nets_.supply_mv(net));
                    add(fmt::format("wire_GP{}", gpio), file_.at("connections"), node);
                } else if (gpio != *gpios.begin()) {
                    board_.joined.emplace_back(*gpios.begin(), gpio);
                }
            }
        }
    }

    const YamlValue& file_;
    BoardFile& board_;
    std::string controller_;
    std::vector<WokwiPart> parts_; // but the controller
    WokwiNets nets_;
    WokwiResistors resistors_;
    std::map<std::string, unsigned> uses_;
    std::set<std::string> pulled_;
};

} // namespace

BoardFile parse_wokwi_diagram(const std::string& text, const std::string& path,
                              const std::vector<std::string>& folders) {
    const YamlValue file = YamlValue::parse(text, path);
    std::optional<BoardFile> board = find_called(controllers[0].board, folders);
    if (!board) {
        throw core::Error(
            fmt::format("{}: the board '{}' of its controller is not found; see terrarium boards", path,
                        controllers[0].board));
    }
    board->path = path;
    board->title += ", wired by a diagram";
    DiagramReader(file, *board).read();
    return std::move(*board);
}

BoardFile load_wokwi_diagram(const std::string& path, const std::vector<std::string>& folders) {
    return parse_wokwi_diagram(read_text_file(path), path, folders);
}

} // namespace sim::machine
