#include "cli/run_session.h"

#include "cli/picture.h"
#include "cli/stats.h"

#include "sim/core/error.h"
#include "sim/image/appended_script.h"
#include "sim/image/binary_info.h"
#include "sim/image/load.h"

#include <algorithm>
#include <charconv>
#include <csignal>
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

// A run that nobody can end by hand does not go on for ever.
constexpr core::Time default_timeout = 30 * core::ps_per_s;

volatile std::sig_atomic_t interrupted = 0;

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

std::vector<std::uint8_t> read_boot_rom(const std::string& path, const machine::ChipKind& chip) {
    if (path.empty()) {
        return {};
    }
    if (chip.boot_rom_bytes == 0) {
        throw Error(fmt::format("--bootrom {}: the {} has no boot ROM", path, chip.name));
    }
    std::vector<std::uint8_t> bytes = read_file(path);
    if (bytes.size() != chip.boot_rom_bytes) {
        throw Error(fmt::format("{}: the boot ROM of the {} has {} bytes, this file {}", path, chip.name,
                                chip.boot_rom_bytes, bytes.size()));
    }
    return bytes;
}

void append_script(image::Image& image, const machine::BoardFile& board, const std::string& path) {
    if (!board.script_area) {
        throw Error(fmt::format(
            "--script {}: what runs on {} takes no program that is appended to it; give {} behind the "
            "image instead, which copies it to the board as main.py",
            path, board.name, path));
    }
    image::append_script(image, *board.script_area, path, read_file(path));
}

std::string image_hash(const image::Image& image) {
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a
    for (const image::Segment& segment : image.segments) {
        for (const std::uint8_t byte : segment.bytes) {
            hash = (hash ^ byte) * 0x100000001b3U;
        }
        hash = (hash ^ segment.address) * 0x100000001b3U;
    }
    return fmt::format("{:016x}", hash);
}

// A process gives its parent the low byte only; a code that has none there is a failure still.
ExitCode exit_code_of(std::uint32_t code) {
    const std::uint32_t low = code & 0xff;
    return code != 0 && low == 0 ? ExitCode::GuestFailed : static_cast<ExitCode>(low);
}

void warn(const std::string& text) {
    fmt::print(stderr, "terrarium: {}\n", text);
}

} // namespace

RunSession::RunSession(RunOptions options)
    : options_(std::move(options)), expected_(options_.expect_texts), failing_(options_.fail_texts) {
    simulation_.diagnostics().set_observer(
        [this](const auto& key, const auto& entry) { print_diagnostic(key, entry); });
    if (options_.lockstep) {
        simulation_.set_quantum(1);
    }
    load_image();
    open_consoles();
    start_recording();
    start_scripts();
    if (options_.gdb_port) {
        std::vector<debug::GdbFlash> flash;
        for (const machine::Chip::Store& store : board_->chip().flash()) {
            flash.push_back({store.base, store.memory, store.sector_bytes});
        }
        gdb_ = std::make_unique<debug::GdbServer>(simulation_, board_->chip(), std::move(flash),
                                                  *options_.gdb_port);
        warn(fmt::format("GDB: target remote 127.0.0.1:{}", gdb_->port()));
        loop_->add_poller([this] { return gdb_->wants_stop(); });
    }
    loop_->add_poller([] { return interrupted != 0; });
    end_ = std::min({end_, options_.until, options_.timeout});
    if (end_ == core::never && !loop_->interactive() && !gdb_) {
        options_.timeout = end_ = default_timeout;
    }
}

RunSession::~RunSession() = default;

// What an earlier run left in the chip. The image is put over it, as flashing a board leaves its files alone.
void RunSession::load_flash_file() {
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
        throw Error(
            fmt::format("{}: has {} bytes, but the flash of {} has {}; name another file with --flash",
                        options_.flash, content.size(), board_->file().name, size));
    }
    std::span<const std::uint8_t> rest = content;
    for (const machine::Chip::Store& store : stores) {
        store.memory->load(0, rest.first(store.memory->size()));
        rest = rest.subspan(store.memory->size());
    }
}

