#include "sim/machine/board_wiring.h"

#include "peripherals/devices/i2c_target.h"
#include "peripherals/devices/one_wire_target.h"
#include "sim/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace sim::machine {

namespace {

using Part = BoardFile::Part;
using Contact = BoardFile::Contact;
using Wire = BoardFile::Wire;

std::string text_of(const Wire& wire) {
    return wire.gpio ? fmt::format("GPIO{}", *wire.gpio) : wire.net;
}

// Lines of a bus that say nothing if two of them are one.
constexpr std::string_view bus_lines[] = {"scl", "sda", "sck", "mosi", "miso", "cs"};

bool is_bus_line(const Contact& contact) {
    return std::find(std::begin(bus_lines), std::end(bus_lines), contact.pin) != std::end(bus_lines);
}

void check_one_part(const Part& part) {
    for (auto second = part.contacts.begin(); second != part.contacts.end(); ++second) {
        for (auto first = part.contacts.begin(); first != second; ++first) {
            const bool matters =
                first->drives || second->drives || is_bus_line(*first) || is_bus_line(*second);
            if (first->wire == second->wire && first->pin != second->pin && matters) {
                throw core::Error(fmt::format("{}: {} and {} of '{}' are both wired to {}; give each its own",
                                              second->place, first->pin, second->pin, part.name,
                                              text_of(first->wire)));
            }
        }
    }
}

void check_outputs(const BoardFile& board) {
    std::map<Wire, std::pair<std::string, std::string>> drivers; // what, and where in the file
    for (const Part& part : board.parts) {
        for (const Contact& contact : part.contacts) {
            if (!contact.drives) {
                continue;
            }
            const std::string what = part.name + "." + contact.pin;
            const auto [first, is_new] = drivers.try_emplace(contact.wire, what, contact.place);
            if (!is_new) {
                const auto& [other, place] = first->second;
                throw core::Error(fmt::format("{}: {} drives {}, which {} ({}) drives already: two outputs "
                                              "on one net fight; give one of them another one",
                                              contact.place, what, text_of(contact.wire), other, place));
            }
        }
    }
}

/// Follows outputs to whom they lead.
class CircleFinder {
public:
    explicit CircleFinder(const BoardFile& board) : board_(board), seen_(board.parts.size()) {}

    void check_from(std::size_t number) {
        const Part& part = board_.parts[number];
        const auto begun = std::find(way_.begin(), way_.end(), number);
        if (begun != way_.end()) {
            fail(begun);
        }
        if (seen_[number]) {
            return;
        }
        seen_[number] = true;
        way_.push_back(number);
        for (const Contact& output : part.contacts) {
            if (output.drives) {
                follow(output, number);
            }
        }
        way_.pop_back();
    }

private:
    void follow(const Contact& output, std::size_t from) {
        for (std::size_t i = 0; i < board_.parts.size(); ++i) {
            for (const Contact& input : board_.parts[i].contacts) {
                if (i != from && !input.drives && input.wire == output.wire) {
                    wires_.push_back(fmt::format("{}.{} -> {}.{} ({})", board_.parts[from].name, output.pin,
                                                 board_.parts[i].name, input.pin, text_of(input.wire)));
                    check_from(i);
                    wires_.pop_back();
                }
            }
        }
    }

    [[noreturn]] void fail(std::vector<std::size_t>::iterator begun) const {
        const auto first_wire = wires_.begin() + std::distance(way_.begin(), Way::const_iterator(begun));
        throw core::Error(fmt::format("{}: outputs are wired in a circle, so that each waits for itself: {}; "
                                      "take one of these wires away",
                                      board_.parts[*begun].place, fmt::join(first_wire, wires_.end(), ", ")));
    }

