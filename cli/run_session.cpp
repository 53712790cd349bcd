#include "cli/run_session.h"

#include "cli/bench.h"
#include "cli/picture.h"
#include "cli/stats.h"
#include "cli/stimuli.h"
#include "cli/warn.h"

#include "sim/core/error.h"
#include "sim/core/fnv.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
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

RunSession::RunSession(RunOptions options)
    : options_(std::move(options)),
      merger_([](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }) {
    simulation_.diagnostics().set_observer(
        [this](const auto& key, const auto& entry) { on_diagnostic(key, entry); });
    fail_on_ = FailOn(options_.fail_on, "--fail-on");
    if (options_.lockstep) {
        simulation_.set_quantum(1);
    }
    if (is_bench_file(options_.machine.image)) {
        make_bench();
    } else {
        machines_.push_back(std::make_unique<MachineRun>(simulation_, options_.machine));
    }
    for (std::size_t i = 0; i < machines_.size(); ++i) {
        for_machine(i, [&] { machines_[i]->attach_consoles(loop_, is_bench() ? &merger_ : nullptr); });
    }
    start_recording();
    for (std::size_t i = 0; i < machines_.size(); ++i) {
        for_machine(i, [&] { watch_and_drive(*machines_[i]); });
    }
    start_world();
    start_gdb();
    loop_.add_poller([] { return interrupted != 0; });
    end_ = std::min({end_, options_.until, options_.timeout});
    if (end_ == core::never && !loop_.interactive() && !gdb_) {
        options_.timeout = end_ = default_timeout;
    }
}

RunSession::~RunSession() = default;

template <class Action> void RunSession::for_machine(std::size_t number, Action action) {
    try {
        action();
    } catch (const Error& error) {
        if (!is_bench()) {
            throw;
        }
        const machine::BenchFile::Machine& described = bench_.machines[number];
        throw Error(fmt::format("{}: {}: {}", described.place, described.name, error.what()));
    }
}

void RunSession::make_bench() {
    bench_ = machine::load_bench_file(options_.machine.image);
    bench_fail_on_ = FailOn(bench_.fail_on, bench_.fail_on_place);
    const std::vector<MachineOptions> all = bench_machines(bench_, options_);
    std::map<std::string, machine::Board*> boards;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for_machine(i, [&] { machines_.push_back(std::make_unique<MachineRun>(simulation_, all[i])); });
        machine::Board& board = machines_.back()->board();
        boards[all[i].name] = &board;
        if (bench_.machines[i].position) {
            simulation_.air().set_position(board.chip(), *bench_.machines[i].position);
        }
    }
    machine::connect_wires(bench_, boards);
}

void RunSession::watch_and_drive(MachineRun& machine) {
    const std::string& name = machine.options().name;
    const auto finisher = [this](ExitCode code, const std::string& why) { finish(code, why); };
    machine.watch(texts_for(name, bench_, options_.expect_texts),
                  texts_for(name, bench_, options_.fail_texts), finisher);
    // What a bench's scripts sent is in its recording.
    if (!is_bench() || options_.replay.empty()) {
        machine.start_scripts(finisher);
    }
}

void RunSession::start_recording() {
    if (options_.replay.empty() && options_.record.empty()) {
        return;
    }
    MachineRun& first = *machines_.front();
    std::string hash = first.image_hash();
    std::string board = first.board().file().name;
    if (is_bench()) {
        core::Fnv all;
        for (std::size_t i = 0; i < machines_.size(); ++i) {
            all.add(machines_[i]->board().file().name);
            all.add(machines_[i]->image_hash());
        }
        add_to_hash(bench_, all);
        hash = fmt::format("{:016x}", all.value());
        board = "bench";
    }
    if (!options_.replay.empty()) {
        const host::InputLog log = host::read_input_log(options_.replay);
        if (log.board != board || log.image_hash != hash) {
            throw Error(fmt::format("{}: was recorded with another image or board ({}, image {}; this is {}, "
                                    "image {})",
                                    options_.replay, log.board, log.image_hash, board, hash));
        }
        replay(log);
        end_ = log.end;
    }
    if (!options_.record.empty()) {
        recording_ = std::make_unique<host::InputLogWriter>(options_.record, board, hash);
        for (const auto& machine : machines_) {
            machine->consoles().record_to(recording_.get(), machine->options().console_prefix());
        }
    }
}

// A console of a bench is recorded under the name of its machine too.
void RunSession::replay(const host::InputLog& log) {
    std::size_t known = 0;
    for (const auto& machine : machines_) {
        const std::string prefix = machine->options().console_prefix();
        host::InputLog own;
        for (const host::InputEntry& entry : log.entries) {
            if (entry.console.starts_with(prefix)) {
                own.entries.push_back({entry.time, entry.console.substr(prefix.size()), entry.bytes});
            }
        }
        known += own.entries.size();
        machine->consoles().replay(own);
    }
    if (known != log.entries.size()) {
        throw Error(fmt::format("{}: tells of a machine that this bench has not; record the run again",
                                options_.replay));
    }
}

void RunSession::start_gdb() {
    if (!options_.gdb_port) {
        return;
    }
    machine::Chip& chip = machines_.front()->board().chip();
    std::vector<debug::GdbFlash> flash;
    for (const machine::Chip::Store& store : chip.flash()) {
        flash.push_back({store.base, store.memory, store.sector_bytes});
    }
    gdb_ = std::make_unique<debug::GdbServer>(simulation_, chip, std::move(flash), *options_.gdb_port);
    warn(fmt::format("GDB: target remote 127.0.0.1:{}", gdb_->port()));
    loop_.add_poller([this] { return gdb_->wants_stop(); });
}

