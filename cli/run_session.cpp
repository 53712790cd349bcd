#include "cli/run_session.h"

#include "cli/picture.h"
#include "cli/stats.h"
#include "cli/warn.h"

#include "sim/core/error.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace cli {

using namespace sim;
using core::Error;

namespace {

// A run that nobody can end by hand does not go on for ever.
constexpr core::Time default_timeout = 30 * core::ps_per_s;

volatile std::sig_atomic_t interrupted = 0;

// A process gives its parent the low byte only; a code that has none there is a failure still.
ExitCode exit_code_of(std::uint32_t code) {
    const std::uint32_t low = code & 0xff;
    return code != 0 && low == 0 ? ExitCode::GuestFailed : static_cast<ExitCode>(low);
}

} // namespace

RunSession::RunSession(RunOptions options) : options_(std::move(options)) {
    simulation_.diagnostics().set_observer(
        [this](const auto& key, const auto& entry) { print_diagnostic(key, entry); });
    if (options_.lockstep) {
        simulation_.set_quantum(1);
    }
    machine_ = std::make_unique<MachineRun>(simulation_, options_.machine);
    machine_->attach_consoles(loop_);
    start_recording();
    const auto finisher = [this](ExitCode code, const std::string& why) { finish(code, why); };
    machine_->watch(options_.expect_texts, options_.fail_texts, finisher);
    machine_->start_scripts(finisher);
    start_gdb();
    loop_.add_poller([] { return interrupted != 0; });
    end_ = std::min({end_, options_.until, options_.timeout});
    if (end_ == core::never && !loop_.interactive() && !gdb_) {
        options_.timeout = end_ = default_timeout;
    }
}

RunSession::~RunSession() = default;

void RunSession::start_recording() {
    const std::string hash = machine_->image_hash();
    const std::string& board = machine_->board().file().name;
    if (!options_.replay.empty()) {
        const host::InputLog log = host::read_input_log(options_.replay);
        if (log.board != board || log.image_hash != hash) {
            throw Error(fmt::format("{}: was recorded with another image or board ({}, image {}; this is {}, "
                                    "image {})",
                                    options_.replay, log.board, log.image_hash, board, hash));
        }
        machine_->consoles().replay(log);
        end_ = log.end;
    }
    if (!options_.record.empty()) {
        recording_ = std::make_unique<host::InputLogWriter>(options_.record, board, hash);
        machine_->consoles().record_to(recording_.get());
    }
}

void RunSession::start_gdb() {
    if (!options_.gdb_port) {
        return;
    }
    machine::Chip& chip = machine_->board().chip();
    std::vector<debug::GdbFlash> flash;
    for (const machine::Chip::Store& store : chip.flash()) {
        flash.push_back({store.base, store.memory, store.sector_bytes});
    }
    gdb_ = std::make_unique<debug::GdbServer>(simulation_, chip, std::move(flash), *options_.gdb_port);
    warn(fmt::format("GDB: target remote 127.0.0.1:{}", gdb_->port()));
    loop_.add_poller([this] { return gdb_->wants_stop(); });
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
    warn(machine_->with_symbols(fmt::format("{:.6f} s{}: {} {}: {}",
                                            static_cast<double>(entry.first_time) / core::ps_per_s, place,
                                            key.first, key.second, entry.text)));
}

void RunSession::finish(ExitCode code, const std::string& why) {
    if (result_) {
        return;
    }
    result_ = code;
    simulation_.stop({core::StopCause::Request, -1, 0, why});
}

core::Stop RunSession::run_to_stop() {
    const double speed = options_.speed.value_or(loop_.interactive() && options_.replay.empty() ? 1 : 0);
    if (gdb_ && options_.gdb_wait) {
        gdb_->wait_for_client();
        if (gdb_->serve({core::StopCause::Request, 0, 0, {}}) == debug::GdbServer::Next::Kill) {
            return {core::StopCause::Request, -1, 0, {}};
        }
    }
    for (;;) {
        core::Stop stop = loop_.run(end_, speed);
        const bool ended = result_.has_value() || interrupted != 0 || loop_.quit() ||
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
    machine_->board().chip().reset();
    start_vcd();
    const RunClock clock;
    const core::Stop stop = run_to_stop();
    loop_.flush();
    std::fflush(stdout);
    if (recording_) {
        recording_->finish(simulation_.now());
    }
    if (vcd_) {
        vcd_->finish();
    }
    machine_->save_flash_file();
    if (!options_.screenshot.empty()) {
        write_picture(options_.screenshot, machine_->board());
    }
    const ExitCode code = conclude(stop);
    if (!options_.stats.empty()) {
        print_stats(options_.stats == "json", clock.seconds(), simulation_, machine_->board().chip());
    }
    return code;
}

ExitCode RunSession::conclude(const core::Stop& stop) {
    if (!stop.text.empty()) {
        warn(machine_->with_symbols(stop.text));
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
    const std::string waited =
        options_.expect_texts.empty() ? "" : fmt::format(" without '{}'", options_.expect_texts.front());
    if (stop.cause == core::StopCause::None && options_.timeout <= end_) {
        warn(fmt::format("timed out after {} s of simulated time{}",
                         static_cast<double>(end_) / core::ps_per_s, waited));
        return ExitCode::TimeExpired;
    }
    if (!options_.expect_texts.empty() || !options_.machine.exec.empty()) {
        warn(fmt::format("ended at {} s{}", static_cast<double>(simulation_.now()) / core::ps_per_s,
                         options_.expect_texts.empty() ? " before the script did" : waited));
        return ExitCode::GuestFailed;
    }
    return ExitCode::Success;
}

} // namespace cli
