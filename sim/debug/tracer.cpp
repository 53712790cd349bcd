#include "sim/debug/tracer.h"

#include "sim/core/device.h"
#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/processor.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr std::string_view registers_of = "register:"; // before a pattern of sources

const Net* net_of(const SerialBus& bus, std::string_view role) {
    const auto pin = std::find_if(bus.pins.begin(), bus.pins.end(),
                                  [role](const SerialBus::Pin& known) { return known.role == role; });
    return pin == bus.pins.end() ? nullptr : pin->net;
}

bool same_net(const SerialBus& a, const SerialBus& b, std::string_view role) {
    const Net* const first = net_of(a, role);
    const Net* const second = net_of(b, role);
    return (first == nullptr) == (second == nullptr) &&
           (first == nullptr || first->instance() == second->instance());
}

/// Of the machine that its first pin is on.
bool is_of(const Machine& machine, const SerialBus& bus) {
    return std::any_of(machine.nets().begin(), machine.nets().end(),
                       [&bus](const Net& net) { return &net == bus.pins.front().net; });
}

bool is_complete(const SerialBus& bus) {
    switch (bus.kind) {
    case SerialBus::Kind::I2c:
        return net_of(bus, "scl") != nullptr && net_of(bus, "sda") != nullptr;
    case SerialBus::Kind::Spi:
        return net_of(bus, "sck") != nullptr &&
               (net_of(bus, "mosi") != nullptr || net_of(bus, "miso") != nullptr);
    default:
        return true;
    }
}

/// Whether `bus` says of the same wires what `known` says.
bool is_same(const SerialBus& known, const SerialBus& bus) {
    constexpr std::array<std::string_view, 6> roles{"scl", "sda", "sck", "cs", "line", "din"};
    return known.kind == bus.kind && std::all_of(roles.begin(), roles.end(), [&](std::string_view role) {
               return same_net(known, bus, role);
           });
}

/// Adds what a part or block says. An SPI block knows the format, the parts on it know their CS: it lends
/// them what it knows.
void merge(SerialBus bus, bool of_part, std::vector<SerialBus>& buses) {
    bool merged = false;
    for (SerialBus& known : buses) {
        const bool spi = bus.kind == SerialBus::Kind::Spi && known.kind == bus.kind;
        if (is_same(known, bus)) {
            merged = true;
            if (bus.kind == SerialBus::Kind::I2c && of_part) {
                known.name += "," + bus.name;
            }
        }
        if (spi && same_net(known, bus, "sck") && bus.format) {
            merged = true;
            known.format = known.format ? known.format : bus.format; // what the user said holds
            if (net_of(known, "miso") == nullptr && net_of(bus, "miso") != nullptr) {
                known.pins.push_back({"miso", net_of(bus, "miso")});
            }
        }
    }
    if (!merged && is_complete(bus)) {
        buses.push_back(std::move(bus));
    }
}

TraceEvent::Kind kind_of(TraceNote::Kind kind) {
    switch (kind) {
    case TraceNote::Kind::Dma:
        return TraceEvent::Kind::Dma;
    case TraceNote::Kind::Register:
        return TraceEvent::Kind::Register;
    default:
        return TraceEvent::Kind::Fifo;
    }
}

bool equal(const SerialBus& a, const SerialBus& b) {
    return a.kind == b.kind && a.name == b.name &&
           std::equal(a.pins.begin(), a.pins.end(), b.pins.begin(), b.pins.end(),
                      [](const SerialBus::Pin& x, const SerialBus::Pin& y) {
                          return x.role == y.role && x.net == y.net;
                      });
}

} // namespace

