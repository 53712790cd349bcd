#include "sim/machine/board_file.h"

#include "sim/core/error.h"
#include "sim/machine/board_parts.h"
#include "sim/machine/board_wiring.h"
#include "sim/machine/wokwi_diagram.h"
#include "sim/machine/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sim::machine {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "board.yaml";

// What a board file may say of a board with this chip.
struct ChipRules {
    std::string_view name;
    ChipPins pins;
    std::uint32_t own_flash; // bytes; 0: it runs from a part on the board
    std::uint32_t flash_base;
    std::uint64_t lowest_crystal_hz;
    std::uint64_t highest_crystal_hz;
    std::string_view consoles; // separated by blanks
};
constexpr ChipRules chips[] = {
  // RP2040 datasheet, "Crystal Oscillator": 1 to 15 MHz.
    {"rp2040",   {29, true},  0,         0x10000000, 1'000'000,  15'000'000, "uart0 uart1 usb"},
 // nRF51822 product specification: crystals of 16 and 32 MHz, variant QFAA.
    {"nrf51822", {31, false}, 256 << 10, 0,          16'000'000, 32'000'000, "uart0"          },
};

// The flash parts that peripherals/devices/w25q models.
struct FlashPart {
    std::string_view name;
    std::uint32_t size;
};
constexpr FlashPart flash_parts[] = {
    {"w25q16jv",  2 << 20 },
    {"w25q32jv",  4 << 20 },
    {"w25q64jv",  8 << 20 },
    {"w25q128jv", 16 << 20},
};
constexpr std::uint64_t largest_flash = 16 << 20; // what an RP2040 addresses

constexpr std::uint64_t highest_baud = 7'812'500; // 125 MHz / 16
constexpr std::uint64_t largest_burst = 1 << 16;
constexpr unsigned highest_pin_number = 200;