// What happens to the parts, and who looks at them.
void RunSession::start_world() {
    check_part_wishes(bench_, options_.stimuli, "--stimulus ");
    check_part_wishes(bench_, options_.watches, "--watch ");
    for (const auto& machine : machines_) {
        const std::string& name = machine->options().name;
        machine::Board& board = machine->board();
        const std::vector<std::string> stimuli = part_wishes_for(name, options_.stimuli);
        if (!stimuli.empty()) {
            stimuli_.push_back(std::make_unique<core::StimulusSchedule>(board.chip()));
            schedule_stimuli(stimuli, board, *stimuli_.back());
        }
        for (const std::string& part : part_wishes_for(name, options_.watches)) {
            watch_.add(part_called(part, board, "--watch " + part), machine->options().console_prefix());
        }
    }
    if (!options_.watches.empty()) {
        loop_.set_observer(PartWatch::period, [this] { watch_.look(simulation_.now()); });
    }
}

void RunSession::on_diagnostic(const core::Diagnostics::Key& key, const core::Diagnostics::Entry& entry) {
    if (key.first != usual_diagnostic) {
        print_diagnostic(key, entry); // --stats counts the usual one
    }
    if (fail_on_.contains(key.first) || bench_fail_on_.contains(key.first)) {
        finish(ExitCode::GuestFailed, fmt::format("failed on {} {}", key.first, key.second));
    }
}

void RunSession::print_diagnostic(const core::Diagnostics::Key& key, const core::Diagnostics::Entry& entry) {
    std::string place;
    if (entry.place.core >= 0) {
        place = fmt::format(", core {} at 0x{:08x}", entry.place.core, entry.place.pc);
    }
    // Its subject begins with the machine's name where there are several.
    const auto owner = std::find_if(machines_.begin(), machines_.end(), [&key](const auto& machine) {
        return key.second.starts_with(machine->options().console_prefix());
    });
    const std::string text =
        fmt::format("{:.6f} s{}: {} {}: {}", static_cast<double>(entry.first_time) / core::ps_per_s, place,
                    key.first, key.second, entry.text);
    // Boards are wired before their machine is listed.
    warn(owner != machines_.end() ? (*owner)->with_symbols(text)
         : machines_.empty()      ? text
                                  : machines_.front()->with_symbols(text));
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
    while (!result_) { // a diagnostic may have ended it before it began
        core::Stop stop = loop_.run(end_, speed);
        if (stop.cause == core::StopCause::Lockup && options_.past_lockup) {
            tell_once(stop);
            continue;
        }
        const bool ended = result_.has_value() || interrupted != 0 || loop_.quit() ||
                           stop.cause == core::StopCause::None || !gdb_ || !gdb_->attached();
        if (ended || gdb_->serve(stop) == debug::GdbServer::Next::Kill) {
            return stop;
        }
    }
    return {core::StopCause::Request, -1, 0, "ended before the first instruction"};
}

// When something stops the run, machines without a wire between them are at different times, and how far each
// has come depends on the host. A little later they meet.
void RunSession::let_machines_meet() {
    constexpr core::Time lead = core::Simulation::longest_lead;
    const core::Time meeting = (simulation_.now() / lead + 2) * lead;
    core::StopCause cause{};
    do {
        cause = simulation_.run_until(meeting).cause;
    } while (cause == core::StopCause::Request || cause == core::StopCause::Lockup ||
             cause == core::StopCause::Exit);
}

void RunSession::write_results() {
    loop_.flush();
    merger_.finish();
    std::fflush(stdout);
    if (recording_) {
        recording_->finish(simulation_.now());
    }
    traces_->finish();
    for (const auto& machine : machines_) {
        machine->save_flash_file();
        if (!options_.screenshot.empty()) {
            write_picture(machine->options().own_file(options_.screenshot), machine->board());
        }
    }
}

ExitCode RunSession::run() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    for (const auto& machine : machines_) {
        machine->board().chip().reset();
    }
    traces_.emplace(simulation_, machines_, options_);
    const RunClock clock;
    const core::Stop stop = run_to_stop();
    if (is_bench() && stop.cause != core::StopCause::None) {
        let_machines_meet();
    }
    write_results();
    const ExitCode code = conclude(stop);
    if (!options_.stats.empty()) {
        print_stats(options_.stats == "json", clock.seconds(), simulation_);
    }
    return code;
}

// By its machine, where one stopped.
void RunSession::tell(const core::Stop& stop) {
    if (stop.text.empty()) {
        return;
    }
    const auto stopped = std::find_if(machines_.begin(), machines_.end(), [&stop](const auto& machine) {
        return &machine->board().chip() == stop.machine;
    });
    const MachineRun& machine = stopped == machines_.end() ? *machines_.front() : **stopped;
    const std::string text = machine.with_symbols(stop.text);
    warn(result_ || stopped == machines_.end() ? text : machine.options().named(text));
}

// A chip that a lockup resets may lock up for ever.
void RunSession::tell_once(const core::Stop& stop) {
    const bool told = std::any_of(lockups_.begin(), lockups_.end(), [&stop](const core::Stop& earlier) {
        return earlier.machine == stop.machine && earlier.core == stop.core;
    });
    if (!told) {
        tell(stop);
        lockups_.push_back(stop);
    }
}

ExitCode RunSession::conclude(const core::Stop& stop) {
    tell(stop);
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
