#include "cli/bench.h"

#include "sim/core/error.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace cli {

using sim::core::Error;
using sim::machine::BenchFile;

namespace {

void refuse_options_of_one_machine(const std::string& bench, const RunOptions& options) {
    const MachineOptions& machine = options.machine;
    const struct {
        const char* option;
        bool used;
        const char* instead;
    } rows[] = {
        {"MAIN",       !machine.main_py.empty(),     "write 'main:' into the file"                },
        {"--script",   !machine.script.empty(),      "write 'script:' into the file"              },
        {"--board",    !machine.board.empty(),       "write 'board:' into the file"               },
        {"--bootrom",  !machine.boot_rom.empty(),    "write 'boot_rom:' into the file"            },
        {"--flash",    !machine.flash.empty(),       "write 'flash:' into the file"               },
        {"--pty-link", !machine.pty_link.empty(),    "write 'pty_link:' into the file"            },
        {"--exec",     !machine.exec.empty(),        "run its image alone, or write 'main:'"      },
        {"--cp",       !machine.copies.empty(),      "run its image alone, with --flash"          },
        {"--gdb",      options.gdb_port.has_value(), "GDB debugs one machine: run its image alone"},
    };
    for (const auto& row : rows) {
        if (row.used) {
            throw Error(fmt::format("{}: {} is for one machine, this is a bench; {}", bench, row.option,
                                    row.instead));
        }
    }
}

const BenchFile::Machine* find_machine(const BenchFile& bench, std::string_view name) {
    const auto found = std::find_if(bench.machines.begin(), bench.machines.end(),
                                    [name](const auto& machine) { return machine.name == name; });
    return found == bench.machines.end() ? nullptr : &*found;
}

std::string machine_names(const BenchFile& bench) {
    std::string names;
    for (const BenchFile::Machine& machine : bench.machines) {
        names += (names.empty() ? "" : ", ") + machine.name;
    }
    return names;
}

// Where the part's name begins in [TIME:]PART.
std::size_t part_begin(const std::string& wish) {
    const std::size_t colon = wish.find(':');
    return colon == std::string::npos ? 0 : colon + 1;
}

/// `wishes` are MACHINE.CONSOLE[=KIND] and take the place of what the file says of that machine's consoles.
void set_consoles(const BenchFile& bench, const std::vector<std::string>& wishes,
                  std::vector<MachineOptions>& machines) {
    std::set<std::string> replaced;
    for (const std::string& wish : wishes) {
        const std::size_t dot = wish.find('.');
        const std::string name = wish.substr(0, dot);
        if (dot == std::string::npos || find_machine(bench, name) == nullptr) {
            throw Error(fmt::format("--console {}: write MACHINE.NAME=KIND; the machines of {} are: {}", wish,
                                    bench.path, machine_names(bench)));
        }
        const auto machine = std::find_if(machines.begin(), machines.end(),
                                          [&name](const auto& options) { return options.name == name; });
        if (replaced.insert(name).second) {
            machine->consoles.clear();
        }
        machine->consoles.push_back(wish.substr(dot + 1));
    }
}

void check_keyboard(const BenchFile& bench, const std::vector<MachineOptions>& machines) {
    std::string owner;
    for (const MachineOptions& machine : machines) {
        for (const std::string& console : machine.consoles) {
            if (!console.ends_with("=terminal")) {
                continue;
            }
            const std::string name = machine.name + "." + console.substr(0, console.find('='));
            if (!owner.empty()) {
                throw Error(
                    fmt::format("{}: {} and {} are both to be this terminal, which has one keyboard; give "
                                "one of them =lines or =pty",
                                bench.path, owner, name));
            }
            owner = name;
        }
    }
}

} // namespace

bool is_bench_file(std::string_view path) {
    return path.ends_with(".yaml") || path.ends_with(".yml");
}

std::vector<MachineOptions> bench_machines(const BenchFile& bench, const RunOptions& options) {
    refuse_options_of_one_machine(bench.path, options);
    std::vector<MachineOptions> machines;
    for (const BenchFile::Machine& machine : bench.machines) {
        MachineOptions made;
        made.name = machine.name;
        made.board = machine.board;
        made.image = machine.image;
        made.main_py = machine.main_py;
        made.script = machine.script;
        made.boot_rom = machine.boot_rom;
        made.flash = machine.flash;
        made.consoles = machine.consoles;
        made.pty_link = machine.pty_link;
        made.seed = machine.seed;
        machines.push_back(std::move(made));
    }
    set_consoles(bench, options.machine.consoles, machines);
    check_keyboard(bench, machines);
    return machines;
}

std::vector<std::string> texts_for(std::string_view machine, const BenchFile& bench,
                                   const std::vector<std::string>& texts) {
    std::vector<std::string> result;
    for (const std::string& text : texts) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const BenchFile::Machine* const named = find_machine(bench, text.substr(0, colon));
        if (named == nullptr || colon == text.size()) {
            result.push_back(text);
        } else if (named->name == machine) {
            result.push_back(text.substr(colon + 1));
        }
    }
    return result;
}

void check_part_wishes(const BenchFile& bench, const std::vector<std::string>& wishes,
                       std::string_view option) {
    for (const std::string& wish : wishes) {
        const std::size_t begin = part_begin(wish);
        if (!bench.machines.empty() &&
            find_machine(bench, wish.substr(begin, wish.find('.', begin) - begin)) == nullptr) {
            throw Error(fmt::format("{}{}: write MACHINE.PART; the machines of {} are: {}", option, wish,
                                    bench.path, machine_names(bench)));
        }
    }
}

std::vector<std::string> part_wishes_for(std::string_view machine, const std::vector<std::string>& wishes) {
    std::vector<std::string> result;
    const std::string prefix = machine.empty() ? "" : std::string(machine) + ".";
    for (std::string wish : wishes) {
        const std::size_t begin = part_begin(wish);
        if (wish.compare(begin, prefix.size(), prefix) == 0) {
            result.push_back(wish.erase(begin, prefix.size()));
        }
    }
    return result;
}

void add_to_hash(const BenchFile& bench, sim::core::Fnv& hash) {
    for (const BenchFile::Machine& machine : bench.machines) {
        const sim::core::Position at = machine.position.value_or(sim::core::Position{});
        hash.add(fmt::format("{} {} {} {} {} {}\n", machine.name, machine.seed, machine.position.has_value(),
                             at.x_mm, at.y_mm, at.z_mm));
    }
    for (const BenchFile::Wire& wire : bench.wires) {
        for (const BenchFile::Pin& pin : wire) {
            hash.add(fmt::format("{}.{} ", pin.machine, pin.pin));
        }
        hash.add("\n");
    }
}

} // namespace cli