const ChipRules& read_chip(const YamlValue& value) {
    std::string names;
    for (const ChipRules& chip : chips) {
        if (chip.name == value.text()) {
            return chip;
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", chip.name);
    }
    value.fail(fmt::format("chip '{}' is not modelled; known: {}", value.text(), names));
}

unsigned read_gpio(const YamlValue& value, const ChipRules& chip) {
    return static_cast<unsigned>(value.number(0, chip.pins.highest_gpio));
}

bool has_console(const ChipRules& chip, const std::string& name) {
    return (" " + std::string(chip.consoles) + " ").find(" " + name + " ") != std::string::npos;
}

BoardFile::Flash read_flash(const YamlValue& value) {
    value.check_keys({"part", "size"});
    BoardFile::Flash flash{value.at("part").text(),
                           static_cast<std::uint32_t>(value.at("size").bytes(1, largest_flash))};
    std::string names;
    for (const FlashPart& part : flash_parts) {
        if (part.name == flash.part && part.size == flash.size) {
            return flash;
        }
        if (part.name == flash.part) {
            value.at("size").fail(fmt::format("a {} holds {} MiB", part.name, part.size >> 20));
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", part.name);
    }
    value.at("part").fail(fmt::format("flash part '{}' is not modelled; known: {}", flash.part, names));
}

BoardFile::Led read_led(const std::string& name, const YamlValue& value, const ChipRules& chip) {
    value.check_keys({"gpio", "active_low", "at_mm", "colour"});
    BoardFile::Led led;
    led.name = name;
    led.gpio = read_gpio(value.at("gpio"), chip);
    led.active_low = value.has("active_low") && value.at("active_low").boolean();
    if (value.has("at_mm")) {
        led.at = read_place(value.at("at_mm"));
    }
    if (value.has("colour")) {
        led.colour = read_colour(value.at("colour"));
    }
    return led;
}

BoardFile::Console read_console(const std::string& name, const YamlValue& value, const ChipRules& chip) {
    BoardFile::Console console;
    console.name = name;
    console.place = value.place();
    if (!has_console(chip, name)) {
        value.fail(fmt::format("unknown console '{}'; the chip {} has: {}", name, chip.name, chip.consoles));
    }
    if (name == "usb") {
        value.check_keys({});
        return console;
    }
    value.check_keys({"tx", "rx", "baud", "burst"});
    console.tx_gpio = read_gpio(value.at("tx"), chip);
    console.rx_gpio = read_gpio(value.at("rx"), chip);
    if (value.has("baud")) {
        console.baud = static_cast<unsigned>(value.at("baud").number(1, highest_baud));
    }
    if (value.has("burst")) {
        console.burst = static_cast<unsigned>(value.at("burst").number(1, largest_burst));
    }
    return console;
}

BoardFile::Pin read_pin(const std::string& name, const YamlValue& value, const ChipRules& chip) {
    value.check_keys({"gpio", "number"});
    BoardFile::Pin pin{name, read_gpio(value.at("gpio"), chip), std::nullopt, value.place()};
    if (value.has("number")) {
        pin.number = static_cast<unsigned>(value.at("number").number(1, highest_pin_number));
    }
    return pin;
}

// The length of a program has 16 bits.
constexpr std::uint64_t largest_script_area = 0xffff + image::script_head_bytes;

image::ScriptArea read_script_area(const YamlValue& value, const ChipRules& chip, std::uint32_t flash_bytes) {
    value.check_keys({"address", "size"});
    const std::uint64_t end = std::uint64_t{chip.flash_base} + flash_bytes;
    image::ScriptArea area;
    area.address = static_cast<std::uint32_t>(value.at("address").number(chip.flash_base, end - 1));
    area.size = static_cast<std::uint32_t>(value.at("size").bytes(
        image::script_head_bytes + 1, std::min(largest_script_area, end - area.address)));
    return area;
}

BoardFile::Picture read_picture(const YamlValue& value) {
    value.check_keys({"size_mm", "colour"});
    const BoardFile::Place size = read_place(value.at("size_mm"));
    BoardFile::Picture picture{.width_mm = size.x_mm, .height_mm = size.y_mm};
    if (picture.width_mm < 1 || picture.height_mm < 1) {
        value.at("size_mm").fail("a board has one millimetre at least");
    }
    if (value.has("colour")) {
        picture.colour = read_colour(value.at("colour"));
    }
    return picture;
}

// "a/b:c" gives a/b and c.
std::vector<std::string> split_paths(std::string_view list) {
    std::vector<std::string> paths;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(':'), list.size());
        if (end != 0) {
            paths.emplace_back(list.substr(0, end));
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return paths;
}

} // namespace

std::string read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw core::Error(fmt::format("{}: cannot be opened; check the path", path));
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

const BoardFile::Pin* BoardFile::find_pin(std::string_view pin_name) const {
    const auto found =
        std::find_if(pins.begin(), pins.end(), [pin_name](const Pin& pin) { return pin.name == pin_name; });
    return found == pins.end() ? nullptr : &*found;
}

bool BoardFile::is_called(std::string_view wanted) const {
    return name == wanted || std::find(aliases.begin(), aliases.end(), wanted) != aliases.end();
}

BoardFile parse_board_file(const std::string& text, const std::string& path) {
    const YamlValue file = YamlValue::parse(text, path);
    file.check_keys({"name", "title", "aliases", "chip", "flash", "crystal_hz", "appended_script", "leds",
                     "consoles", "pins", "parts", "picture"});
    BoardFile board;
    board.path = path;
    board.name = file.at("name").text();
    board.title = file.at("title").text();
    if (file.has("aliases")) {
        for (const YamlValue& alias : file.at("aliases").items()) {
            board.aliases.push_back(alias.text());
        }
    }
    const ChipRules& chip = read_chip(file.at("chip"));
    board.chip = chip.name;
    if (chip.own_flash == 0) {
        board.flash = read_flash(file.at("flash"));
    } else if (file.has("flash")) {
        file.at("flash").fail(fmt::format("the flash of {} is in the chip; leave this out", chip.name));
    } else {
        board.flash = {"in the chip", chip.own_flash};
    }
    board.crystal_hz = static_cast<std::uint32_t>(
        file.at("crystal_hz").number(chip.lowest_crystal_hz, chip.highest_crystal_hz));
    if (file.has("appended_script")) {
        board.script_area = read_script_area(file.at("appended_script"), chip, board.flash.size);
    }
    if (file.has("leds")) {
        for (const auto& [name, value] : file.at("leds").entries()) {
            board.leds.push_back(read_led(name, value, chip));
        }
    }
    for (const auto& [name, value] : file.at("consoles").entries()) {
        board.consoles.push_back(read_console(name, value, chip));
    }
    for (const auto& [name, value] : file.at("pins").entries()) {
        board.pins.push_back(read_pin(name, value, chip));
    }
    for (const BoardFile::Led& led : board.leds) {
        if (board.find_pin(led.name) != nullptr) {
            file.at("leds").at(led.name).fail(fmt::format("'{}' is the name of a pin already", led.name));
        }
        board.pins.push_back({led.name, led.gpio, std::nullopt, file.at("leds").at(led.name).place()});
    }
    if (file.has("parts")) {
        ChipPins pins = chip.pins;
        pins.named = &board.pins;
        for (const auto& [name, value] : file.at("parts").entries()) {
            board.parts.push_back(read_part(name, value, pins));
        }
    }
    if (file.has("picture")) {
        board.picture = read_picture(file.at("picture"));
    }
    check_wiring(board);
    return board;
}

BoardFile load_board_file(const std::string& path) {
    return parse_board_file(read_text_file(path), path);
}

std::vector<std::string> board_folders() {
    std::vector<std::string> folders;
    if (const char* listed = std::getenv("TERRARIUM_BOARDS")) {
        folders = split_paths(listed);
    }
    folders.emplace_back(TERRARIUM_SOURCE_DIR "/boards");
    // build/PRESET/bin/terrarium of a tree that was moved after it was built.
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path beside = program.parent_path().parent_path().parent_path().parent_path() / "boards";
    if (!error && beside != fs::path(folders.back())) {
        folders.push_back(beside);
    }
    return folders;
}

namespace {

// Adds the boards of a folder whose names are not there yet.
void add_boards(const std::string& folder, std::vector<BoardFile>& boards) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const fs::path file = entry.path() / file_name;
        if (!fs::is_regular_file(file, error)) {
            continue;
        }
        BoardFile board = load_board_file(file);
        const bool known = std::any_of(boards.begin(), boards.end(),
                                       [&board](const BoardFile& other) { return other.name == board.name; });
        if (!known) {
            boards.push_back(std::move(board));
        }
    }
}