    using Way = std::vector<std::size_t>;
    const BoardFile& board_;
    std::vector<bool> seen_;
    Way way_;                        // numbers of parts
    std::vector<std::string> wires_; // between them
};

const Contact* contact_called(const Part& part, std::string_view pin) {
    const auto found = std::find_if(part.contacts.begin(), part.contacts.end(),
                                    [pin](const Contact& contact) { return contact.pin == pin; });
    return found == part.contacts.end() ? nullptr : &*found;
}

void check_chip_selects(const BoardFile& board) {
    std::map<std::pair<Wire, Wire>, const Part*> answering; // by CS and MISO
    for (const Part& part : board.parts) {
        const Contact* const cs = contact_called(part, "cs");
        const Contact* const miso = contact_called(part, "miso");
        if (cs == nullptr || miso == nullptr) {
            continue;
        }
        const auto [first, is_new] = answering.try_emplace({cs->wire, miso->wire}, &part);
        if (!is_new) {
            throw core::Error(fmt::format("{}: '{}' answers to CS on {}, as '{}' ({}) does: give each a CS "
                                          "of its own",
                                          cs->place, part.name, text_of(cs->wire), first->second->name,
                                          first->second->place));
        }
    }
}

void check_consoles(const BoardFile& board) {
    std::map<unsigned, std::string> receivers;
    for (const BoardFile::Console& console : board.consoles) {
        if (!console.tx_gpio || !console.rx_gpio) {
            continue;
        }
        if (console.tx_gpio == console.rx_gpio) {
            throw core::Error(fmt::format("{}: tx and rx of {} are both GPIO{}; give each its own",
                                          console.place, console.name, *console.rx_gpio));
        }
        const auto [first, is_new] = receivers.try_emplace(*console.rx_gpio, console.name);
        if (!is_new) {
            throw core::Error(
                fmt::format("{}: {} drives GPIO{} (rx), as {} does; give one of them another GPIO",
                            console.place, console.name, *console.rx_gpio, first->second));
        }
    }
}

// A pin may have several names.
void check_pin_numbers(const BoardFile& board) {
    std::map<unsigned, const BoardFile::Pin*> known;
    for (const BoardFile::Pin& pin : board.pins) {
        if (!pin.number) {
            continue;
        }
        const auto first = known.try_emplace(*pin.number, &pin).first;
        if (first->second->gpio != pin.gpio) {
            throw core::Error(
                fmt::format("{}: '{}' has the number {} of '{}', which is another GPIO; count the "
                            "board's pins again",
                            pin.place, pin.name, *pin.number, first->second->name));
        }
    }
}

/// Most likely its name is misspelt.
void check_lone_pins(const BoardFile& board) {
    std::map<std::string, std::pair<unsigned, const Contact*>> nets; // how many pins, the first one
    for (const Part& part : board.parts) {
        for (const Contact& contact : part.contacts) {
            if (!contact.wire.gpio) {
                ++nets.try_emplace(contact.wire.net, 0U, &contact).first->second.first;
            }
        }
    }
    for (const auto& [name, use] : nets) {
        if (use.first == 1) {
            throw core::Error(
                fmt::format("{}: '{}' is no pin of this board, and no other part hangs on a net of "
                            "that name; name a GPIO by its number",
                            use.second->place, name));
        }
    }
}

} // namespace

void check_wiring(const BoardFile& board) {
    check_pin_numbers(board);
    check_consoles(board);
    std::for_each(board.parts.begin(), board.parts.end(), check_one_part);
    check_lone_pins(board);
    check_outputs(board);
    check_chip_selects(board);
    CircleFinder circles(board);
    for (std::size_t i = 0; i < board.parts.size(); ++i) {
        circles.check_from(i);
    }
}

void check_addresses(const BoardFile& board, const std::vector<std::unique_ptr<core::Part>>& parts) {
    using peripherals::devices::I2cTarget;
    using peripherals::devices::OneWireTarget;
    std::map<std::tuple<const core::Net*, const core::Net*, unsigned>, const Part*> on_i2c;
    std::map<std::pair<const core::Net*, OneWireTarget::Rom>, const Part*> on_one_wire;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& part = board.parts[i];
        if (const auto* const target = dynamic_cast<const I2cTarget*>(parts[i].get())) {
            const auto [first, is_new] =
                on_i2c.try_emplace({&target->scl(), &target->sda(), target->address()}, &part);
            if (!is_new) {
                throw core::Error(fmt::format(
                    "{}: '{}' has the I2C address 0x{:02x}, as '{}' ({}) on the same "
                    "wires: give one of them another address, or wires of its own",
                    part.place, part.name, target->address(), first->second->name, first->second->place));
            }
        }
        if (const auto* const target = dynamic_cast<const OneWireTarget*>(parts[i].get())) {
            const auto [first, is_new] = on_one_wire.try_emplace({&target->wire(), target->rom()}, &part);
            if (!is_new) {
                throw core::Error(fmt::format(
                    "{}: '{}' has the ROM code {}, as '{}' ({}) on the same wire: give "
                    "one of them another serial",
                    part.place, part.name, target->rom_text(), first->second->name, first->second->place));
            }
        }
    }
}

} // namespace sim::machine
