#include "sim/debug/vcd.h"

#include "sim/core/device.h"
#include "sim/core/error.h"
#include "sim/core/machine.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr std::size_t buffer_bytes = 1U << 16;
constexpr std::size_t most_waiting = 4096;

/// Identifier codes are made of the printable characters from '!' to '~'.
std::string code_of(std::size_t number) {
    constexpr std::size_t digits = '~' - '!' + 1;
    std::string code;
    do {
        code += static_cast<char>('!' + number % digits);
        number /= digits;
    } while (number != 0);
    return code;
}

/// Names must not contain blanks.
std::string without_blanks(std::string name) {
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

std::string timescale(Time unit) {
    constexpr std::pair<Time, std::string_view> names[] = {
        {ps_per_s,  "s" },
        {ps_per_ms, "ms"},
        {ps_per_us, "us"},
        {ps_per_ns, "ns"},
        {1,         "ps"},
    };
    for (const auto& [ps, name] : names) {
        const Time count = unit / ps;
        if (unit % ps == 0 && (count == 1 || count == 10 || count == 100)) {
            return fmt::format("{} {}", count, name);
        }
    }
    throw Error("VCD: a timescale is 1, 10 or 100 of ps, ns, us, ms or s");
}

char digit_of(Level level) {
    return level == Level::Floating ? 'z' : level == Level::High ? '1' : '0';
}

/// The line for a change, without its end.
std::string text_of(const Signal& signal, const std::string& code, const Signal::Value& value) {
    if (signal.real) {
        return fmt::format("r{} {}", std::get<double>(value), code);
    }
    std::string digits;
    const std::uint64_t bits = std::get<std::uint64_t>(value); // of what is no net
    for (unsigned bit = signal.width; bit-- > 0;) {
        digits +=
            signal.nets.empty() ? (bits >> bit & 1) != 0 ? '1' : '0' : digit_of(signal.nets[bit]->level());
    }
    return signal.width == 1 ? digits + code : fmt::format("b{} {}", digits, code);
}

} // namespace

VcdWriter::VcdWriter(Simulation& simulation, std::ostream& out, const VcdOptions& options)
    : simulation_(simulation), out_(out), unit_(options.unit) {
    choose(options);
    write_header();
    follow_steps();
    simulation_.trace().add_observer(this);
}

VcdWriter::~VcdWriter() {
    stop();
}

void VcdWriter::stop() {
    if (!std::exchange(finished_, true)) {
        simulation_.trace().remove_observer(this);
        for (RegisterSteps* steps : followed_) {
            steps->follow({});
        }
    }
}

void VcdWriter::choose(const VcdOptions& options) {
    std::vector<bool> used(options.patterns.size());
    for (const Machine* machine : simulation_.machines()) {
        choose_nets(*machine, options, used);
    }
    const auto unused = std::find(used.begin(), used.end(), false);
    if (unused != used.end()) {
        throw Error(fmt::format("VCD: no net matches \"{}\"",
                                options.patterns[static_cast<std::size_t>(unused - used.begin())]));
    }
    const SignalFinder finder(simulation_, options.pins);
    for (const std::string& wish : options.additions) {
        for (Signal& signal : finder.find(wish)) {
            add(std::move(signal));
        }
    }
}

void VcdWriter::choose_nets(const Machine& machine, const VcdOptions& options, std::vector<bool>& used) {
    for (const Net& net : machine.nets()) {
        std::vector<std::string> names{net.name(), machine.name() + "." + net.name()};
        for (const auto& [name, named] : options.pins) {
            if (named == &net) {
                names.push_back(name);
            }
        }
        bool chosen = options.patterns.empty();
        for (std::size_t i = 0; i < options.patterns.size(); ++i) {
            const auto fits = [&](const std::string& name) { return matches(options.patterns[i], name); };
            if (std::any_of(names.begin(), names.end(), fits)) {
                chosen = true;
                used[i] = true;
            }
        }
        if (chosen) {
            add({.machine = &machine, .name = net.name(), .nets = {&net}});
        }
    }
}

void VcdWriter::add(Signal signal) {
    Variable& variable = variables_.emplace_back();
    variable.signal = std::move(signal);
    const std::vector<const Net*>& nets = variable.signal.nets;
    const auto same = std::find_if(variables_.begin(), variables_.end(), [&](const Variable& other) {
        return nets.size() == 1 && other.signal.nets.size() == 1 &&
               other.signal.nets.front()->instance() == nets.front()->instance();
    });
    if (same != variables_.end() && &*same != &variable) {
        variable.code = same->code; // under another name
        return;
    }
    variable.code = code_of(variables_.size() - 1);
    for (const Net* net : nets) {
        std::vector<Variable*>& of_net = by_net_[net->instance()];
        if (of_net.empty() || of_net.back() != &variable) {
            of_net.push_back(&variable);
        }
    }
    if (nets.empty()) {
        sampled_.push_back(&variable);
    }
}

