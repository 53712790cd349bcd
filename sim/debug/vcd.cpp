#include "sim/debug/vcd.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"

#include <algorithm>
#include <fmt/format.h>
#include <fnmatch.h>
#include <iterator>
#include <vector>

namespace sim::debug {

using namespace core;

namespace {

constexpr std::size_t buffer_bytes = 1U << 16;
constexpr std::size_t waiting_edges = 4096;

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

bool matches(const std::string& pattern, const std::string& name) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

/// Names must not contain blanks.
std::string without_blanks(std::string name) {
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

} // namespace

VcdWriter::VcdWriter(Simulation& simulation, std::ostream& out, std::span<const std::string> patterns)
    : simulation_(simulation), out_(out) {
    write_header(patterns);
    simulation_.trace().add_observer(this);
}

VcdWriter::~VcdWriter() {
    if (!finished_) {
        simulation_.trace().remove_observer(this);
    }
}

void VcdWriter::write_header(std::span<const std::string> patterns) {
    std::vector<bool> used(patterns.size());
    std::vector<const Net*> nets;
    buffer_ = "$version Terrarium $end\n$timescale 1 ns $end\n";
    for (const Machine* machine : simulation_.machines()) {
        buffer_ += fmt::format("$scope module {} $end\n", without_blanks(machine->name()));
        for (const Net& net : machine->nets()) {
            bool chosen = patterns.empty();
            for (std::size_t i = 0; i < patterns.size(); ++i) {
                if (matches(patterns[i], net.name()) ||
                    matches(patterns[i], machine->name() + "." + net.name())) {
                    chosen = true;
                    used[i] = true;
                }
            }
            if (chosen) {
                const auto [entry, is_new] = codes_.emplace(net.instance(), code_of(codes_.size()));
                buffer_ += fmt::format("$var wire 1 {} {} $end\n", entry->second, without_blanks(net.name()));
                if (is_new) {
                    nets.push_back(&net);
                }
            }
        }
        buffer_ += "$upscope $end\n";
    }
    const auto unused = std::find(used.begin(), used.end(), false);
    if (unused != used.end()) {
        throw Error(fmt::format("VCD: no net matches \"{}\"",
                                patterns[static_cast<std::size_t>(unused - used.begin())]));
    }
    buffer_ += "$enddefinitions $end\n";
    write_time(simulation_.now());
    buffer_ += "$dumpvars\n";
    for (const Net* net : nets) {
        write_level(net->level(), codes_.at(net->instance()));
    }
    buffer_ += "$end\n";
}

void VcdWriter::write_time(Time time) {
    const Time ns = time / ps_per_ns;
    if (ns != last_ns_) {
        last_ns_ = ns;
        fmt::format_to(std::back_inserter(buffer_), "#{}\n", ns);
    }
}

void VcdWriter::write_level(Level level, const std::string& code) {
    switch (level) {
    case Level::Low:
        buffer_ += '0';
        break;
    case Level::High:
        buffer_ += '1';
        break;
    case Level::Floating:
        buffer_ += 'z';
        break;
    }
    buffer_ += code;
    buffer_ += '\n';
}

void VcdWriter::on_record(const TraceRecord& record) {
    if (record.kind != TraceKind::NetEdge) {
        return;
    }
    const auto code = codes_.find(record.source);
    if (code == codes_.end()) {
        return;
    }
    const Edge edge{record.time, static_cast<Level>(record.payload), &code->second};
    latest_ = std::max(latest_, edge.time);
    waiting_.insert(std::upper_bound(waiting_.begin(), waiting_.end(), edge,
                                     [](const Edge& a, const Edge& b) { return a.time < b.time; }),
                    edge);
    if (waiting_.size() >= waiting_edges) {
        write_edges(latest_ - Simulation::longest_lead);
    }
}

/// Those up to `time`, in order. Edges of machines that run ahead come before earlier ones of others.
void VcdWriter::write_edges(Time time) {
    auto edge = waiting_.begin();
    for (; edge != waiting_.end() && edge->time <= time; ++edge) {
        write_time(edge->time);
        write_level(edge->level, *edge->code);
        if (buffer_.size() >= buffer_bytes) {
            flush();
        }
    }
    waiting_.erase(waiting_.begin(), edge);
}

void VcdWriter::flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
}

void VcdWriter::finish() {
    if (finished_) {
        return;
    }
    finished_ = true;
    simulation_.trace().remove_observer(this);
    write_edges(never);
    write_time(std::max(simulation_.now(), latest_));
    flush();
    out_.flush();
    if (!out_) {
        throw Error("VCD: not all could be written; is the disk full?");
    }
}

} // namespace sim::debug
