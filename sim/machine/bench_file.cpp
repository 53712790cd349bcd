#include "sim/machine/bench_file.h"

#include "sim/core/error.h"
#include "sim/core/fnv.h"
#include "sim/core/net.h"
#include "sim/machine/board.h"
#include "sim/machine/yaml_reader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace sim::machine {

namespace {

namespace fs = std::filesystem;
using Machine = BenchFile::Machine;

constexpr double farthest_m = 10'000;

/// Names stand before dots, colons and equals signs: "left.GP0", "left: text".
bool is_name(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// A path in the file is one from its folder.
std::string resolve(const std::string& file, const std::string& path) {
    return (fs::path(file).parent_path() / path).string();
}

std::string read_path(const YamlValue& machine, std::string_view key, const std::string& file) {
    return machine.has(key) ? resolve(file, machine.at(key).text()) : std::string();
}

std::string read_board(const YamlValue& value, const std::string& file) {
    const std::string board = value.text();
    const bool is_path = board.find('/') != std::string::npos || fs::path(board).extension() == ".yaml" ||
                         fs::path(board).extension() == ".json";
    return is_path ? resolve(file, board) : board;
}

std::string read_console(const YamlValue& value, const std::string& file) {
    constexpr std::string_view to_file = "=file:";
    std::string console = value.text();
    if (const std::size_t at = console.find(to_file); at != std::string::npos) {
        const std::size_t path = at + to_file.size();
        console.replace(path, std::string::npos, resolve(file, console.substr(path)));
    }
    return console;
}

core::Position read_position(const YamlValue& value) {
    const std::vector<YamlValue> items = value.items();
    if (items.size() != 2 && items.size() != 3) {
        value.fail("two or three numbers of metres are wanted here: [x, y] or [x, y, z]");
    }
    std::int32_t mm[3] = {};
    for (std::size_t i = 0; i < items.size(); ++i) {
        mm[i] = static_cast<std::int32_t>(items[i].decimal(-farthest_m, farthest_m) * 1000);
    }
    return {mm[0], mm[1], mm[2]};
}

/// Boards that nobody gave a seed have different ones, and keep theirs when others come and go.
std::uint64_t seed_of(std::string_view name) {
    core::Fnv hash;
    hash.add(name);
    return hash.value();
}

Machine read_machine(const std::string& name, const YamlValue& value, const std::string& file) {
    if (!is_name(name)) {
        value.fail(fmt::format("'{}' is no name for a machine; letters, digits, _ and - make one", name));
    }
    value.check_keys(
        {"board", "image", "main", "script", "boot_rom", "flash", "console", "pty_link", "seed", "at_m"});
    Machine machine;
    machine.name = name;
    machine.place = value.place();
    machine.image = resolve(file, value.at("image").text());
    machine.board = value.has("board") ? read_board(value.at("board"), file) : std::string();
    machine.main_py = read_path(value, "main", file);
    machine.script = read_path(value, "script", file);
    machine.boot_rom = read_path(value, "boot_rom", file);
    machine.flash = read_path(value, "flash", file);
    machine.pty_link = read_path(value, "pty_link", file);
    if (value.has("console")) {
        const YamlValue consoles = value.at("console");
        for (const YamlValue& console : consoles.is_list() ? consoles.items() : std::vector{consoles}) {
            machine.consoles.push_back(read_console(console, file));
        }
    }
    machine.seed = value.has("seed") ? value.at("seed").number(0, std::numeric_limits<std::uint64_t>::max())
                                     : seed_of(name);
    if (value.has("at_m")) {
        machine.position = read_position(value.at("at_m"));
    }
    return machine;
}

std::string names_of(const std::vector<Machine>& machines) {
    std::string names;
    for (const Machine& machine : machines) {
        names += (names.empty() ? "" : ", ") + machine.name;
    }
    return names;
}

/// "left.GP0".
BenchFile::Pin read_pin(const YamlValue& value, const std::vector<Machine>& machines) {
    const std::string text = value.text();
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos || dot + 1 == text.size()) {
        value.fail(fmt::format("MACHINE.PIN is wanted here, not '{}'", text));
    }
    const std::string name = text.substr(0, dot);
    if (std::none_of(machines.begin(), machines.end(),
                     [&name](const Machine& machine) { return machine.name == name; })) {
        value.fail(fmt::format("there is no machine '{}'; there are: {}", name, names_of(machines)));
    }
    return {name, text.substr(dot + 1), value.place()};
}

BenchFile::Wire read_wire(const YamlValue& value, const std::vector<Machine>& machines) {
    BenchFile::Wire wire;
    for (const YamlValue& pin : value.items()) {
        wire.push_back(read_pin(pin, machines));
    }
    if (wire.size() < 2) {
        value.fail("a wire joins two pins at least: [left.GP0, right.GP1]");
    }
    return wire;
}

bool before(const BenchFile::Pin& a, const BenchFile::Pin& b) {
    return std::tie(a.machine, a.pin) < std::tie(b.machine, b.pin);
}

/// What two machines cannot share.
void check_own(const YamlValue& machines, const std::vector<Machine>& all, std::string Machine::*path,
               std::string_view key) {
    std::map<std::string, std::string> owners;
    for (const Machine& machine : all) {
        if ((machine.*path).empty()) {
            continue;
        }
        const auto [owner, is_new] = owners.emplace(machine.*path, machine.name);
        if (!is_new) {
            machines.at(machine.name)
                .at(key)
                .fail(fmt::format("'{}' is that of the machine '{}' already; each needs its own",
                                  machine.*path, owner->second));
        }
    }
}

} // namespace

