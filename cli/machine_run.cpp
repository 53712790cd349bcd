#include "cli/machine_run.h"

#include "cli/warn.h"

#include "sim/core/error.h"
#include "sim/core/fnv.h"
#include "sim/host/python_pieces.h"
#include "sim/image/appended_script.h"
#include "sim/image/binary_info.h"
#include "sim/image/load.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace cli {

using namespace sim;
using core::Error;

namespace {

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) {
        throw Error(fmt::format("{}: cannot be read", path));
    }
    return bytes;
}

std::string read_text(const std::string& path) {
    const std::vector<std::uint8_t> bytes = read_file(path);
    return {bytes.begin(), bytes.end()};
}

std::vector<std::uint8_t> read_boot_rom(const MachineOptions& options, const machine::ChipKind& chip) {
    const std::string& path = options.boot_rom;
    if (path.empty()) {
        return {};
    }
    if (chip.boot_rom_bytes == 0) {
        throw Error(fmt::format("{} {}: the {} has no boot ROM",
                                options.option(options.name.empty() ? "bootrom" : "boot_rom"), path,
                                chip.name));
    }
    std::vector<std::uint8_t> bytes = read_file(path);
    if (bytes.size() != chip.boot_rom_bytes) {
        throw Error(fmt::format("{}: the boot ROM of the {} has {} bytes, this file {}", path, chip.name,
                                chip.boot_rom_bytes, bytes.size()));
    }
    return bytes;
}

void append_script(image::Image& image, const machine::BoardFile& board, const MachineOptions& options) {
    const std::string& path = options.script;
    if (!board.script_area) {
        throw Error(fmt::format("{} {}: what runs on {} takes no program that is appended to it; {} instead, "
                                "which copies it to the "
                                "board as main.py",
                                options.option("script"), path, board.name,
                                options.name.empty() ? fmt::format("give {} behind the image", path)
                                                     : "write main:"));
    }
    image::append_script(image, *board.script_area, path, read_file(path));
}

} // namespace

MachineRun::MachineRun(core::Simulation& simulation, MachineOptions options)
    : simulation_(simulation), options_(std::move(options)) {
    load_image();
    make_consoles();
}

// What an earlier run left in the chip. The image is put over it, as flashing a board leaves its files alone.
void MachineRun::load_flash_file() {
    if (options_.flash.empty() || !std::filesystem::exists(options_.flash)) {
        return;
    }
    const std::vector<std::uint8_t> content = read_file(options_.flash);
    const std::vector<machine::Chip::Store> stores = board_->chip().flash();
    std::size_t size = 0;
    for (const machine::Chip::Store& store : stores) {
        size += store.memory->size();
    }
    if (content.size() != size) {
        throw Error(fmt::format("{}: has {} bytes, but the flash of {} has {}; name another file with {}",
                                options_.flash, content.size(), board_->file().name, size,
                                options_.option("flash")));
    }
    std::span<const std::uint8_t> rest = content;
    for (const machine::Chip::Store& store : stores) {
        store.memory->load(0, rest.first(store.memory->size()));
        rest = rest.subspan(store.memory->size());
    }
}

// A new file takes the place of the old one only when it is whole.
void MachineRun::save_flash_file() {
    if (options_.flash.empty()) {
        return;
    }
    const std::string whole = options_.flash + ".new";
    std::ofstream stream(whole, std::ios::binary);
    for (const machine::Chip::Store& store : board_->chip().flash()) {
        const auto content = store.memory->bytes();
        stream.write(reinterpret_cast<const char*>(content.data()),
                     static_cast<std::streamsize>(content.size()));
    }
    stream.close();
    std::error_code error;
    if (stream) {
        std::filesystem::rename(whole, options_.flash, error);
    }
    if (!stream || error) {
        throw Error(
            fmt::format("{}: cannot be written; the flash's content of this run is lost unless {} is there",
                        options_.flash, whole));
    }
}

