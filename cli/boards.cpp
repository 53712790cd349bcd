#include "cli/commands.h"
#include "cli/picture.h"
#include "cli/warn.h"
#include "sim/core/error.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"
#include "sim/machine/board_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cli {

namespace {

using sim::machine::BoardFile;

std::string size_text(std::uint32_t bytes) {
    return bytes % (1 << 20) == 0 ? fmt::format("{} MiB", bytes >> 20) : fmt::format("{} KiB", bytes >> 10);
}

void print_list() {
    for (const BoardFile& board : sim::machine::list_boards(sim::machine::board_folders())) {
        fmt::print("{:<28} {} ({}, {} flash)\n", board.name, board.title, board.chip,
                   size_text(board.flash.size));
    }
}

/// With what --stimulus can do to them.
void print_parts(const sim::machine::Board& board) {
    for (const BoardFile::Part& part : board.file().parts) {
        fmt::print("  part         {:<15} {}\n", part.name, part.type);
        for (const sim::core::Stimulus& stimulus : board.find_part(part.name)->stimuli()) {
            const std::string range = stimulus.set_text != nullptr
                                          ? "a text"
                                          : fmt::format("{} to {}", stimulus.least, stimulus.most);
            fmt::print("    stimulus   {:<15} {}: {}\n", stimulus.name, range, stimulus.meaning);
        }
    }
}

/// All that hangs on a net: "scale.sda, scale_sda (pull_up)".
std::string wired_to(sim::machine::Board& board, const BoardFile::Wire& wire) {
    std::vector<std::string> ends;
    for (const BoardFile::Console& console : board.file().consoles) {
        if (wire.gpio && console.tx_gpio == wire.gpio) {
            ends.push_back(console.name + " TX");
        }
        if (wire.gpio && console.rx_gpio == wire.gpio) {
            ends.push_back(console.name + " RX");
        }
    }
    for (const BoardFile::Part& part : board.file().parts) {
        for (const BoardFile::Contact& contact : part.contacts) {
            if (contact.wire == wire) {
                const bool is_all = contact.pin == "gpio"; // its only pin
                ends.push_back(is_all ? fmt::format("{} ({})", part.name, part.type)
                                      : fmt::format("{}.{}", part.name, contact.pin));
            }
        }
    }
    for (const auto& [gpio, other] : board.file().joined) {
        if (wire.gpio == gpio || wire.gpio == other) {
            ends.push_back(fmt::format("GPIO{}", wire.gpio == gpio ? other : gpio));
        }
    }
    // Nothing has been reset: what is high without a driver is so by a resistor.
    sim::core::Net& net = board.chip().pin(wire);
    const bool pulled_up = net.level() == sim::core::Level::High && net.driven_mv() == 0;
    return fmt::format("{}{}", fmt::join(ends, ", "), pulled_up ? "; pulled up" : "");
}

/// The board's pins, GPIOs without a name that something is wired to, and nets between parts.
void print_wiring(sim::machine::Board& board) {
    std::set<BoardFile::Wire> named;
    for (const BoardFile::Pin& pin : board.file().pins) {
        named.insert({pin.gpio, {}});
        fmt::print("  pin          {:<12} GPIO{:<3} {:<11}{}\n", pin.name, pin.gpio,
                   pin.number ? fmt::format("number {}", *pin.number) : "", wired_to(board, {pin.gpio, {}}));
    }
    for (const BoardFile::Part& part : board.file().parts) {
        for (const BoardFile::Contact& contact : part.contacts) {
            if (named.insert(contact.wire).second) {
                fmt::print("  {:<12} {:<12} {:<19}{}\n", contact.wire.gpio ? "pin" : "net",
                           contact.wire.gpio ? "-" : contact.wire.net,
                           contact.wire.gpio ? fmt::format("GPIO{}", *contact.wire.gpio) : "",
                           wired_to(board, contact.wire));
            }
        }
    }
}

void print_board(sim::machine::Board& made) {
    const BoardFile& board = made.file();
    fmt::print("{}: {}\n", board.name, board.title);
    fmt::print("  also called  {}\n",
               board.aliases.empty() ? "-" : fmt::format("{}", fmt::join(board.aliases, ", ")));
    fmt::print("  chip         {}, crystal {} Hz\n", board.chip, board.crystal_hz);
    fmt::print("  flash        {}, {}\n", size_text(board.flash.size), board.flash.part);
    for (const BoardFile::Led& led : board.leds) {
        fmt::print("  LED          {} on GPIO{}{}\n", led.name, led.gpio,
                   led.active_low ? ", lit by low" : "");
    }
    for (const BoardFile::Console& console : board.consoles) {
        if (console.tx_gpio && console.rx_gpio) {
            fmt::print("  console      {}: TX on GPIO{}, RX on GPIO{}, {} baud\n", console.name,
                       *console.tx_gpio, *console.rx_gpio, console.baud);
        } else {
            fmt::print("  console      {}\n", console.name);
        }
    }
    print_wiring(made);
    print_parts(made);
    fmt::print("  from         {}\n", board.path);
}

void show_board(const std::string& name, const std::string& picture) {
    sim::core::Simulation simulation;
    BoardFile file = sim::machine::find_board(name, sim::machine::board_folders());
    for (const std::string& warning : file.warnings) {
        warn(warning);
    }
    sim::machine::Board board(simulation, std::move(file), {});
    if (picture.empty()) {
        print_board(board);
    } else {
        write_picture(picture, board);
    }
}

} // namespace

Command::Action set_up_boards(CLI::App& app) {
    const auto name = std::make_shared<std::string>();
    const auto picture = std::make_shared<std::string>();
    app.add_option("board", *name,
                   "Name, alias, or path of a board.yaml or a diagram.json; all boards without it");
    app.add_option("--picture", *picture, "Draw the board into this file instead, SVG or PNG by its ending")
        ->type_name("FILE.svg|FILE.png");
    return [name, picture] {
        if (!name->empty()) {
            show_board(*name, *picture);
        } else if (picture->empty()) {
            print_list();
        } else {
            throw sim::core::Error("--picture: draws one board; name it");
        }
        return ExitCode::Success;
    };
}

} // namespace cli