// A new file takes the place of the old one only when it is whole.
void RunSession::save_flash_file() {
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

void RunSession::load_image() {
    image_ = image::load_image(options_.image);
    const image::BinaryInfo info = image::read_binary_info(image_);
    const std::vector<std::string> folders = machine::board_folders();
    const std::string default_board(machine::likely_chip(image_).default_board);
    std::optional<machine::BoardFile> inferred;
    if (options_.board.empty()) {
        inferred = machine::find_called(info.pico_board, folders);
        if (!inferred && !info.pico_board.empty()) {
            warn(fmt::format(
                "the image is for a board '{}', which is not described here; {} is taken (--board)",
                info.pico_board, default_board));
        }
    }
    machine::BoardFile file =
        inferred ? std::move(*inferred)
                 : machine::find_board(options_.board.empty() ? default_board : options_.board, folders);
    const machine::ChipKind& chip = machine::chip_kind(file);
    if (!options_.script.empty()) {
        append_script(image_, file, options_.script);
    }
    for (const std::string& warning : image::warnings_of(chip.find_problems(image_, info, file.flash.size))) {
        warn(warning);
    }
    board_ = std::make_unique<machine::Board>(simulation_, std::move(file),
                                              machine::ChipOptions{read_boot_rom(options_.boot_rom, chip)});
    load_flash_file();
    board_->chip().load(image_);
}

std::vector<core::ConsolePort*> RunSession::console_ports() {
    std::vector<core::ConsolePort*> ports = board_->consoles();
    if (usb_host_) {
        ports.insert(ports.begin(), &usb_host_->serial());
    }
    return ports;
}

void RunSession::open_consoles() {
    const auto& wired = board_->file().consoles;
    if (std::any_of(wired.begin(), wired.end(), [](const auto& console) { return console.name == "usb"; })) {
        usb_host_ = std::make_unique<host::UsbHost>(board_->chip(), "usb_host", *board_->chip().usb());
    }
    std::vector<core::ConsolePort*> ports = console_ports();
    if (options_.consoles.empty()) {
        options_.consoles.push_back(ports.front()->console_name());
    }
    // A port that nobody asked for stays unplugged: an adapter would drive a pin of the chip.
    std::erase_if(ports, [this](const core::ConsolePort* port) {
        return std::none_of(options_.consoles.begin(), options_.consoles.end(),
                            [port](const std::string& wish) {
                                return wish.substr(0, wish.find('=')) == port->console_name();
                            });
    });
    consoles_ = std::make_unique<host::Consoles>(board_->chip(), ports);
    loop_ = std::make_unique<host::HostLoop>(simulation_, *consoles_);
    for (const std::string& wish : options_.consoles) {
        const std::string name = wish.substr(0, wish.find('='));
        const std::string kind = wish.size() > name.size() ? wish.substr(name.size() + 1) : "terminal";
        const std::size_t console = consoles_->find(name);
        if (console == consoles_->size()) {
            std::string names;
            for (const core::ConsolePort* port : console_ports()) {
                names += " " + port->console_name();
            }
            throw Error(fmt::format("--console {}: the board {} has the consoles{}", wish,
                                    board_->file().name, names));
        }
        std::unique_ptr<host::Endpoint> endpoint = make_endpoint(kind, wish);
        const std::string description = endpoint ? endpoint->description() : "";
        if (!description.empty()) {
            warn(fmt::format("{}: {}", name, description));
        }
        if (endpoint) {
            loop_->attach(console, std::move(endpoint));
        }
    }
}

std::unique_ptr<host::Endpoint> RunSession::make_endpoint(const std::string& kind, const std::string& wish) {
    if (kind == "terminal") {
        // What a script prints has standard output for itself.
        return options_.exec.empty() ? host::make_terminal() : nullptr;
    }
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
    throw Error(fmt::format("--console {}: write NAME=terminal, NAME=pty, NAME=tcp:PORT, NAME=file:PATH or "
                            "NAME=none",
                            wish));
}

void RunSession::start_recording() {
    const std::string hash = image_hash(image_);
    const std::string& board = board_->file().name;
    if (!options_.replay.empty()) {
        const host::InputLog log = host::read_input_log(options_.replay);
        if (log.board != board || log.image_hash != hash) {
            throw Error(fmt::format("{}: was recorded with another image or board ({}, image {}; this is {}, "
                                    "image {})",
                                    options_.replay, log.board, log.image_hash, board, hash));
        }
        consoles_->replay(log);
        end_ = log.end;
    }
    if (!options_.record.empty()) {
        recording_ = std::make_unique<host::InputLogWriter>(options_.record, board, hash);
        consoles_->record_to(recording_.get());
    }
}

void RunSession::start_scripts() {
    for (std::size_t console = 0; console < consoles_->size(); ++console) {
        consoles_->add_listener(console, [this](std::span<const std::uint8_t> bytes) {
            if (const int found = failing_.feed(bytes); found >= 0) {
                finish(ExitCode::GuestFailed, fmt::format("'{}' was printed", failing_.text(found)));
            } else if (expected_.feed(bytes) >= 0) {
                finish(ExitCode::Success, {});
            }
        });
    }
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
        jobs.push_back({read_text(options_.exec), true});
    }
    if (jobs.empty()) {
        return;
    }
    host::RawRepl::Handlers handlers;
    handlers.output = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
    handlers.traceback = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
    handlers.finished = [this](bool succeeded) {
        if (!succeeded) {
            finish(ExitCode::GuestFailed, {});
        } else if (!options_.exec.empty()) {
            finish(ExitCode::Success, {});
        }
    };
    const auto ending =
        options_.main_py.empty() ? host::RawRepl::Ending::Prompt : host::RawRepl::Ending::SoftReset;
    repl_ = std::make_unique<host::RawRepl>(*consoles_, 0, std::move(jobs), ending, std::move(handlers));
}