void MachineRun::load_image() {
    image_ = image::load_image(options_.image);
    const image::BinaryInfo info = image::read_binary_info(image_);
    const std::vector<std::string> folders = machine::board_folders();
    const std::string default_board(machine::likely_chip(image_).default_board);
    std::optional<machine::BoardFile> inferred;
    if (options_.board.empty()) {
        inferred = machine::find_called(info.pico_board, folders);
        if (!inferred && !info.pico_board.empty()) {
            warn(options_.named(
                fmt::format("the image is for a board '{}', which is not described here; {} is taken ({})",
                            info.pico_board, default_board, options_.option("board"))));
        }
    }
    machine::BoardFile file =
        inferred ? std::move(*inferred)
                 : machine::find_board(options_.board.empty() ? default_board : options_.board, folders);
    for (const std::string& warning : file.warnings) {
        warn(options_.named(warning));
    }
    const machine::ChipKind& chip = machine::chip_kind(file);
    if (!options_.script.empty()) {
        append_script(image_, file, options_);
    }
    for (const std::string& warning : image::warnings_of(chip.find_problems(image_, info, file.flash.size))) {
        warn(options_.named(warning));
    }
    machine::ChipOptions chip_options{options_.name, read_boot_rom(options_, chip), options_.seed};
    board_ = std::make_unique<machine::Board>(simulation_, std::move(file), chip_options);
    load_flash_file();
    board_->chip().load(image_);
}

std::string MachineRun::image_hash() const {
    core::Fnv hash;
    for (const image::Segment& segment : image_.segments) {
        for (const std::uint8_t byte : segment.bytes) {
            hash.add(std::uint64_t{byte});
        }
        hash.add(std::uint64_t{segment.address});
    }
    return fmt::format("{:016x}", hash.value());
}

std::vector<core::ConsolePort*> MachineRun::console_ports() {
    std::vector<core::ConsolePort*> ports = board_->consoles();
    if (usb_host_) {
        const std::vector<core::ConsolePort*> serial = usb_host_->consoles();
        ports.insert(ports.begin(), serial.begin(), serial.end());
    }
    return ports;
}

void MachineRun::make_consoles() {
    const auto& wired = board_->file().consoles;
    if (std::any_of(wired.begin(), wired.end(), [](const auto& console) { return console.name == "usb"; })) {
        usb_host_ = std::make_unique<host::UsbHost>(board_->chip(), "usb_host", *board_->chip().usb());
    }
    std::vector<core::ConsolePort*> ports = console_ports();
    if (options_.consoles.empty()) {
        // The board's first one; a script goes to the prompt, which is on USB where there is one.
        const bool has_script =
            !options_.exec.empty() || !options_.main_py.empty() || !options_.copies.empty();
        options_.consoles.push_back(wired.empty() || (has_script && usb_host_) ? ports.front()->console_name()
                                                                               : wired.front().name);
    }
    // A port that nobody asked for stays unplugged: an adapter would drive a pin of the chip.
    std::erase_if(ports, [this](const core::ConsolePort* port) {
        return std::none_of(options_.consoles.begin(), options_.consoles.end(),
                            [port](const std::string& wish) {
                                return wish.substr(0, wish.find('=')) == port->console_name();
                            });
    });
    consoles_ = std::make_unique<host::Consoles>(board_->chip(), ports);
}

void MachineRun::attach_consoles(host::HostLoop& loop, host::LineMerger* merger) {
    for (const std::string& wish : options_.consoles) {
        const std::string name = wish.substr(0, wish.find('='));
        const std::string usual = merger == nullptr ? "terminal" : "lines";
        const std::string kind = wish.size() > name.size() ? wish.substr(name.size() + 1) : usual;
        const std::size_t console = consoles_->find(name);
        if (console == consoles_->size()) {
            std::string names;
            for (const core::ConsolePort* port : console_ports()) {
                names += " " + port->console_name();
            }
            throw Error(fmt::format("{} {}: the board {} has the consoles{}", options_.option("console"),
                                    wish, board_->file().name, names));
        }
        const bool terminal = kind == "terminal" || (merger != nullptr && kind == "lines");
        std::unique_ptr<host::Endpoint> endpoint =
            terminal ? make_terminal(name, kind == "terminal", merger) : make_endpoint(kind, wish);
        const std::string description = endpoint ? endpoint->description() : "";
        if (!description.empty()) {
            warn(options_.named(fmt::format("{}: {}", name, description)));
        }
        if (endpoint) {
            loop.attach(*consoles_, console, std::move(endpoint));
        }
    }
}

std::unique_ptr<host::Endpoint> MachineRun::make_terminal(const std::string& console, bool keyboard,
                                                          host::LineMerger* merger) {
    if (merger == nullptr) {
        // What a script prints has standard output for itself.
        return options_.exec.empty() ? host::make_terminal() : nullptr;
    }
    const std::string label = options_.consoles.size() == 1 ? options_.name : options_.name + "." + console;
    return host::make_merged(*merger, simulation_, label, keyboard ? host::make_terminal() : nullptr);
}