Tracer::Tracer(Simulation& simulation, std::ostream& out, TracerOptions options)
    : simulation_(simulation), out_(out), options_(std::move(options)),
      writer_(make_trace_writer(options_.format, out)), from_(options_.from) {
    if (!writer_) {
        throw Error(
            fmt::format("'{}' is no format of a trace; there are text, jsonl and perfetto", options_.format));
    }
    const SignalFinder finder(simulation, options_.pins);
    for (const std::string& wish : options_.buses) {
        named_buses_.push_back(parse_bus(wish, finder));
    }
    if (!options_.from_pin.empty()) {
        const std::size_t equals = options_.from_pin.find('=');
        const std::string level = options_.from_pin.substr(std::min(equals, options_.from_pin.size()));
        if (level != "=0" && level != "=1") {
            throw Error(fmt::format("'{}': write PIN=1 or PIN=0", options_.from_pin));
        }
        trigger_net_ = finder.net(options_.from_pin.substr(0, equals)).instance();
        trigger_level_ = static_cast<std::uint64_t>(level == "=1" ? Level::High : Level::Low);
        from_ = never;
    }
    waits_for_text_ = !options_.from_text.empty();
    for (const Machine* machine : simulation_.machines()) {
        for (const Processor* processor : machine->processors()) {
            cores_[processor->instance()] = processor;
        }
    }
    find_buses();
    simulation_.trace().add_observer(this);
}

Tracer::~Tracer() {
    if (!finished_) {
        simulation_.trace().remove_observer(this);
    }
}

std::vector<SerialBus> Tracer::buses_of(const Machine& machine) const {
    Wiring of_parts;
    for (const Device* device : machine.devices()) {
        device->describe_wiring(of_parts);
    }
    Wiring of_chip;
    machine.describe_wiring(of_chip);
    std::vector<SerialBus> buses;
    for (const SerialBus& bus : named_buses_) {
        if (is_of(machine, bus)) {
            buses.push_back(bus);
        }
    }
    for (const Wiring* wiring : {&of_parts, &of_chip}) {
        for (const SerialBus& bus : wiring->buses) {
            merge(bus, wiring == &of_parts, buses);
        }
    }
    return buses;
}

void Tracer::find_buses() {
    buses_changed_ = false;
    std::vector<Decoder> kept;
    for (const Machine* machine : simulation_.machines()) {
        for (SerialBus& bus : buses_of(*machine)) {
            add_decoder(machine, std::move(bus), kept);
        }
    }
    decoders_ = std::move(kept);
    by_net_.clear();
    for (const Decoder& known : decoders_) {
        for (const SerialBus::Pin& pin : known.decoder->bus().pins) {
            by_net_[pin.net->instance()].push_back(known.decoder.get());
        }
    }
}

/// Decoders of buses that are still there go on.
void Tracer::add_decoder(const Machine* machine, SerialBus bus, std::vector<Decoder>& kept) {
    for (Decoder& old : decoders_) {
        if (old.decoder && old.machine == machine && equal(old.decoder->bus(), bus)) {
            kept.push_back({machine, std::move(old.decoder)});
            return;
        }
    }
    kept.push_back({machine, make_decoder(std::move(bus), [this, machine](TraceEvent event) {
                        take(*machine, std::move(event));
                    })});
}

void Tracer::on_record(const TraceRecord& record) {
    if (record.kind == TraceKind::InterruptEntry || record.kind == TraceKind::InterruptExit) {
        on_interrupt(record);
        return;
    }
    if (record.kind != TraceKind::NetEdge) {
        return;
    }
    if (from_ == never && trigger_net_ == record.source && trigger_level_ == record.payload) {
        from_ = record.time;
    }
    const auto found = by_net_.find(record.source);
    if (found != by_net_.end()) {
        const bool high = static_cast<Level>(record.payload) != Level::Low;
        for (BusDecoder* decoder : found->second) {
            decoder->on_edge(record.time, record.source, high);
        }
    }
}

void Tracer::on_interrupt(const TraceRecord& record) {
    const auto core = cores_.find(record.source);
    if (core == cores_.end()) {
        return;
    }
    const bool enters = record.kind == TraceKind::InterruptEntry;
    const Machine& machine = core->second->machine();
    const std::string name = machine.exception_name(static_cast<unsigned>(record.payload));
    take(machine, {
                      .begin = record.time,
                      .end = record.time,
                      .kind = TraceEvent::Kind::Irq,
                      .phase = enters ? TraceEvent::Phase::Begin : TraceEvent::Phase::End,
                      .source = core->second->name(),
                      .name = name,
                      .text = (enters ? "enter " : "exit ") + name,
                      .fields = {{"exception", record.payload}, {"name", name}}
    });
}