void RunSession::start_vcd() {
    if (options_.vcd.empty()) {
        if (!options_.vcd_nets.empty()) {
            throw Error("--vcd-nets: chooses what --vcd FILE writes");
        }
        return;
    }
    vcd_stream_.open(options_.vcd);
    if (!vcd_stream_) {
        throw Error(fmt::format("--vcd {}: cannot be written", options_.vcd));
    }
    vcd_ = std::make_unique<debug::VcdWriter>(simulation_, vcd_stream_, options_.vcd_nets);
}

void RunSession::print_diagnostic(const core::Diagnostics::Key& key, const core::Diagnostics::Entry& entry) {
    if (key.first == "register.in_reset") {
        return; // boot ROM and pico-sdk do that at every start; --stats counts it
    }
    std::string place;
    if (entry.place.core >= 0) {
        place = fmt::format(", core {} at 0x{:08x}", entry.place.core, entry.place.pc);
    }
    warn(with_symbols(fmt::format("{:.6f} s{}: {} {}: {}",
                                  static_cast<double>(entry.first_time) / core::ps_per_s, place, key.first,
                                  key.second, entry.text)));
}

// Puts the symbol behind each address of eight hexadecimal digits.
std::string RunSession::with_symbols(const std::string& text) const {
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

void RunSession::finish(ExitCode code, const std::string& why) {
    if (result_) {
        return;
    }
    result_ = code;
    simulation_.stop({core::StopCause::Request, -1, 0, why});
}

core::Stop RunSession::run_to_stop() {
    const double speed = options_.speed.value_or(loop_->interactive() && options_.replay.empty() ? 1 : 0);
    if (gdb_ && options_.gdb_wait) {
        gdb_->wait_for_client();
        if (gdb_->serve({core::StopCause::Request, 0, 0, {}}) == debug::GdbServer::Next::Kill) {
            return {core::StopCause::Request, -1, 0, {}};
        }
    }
    for (;;) {
        core::Stop stop = loop_->run(end_, speed);
        const bool ended = result_.has_value() || interrupted != 0 || loop_->quit() ||
                           stop.cause == core::StopCause::None || !gdb_ || !gdb_->attached();
        if (ended || gdb_->serve(stop) == debug::GdbServer::Next::Kill) {
            return stop;
        }
    }
}

ExitCode RunSession::run() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    board_->chip().reset();
    start_vcd();
    const RunClock clock;
    const core::Stop stop = run_to_stop();
    loop_->flush();
    std::fflush(stdout);
    if (recording_) {
        recording_->finish(simulation_.now());
    }
    if (vcd_) {
        vcd_->finish();
    }
    save_flash_file();
    if (!options_.screenshot.empty()) {
        write_picture(options_.screenshot, *board_);
    }
    const ExitCode code = conclude(stop);
    if (!options_.stats.empty()) {
        print_stats(options_.stats == "json", clock.seconds(), simulation_, board_->chip());
    }
    return code;
}

ExitCode RunSession::conclude(const core::Stop& stop) {
    if (!stop.text.empty()) {
        warn(with_symbols(stop.text));
    }
    if (result_) {
        return *result_;
    }
    if (stop.cause == core::StopCause::Exit) {
        return exit_code_of(stop.address);
    }
    if (stop.cause == core::StopCause::Lockup) {
        return ExitCode::GuestFailed;
    }
    const std::string waited = expected_.empty() ? "" : fmt::format(" without '{}'", expected_.text(0));
    if (stop.cause == core::StopCause::None && options_.timeout <= end_) {
        warn(fmt::format("timed out after {} s of simulated time{}",
                         static_cast<double>(end_) / core::ps_per_s, waited));
        return ExitCode::TimeExpired;
    }
    if (!expected_.empty() || !options_.exec.empty()) {
        warn(fmt::format("ended at {} s{}", static_cast<double>(simulation_.now()) / core::ps_per_s,
                         expected_.empty() ? " before the script did" : waited));
        return ExitCode::GuestFailed;
    }
    return ExitCode::Success;
}

} // namespace cli