void sort_by_name(std::vector<BoardFile>& boards) {
    std::sort(boards.begin(), boards.end(),
              [](const BoardFile& a, const BoardFile& b) { return a.name < b.name; });
}

} // namespace

std::vector<BoardFile> list_boards(const std::vector<std::string>& folders) {
    std::vector<BoardFile> boards;
    for (const std::string& folder : folders) {
        add_boards(folder, boards);
    }
    sort_by_name(boards);
    return boards;
}

std::optional<BoardFile> find_called(std::string_view name, const std::vector<std::string>& folders) {
    if (name.empty()) {
        return std::nullopt;
    }
    std::vector<BoardFile> boards;
    for (const std::string& folder : folders) {
        // Most are in a folder of their name: the others need not be read then.
        std::error_code error;
        const fs::path file = fs::path(folder) / name / file_name;
        if (name.find('/') == std::string_view::npos && fs::is_regular_file(file, error)) {
            if (BoardFile board = load_board_file(file); board.name == name) {
                return board;
            }
        }
        add_boards(folder, boards);
        for (BoardFile& board : boards) {
            if (board.name == name) {
                return std::move(board);
            }
        }
    }
    sort_by_name(boards);
    for (BoardFile& board : boards) {
        if (board.is_called(name)) {
            return std::move(board);
        }
    }
    return std::nullopt;
}

BoardFile find_board(std::string_view name_or_path, const std::vector<std::string>& folders) {
    const fs::path path(name_or_path);
    const bool is_diagram = path.extension() == fs::path(wokwi_file_name).extension();
    const bool is_path =
        name_or_path.find('/') != std::string_view::npos || path.extension() == ".yaml" || is_diagram;
    if (!is_path) {
        if (std::optional<BoardFile> board = find_called(name_or_path, folders)) {
            return std::move(*board);
        }
    }
    std::error_code error;
    if (fs::is_regular_file(path / file_name, error)) {
        return load_board_file(path / file_name);
    }
    if (fs::is_regular_file(path / wokwi_file_name, error)) {
        return load_wokwi_diagram(path / wokwi_file_name, folders);
    }
    if (is_diagram) {
        return load_wokwi_diagram(path, folders);
    }
    if (is_path) {
        return load_board_file(path);
    }
    std::string names;
    for (const BoardFile& board : list_boards(folders)) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", board.name);
    }
    throw core::Error(
        fmt::format("no board is called '{}'; there are: {}. More come from the folders in TERRARIUM_BOARDS, "
                    "or give the path of a board.yaml",
                    name_or_path, names.empty() ? "none" : names));
}

} // namespace sim::machine