BenchFile parse_bench_file(const std::string& text, const std::string& path) {
    const YamlValue file = YamlValue::parse(text, path);
    file.check_keys({"machines", "wires", "fail_on"});
    BenchFile bench;
    bench.path = path;
    const YamlValue machines = file.at("machines");
    for (const auto& [name, value] : machines.entries()) {
        bench.machines.push_back(read_machine(name, value, path));
    }
    if (bench.machines.empty()) {
        machines.fail("one machine at least is wanted here");
    }
    std::sort(bench.machines.begin(), bench.machines.end(),
              [](const Machine& a, const Machine& b) { return a.name < b.name; });
    check_own(machines, bench.machines, &Machine::flash, "flash");
    check_own(machines, bench.machines, &Machine::pty_link, "pty_link");
    if (file.has("wires")) {
        for (const YamlValue& value : file.at("wires").items()) {
            bench.wires.push_back(read_wire(value, bench.machines));
        }
    }
    if (file.has("fail_on")) {
        const YamlValue ids = file.at("fail_on");
        bench.fail_on_place = ids.place();
        for (const YamlValue& id : ids.is_list() ? ids.items() : std::vector{ids}) {
            bench.fail_on.push_back(id.text());
        }
    }
    for (BenchFile::Wire& wire : bench.wires) {
        std::sort(wire.begin(), wire.end(), before);
    }
    std::sort(bench.wires.begin(), bench.wires.end(),
              [](const auto& a, const auto& b) { return before(a.front(), b.front()); });
    return bench;
}

BenchFile load_bench_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || fs::is_directory(path)) {
        throw core::Error(fmt::format("{}: cannot be read; check the path", path));
    }
    return parse_bench_file({std::istreambuf_iterator<char>(file), {}}, path);
}

void connect_wires(const BenchFile& bench, const std::map<std::string, Board*>& boards) {
    std::map<const core::Net*, std::string> wired;
    for (const BenchFile::Wire& wire : bench.wires) {
        core::Net* first = nullptr;
        for (const BenchFile::Pin& pin : wire) {
            Board& board = *boards.at(pin.machine);
            const BoardFile::Pin* const known = board.file().find_pin(pin.pin);
            if (known == nullptr) {
                std::string names;
                for (const BoardFile::Pin& other : board.file().pins) {
                    names += (names.empty() ? "" : ", ") + other.name;
                }
                throw core::Error(fmt::format("{}: '{}', a {}, has no pin '{}'; it has: {}", pin.place,
                                              pin.machine, board.file().name, pin.pin, names));
            }
            core::Net& net = board.chip().pin(known->gpio);
            const auto [earlier, is_new] = wired.emplace(&net, pin.pin);
            if (!is_new) {
                throw core::Error(
                    fmt::format("{}: '{}.{}' has a wire already{}; put all pins of a wire into one list",
                                pin.place, pin.machine, pin.pin,
                                earlier->second == pin.pin ? "" : fmt::format(", as '{}'", earlier->second)));
            }
            if (first == nullptr) {
                first = &net;
            } else {
                first->join(net);
            }
        }
    }
}

} // namespace sim::machine