void VcdWriter::write_header() {
    buffer_ = fmt::format("$version Terrarium $end\n$timescale {} $end\n", timescale(unit_));
    for (const Machine* machine : simulation_.machines()) {
        std::map<std::string, std::string> scopes; // by device
        for (const Variable& variable : variables_) {
            const Signal& signal = variable.signal;
            if (signal.machine == machine) {
                scopes[signal.device] += fmt::format(
                    "$var {} {} {} {}{} $end\n", signal.real ? "real" : "wire",
                    signal.real ? 64 : signal.width, variable.code, without_blanks(signal.name),
                    signal.width > 1 && !signal.real ? fmt::format(" [{}:0]", signal.width - 1) : "");
            }
        }
        buffer_ += fmt::format("$scope module {} $end\n", without_blanks(machine->name()));
        for (const auto& [device, lines] : scopes) {
            buffer_ += device.empty() ? lines
                                      : fmt::format("$scope module {} $end\n{}$upscope $end\n",
                                                    without_blanks(device), lines);
        }
        buffer_ += "$upscope $end\n";
    }
    buffer_ += "$enddefinitions $end\n";
    write_time(simulation_.now());
    buffer_ += "$dumpvars\n";
    std::map<std::string, bool> written;
    for (Variable& variable : variables_) {
        if (variable.signal.read) {
            variable.sample = variable.signal.read();
        }
        variable.last = text_of(variable.signal, variable.code, variable.sample);
        if (!written[variable.code]) {
            written[variable.code] = true;
            buffer_ += variable.last + '\n';
        }
    }
    buffer_ += "$end\n";
}

void VcdWriter::write_time(Time time) {
    const Time units = time / unit_;
    if (units != last_time_) {
        last_time_ = units;
        fmt::format_to(std::back_inserter(buffer_), "#{}\n", units);
    }
}

void VcdWriter::on_record(const TraceRecord& record) {
    if (record.kind != TraceKind::NetEdge) {
        return;
    }
    const auto found = by_net_.find(record.source);
    if (found != by_net_.end()) {
        for (Variable* variable : found->second) {
            add_change(record.time, *variable, {});
        }
    }
}

void VcdWriter::on_settled(Time now) {
    for (Variable* variable : sampled_) {
        const Signal::Value value = variable->signal.read();
        if (value != variable->sample) {
            variable->sample = value;
            add_change(now, *variable, value);
        }
    }
    if (waiting_.size() >= most_waiting) {
        write_changes(latest_ - Simulation::longest_lead);
    }
}

void VcdWriter::follow_steps() {
    for (const Variable* variable : sampled_) {
        for (const Machine* machine : simulation_.machines()) {
            Device* const device =
                machine == variable->signal.machine ? machine->find_device(variable->signal.device) : nullptr;
            auto* const steps = dynamic_cast<RegisterSteps*>(device);
            if (steps != nullptr && std::find(followed_.begin(), followed_.end(), steps) == followed_.end()) {
                followed_.push_back(steps);
                steps->follow([this, device](Time time, const std::string& name, std::uint32_t value) {
                    take_step(*device, time, name, value);
                });
            }
        }
    }
}

void VcdWriter::take_step(const Device& device, Time time, const std::string& name, std::uint32_t value) {
    for (Variable* variable : sampled_) {
        const Signal& signal = variable->signal;
        if (signal.machine == &device.machine() && signal.device == device.name() && signal.name == name) {
            variable->sample = std::uint64_t{value};
            add_change(time, *variable, variable->sample);
        }
    }
}

void VcdWriter::add_change(Time time, Variable& variable, const Signal::Value& value) {
    std::string text = text_of(variable.signal, variable.code, value);
    if (text == variable.last) {
        return;
    }
    variable.last = text;
    latest_ = std::max(latest_, time);
    const auto later =
        std::upper_bound(waiting_.begin(), waiting_.end(), time,
                         [](Time wanted, const Change& change) { return wanted < change.time; });
    waiting_.insert(later, {time, std::move(text)});
}

/// Those up to `time`, in order. Edges of machines that run ahead come before earlier ones of others.
void VcdWriter::write_changes(Time time) {
    auto change = waiting_.begin();
    for (; change != waiting_.end() && change->time <= time; ++change) {
        write_time(change->time);
        buffer_ += change->text;
        buffer_ += '\n';
        if (buffer_.size() >= buffer_bytes) {
            flush();
        }
    }
    waiting_.erase(waiting_.begin(), change);
}

void VcdWriter::flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
}

void VcdWriter::finish() {
    if (finished_) {
        return;
    }
    on_settled(simulation_.now());
    stop();
    write_changes(never);
    write_time(std::max(simulation_.now(), latest_));
    flush();
    out_.flush();
    if (!out_) {
        throw Error("VCD: not all could be written; is the disk full?");
    }
}

} // namespace sim::debug