std::unique_ptr<host::Endpoint> MachineRun::make_endpoint(const std::string& kind, const std::string& wish) {
    if (kind == "none") {
        return nullptr;
    }
    if (kind == "pty") {
        return host::make_pty(std::exchange(options_.pty_link, ""));
    }
    if (kind.starts_with("file:")) {
        return host::make_file(kind.substr(5));
    }
    if (kind.starts_with("tcp:")) {
        std::uint16_t port = 0;
        const char* const last = kind.data() + kind.size();
        const auto [end, error] = std::from_chars(kind.data() + 4, last, port);
        if (error == std::errc() && end == last) {
            return host::make_tcp(port);
        }
    }
    throw Error(
        fmt::format("{} {}: write NAME=terminal, {}NAME=pty, NAME=tcp:PORT, NAME=file:PATH or NAME=none",
                    options_.option("console"), wish, options_.name.empty() ? "" : "NAME=lines, "));
}

void MachineRun::watch(const std::vector<std::string>& expected, const std::vector<std::string>& failing,
                       const Finish& finish) {
    expected_ = TextWatch(expected);
    failing_ = TextWatch(failing);
    for (std::size_t console = 0; console < consoles_->size(); ++console) {
        consoles_->add_listener(console, [this, finish](std::span<const std::uint8_t> bytes) {
            if (const int found = failing_.feed(bytes); found >= 0) {
                finish(ExitCode::GuestFailed,
                       options_.named(fmt::format("'{}' was printed", failing_.text(found))));
            } else if (expected_.feed(bytes) >= 0) {
                finish(ExitCode::Success, {});
            }
        });
    }
}

void MachineRun::start_scripts(Finish finish) {
    std::vector<host::RawRepl::Job> jobs;
    const auto copy = [&jobs](const std::string& from, const std::string& to) {
        const auto more = host::copy_jobs(to, read_text(from));
        jobs.insert(jobs.end(), more.begin(), more.end());
    };
    for (const std::string& pair : options_.copies) {
        const std::size_t colon = pair.rfind(':');
        if (colon == std::string::npos || colon + 1 == pair.size()) {
            throw Error(fmt::format("--cp {}: write SRC:DST, for instance lib.py:/lib.py", pair));
        }
        copy(pair.substr(0, colon), pair.substr(colon + 1));
    }
    if (!options_.main_py.empty()) {
        copy(options_.main_py, "main.py");
    }
    if (!options_.exec.empty()) {
        const std::string source = read_text(options_.exec);
        const std::uint32_t most_bytes = machine::chip_kind(board_->file()).source_bytes;
        for (std::string& piece : host::python_pieces(source, most_bytes != 0 ? most_bytes : source.size())) {
            jobs.push_back({std::move(piece), true});
        }
    }
    if (jobs.empty()) {
        return;
    }
    host::RawRepl::Handlers handlers;
    handlers.output = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
    handlers.traceback = [this](std::string_view text) {
        fmt::print(stderr, "{}", options_.named(std::string(text)));
    };
    handlers.finished = [finish = std::move(finish), ends = !options_.exec.empty()](bool succeeded) {
        if (!succeeded) {
            finish(ExitCode::GuestFailed, {});
        } else if (ends) {
            finish(ExitCode::Success, {});
        }
    };
    const auto ending =
        options_.main_py.empty() ? host::RawRepl::Ending::Prompt : host::RawRepl::Ending::SoftReset;
    repl_ = std::make_unique<host::RawRepl>(*consoles_, 0, std::move(jobs), ending, std::move(handlers));
}

// Puts the symbol behind each address of eight hexadecimal digits.
std::string MachineRun::with_symbols(const std::string& text) const {
    constexpr std::size_t length = 10; // 0x and the digits
    std::string result;
    std::size_t done = 0;
    for (std::size_t at = text.find("0x"); at != std::string::npos; at = text.find("0x", at + 1)) {
        std::uint32_t address = 0;
        const char* const last = text.data() + std::min(at + length, text.size());
        const auto [end, error] = std::from_chars(text.data() + at + 2, last, address, 16);
        const std::string name = image_.describe(address & ~1U);
        if (error == std::errc() && end == text.data() + at + length && !name.empty()) {
            result += text.substr(done, at + length - done) + " <" + name + ">";
            done = at + length;
        }
    }
    return result + text.substr(done);
}

} // namespace cli