void Tracer::on_note(const TraceNote& note) {
    if (note.kind == TraceNote::Kind::PinFunction) {
        buses_changed_ = true;
        return;
    }
    constexpr std::array<TraceEvent::Phase, 3> phases{TraceEvent::Phase::Instant, TraceEvent::Phase::Begin,
                                                      TraceEvent::Phase::End};
    TraceEvent event{.begin = note.time,
                     .end = note.time,
                     .kind = kind_of(note.kind),
                     .phase = phases[static_cast<std::size_t>(note.phase)],
                     .source = note.source->name() + "." + note.track,
                     .name = note.kind == TraceNote::Kind::Dma ? note.track : std::string(note.text),
                     .text = std::string(note.text),
                     .fields = {}};
    event.fields.push_back({"what", event.text});
    for (const TraceNote::Value& value : note.values) {
        event.text += value.hexadecimal ? fmt::format(" {} 0x{:08x}", value.name, value.value)
                                        : fmt::format(" {} {}", value.name, value.value);
        event.fields.push_back({std::string(value.name), value.value});
    }
    take(note.source->machine(), std::move(event));
}

void Tracer::on_settled(Time now) {
    for (const Decoder& known : decoders_) {
        known.decoder->settle(now);
    }
    if (buses_changed_) {
        find_buses();
    }
}

bool Tracer::wants_registers() const {
    return std::any_of(options_.filters.begin(), options_.filters.end(), [](const std::string& filter) {
        return filter == name_of(TraceEvent::Kind::Register) || filter.starts_with(registers_of);
    });
}

bool Tracer::wanted(const TraceEvent& event) const {
    const bool of_register = event.kind == TraceEvent::Kind::Register;
    const auto fits = [&event](const std::string& pattern) {
        return matches(pattern, event.source) ||
               (!event.machine.empty() && matches(pattern, event.machine + "." + event.source));
    };
    return (options_.filters.empty() && !of_register) ||
           std::any_of(options_.filters.begin(), options_.filters.end(), [&](const std::string& filter) {
               if (filter == name_of(event.kind)) {
                   return true;
               }
               if (!filter.starts_with(registers_of)) {
                   return !of_register && fits(filter);
               }
               return of_register && fits(filter.substr(registers_of.size()));
           });
}

void Tracer::take(const Machine& machine, TraceEvent event) {
    if (event.end < from_) {
        return;
    }
    if (simulation_.machines().size() > 1) {
        event.machine = machine.name();
    }
    if (!wanted(event)) {
        return;
    }
    latest_ = std::max(latest_, event.end);
    const auto later = std::upper_bound(waiting_.begin(), waiting_.end(), event.end,
                                        [](Time time, const TraceEvent& other) { return time < other.end; });
    waiting_.insert(later, std::move(event));
    constexpr std::size_t most_waiting = 1024;
    if (waiting_.size() >= most_waiting) {
        write_up_to(latest_ - Simulation::longest_lead);
    }
}

/// In the order of their ends: of machines that run ahead, they come before earlier ones of others.
void Tracer::write_up_to(Time time) {
    while (!waiting_.empty() && waiting_.front().end <= time) {
        write(waiting_.front());
        waiting_.pop_front();
    }
}

void Tracer::write(const TraceEvent& event) {
    if (waits_for_text_) {
        if (text_of(event).find(options_.from_text) == std::string::npos) {
            return;
        }
        waits_for_text_ = false;
    }
    if (options_.last == 0) {
        writer_->write(event);
        return;
    }
    last_.push_back(event);
    if (last_.size() > options_.last) {
        last_.pop_front();
    }
}

void Tracer::finish() {
    if (finished_) {
        return;
    }
    finished_ = true;
    simulation_.trace().remove_observer(this);
    for (const Decoder& known : decoders_) {
        known.decoder->settle(simulation_.now());
    }
    write_up_to(never);
    for (const TraceEvent& event : last_) {
        writer_->write(event);
    }
    writer_->finish();
    out_.flush();
    if (!out_) {
        throw Error("the trace: not all could be written; is the disk full?");
    }
}

} // namespace sim::debug
