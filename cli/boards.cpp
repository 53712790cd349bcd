#include "cli/commands.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"
#include "sim/machine/board_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
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
void print_parts(const BoardFile& file) {
    sim::core::Simulation simulation;
    const sim::machine::Board board(simulation, file, {});
    for (const BoardFile::Part& part : file.parts) {
        fmt::print("  part         {:<15} {}\n", part.name, part.type);
        for (const sim::core::Stimulus& stimulus : board.find_part(part.name)->stimuli()) {
            const std::string range = stimulus.set_text != nullptr
                                          ? "a text"
                                          : fmt::format("{} to {}", stimulus.least, stimulus.most);
            fmt::print("    stimulus   {:<15} {}: {}\n", stimulus.name, range, stimulus.meaning);
        }
    }
}

void print_board(const BoardFile& board) {
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
    for (const BoardFile::Pin& pin : board.pins) {
        fmt::print("  pin          {:<12} GPIO{:<3}{}\n", pin.name, pin.gpio,
                   pin.number ? fmt::format("number {}", *pin.number) : "");
    }
    print_parts(board);
    fmt::print("  from         {}\n", board.path);
}

} // namespace

Command::Action set_up_boards(CLI::App& app) {
    const auto name = std::make_shared<std::string>();
    app.add_option("board", *name, "Name, alias, or path of a board.yaml; all boards without it");
    return [name] {
        if (name->empty()) {
            print_list();
        } else {
            print_board(sim::machine::find_board(*name, sim::machine::board_folders()));
        }
        return ExitCode::Success;
    };
}

} // namespace cli
