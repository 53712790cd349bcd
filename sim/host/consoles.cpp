#include "sim/host/consoles.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/processor.h"
#include "sim/core/trace.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sim::host {

using namespace core;

namespace {

// How often a guest that is slower than the host is offered more: about a UART byte at 115200 baud.
constexpr Time retry = 100 * ps_per_us;

} // namespace

Consoles::Consoles(Machine& machine, const std::vector<ConsolePort*>& ports) : Device(machine, "consoles") {
    for (ConsolePort* port : ports) {
        channels_.push_back({port, InputPacer(port->burst()), {}, {}, 0, 0});
    }
    for (std::size_t console = 0; console < channels_.size(); ++console) {
        channels_[console].port->set_output([this, console](std::span<const std::uint8_t> bytes) {
            Channel& channel = channels_[console];
            channel.received += bytes.size();
            channel.pacer.heard(now(), channel.port->last_arrival());
            for (const std::uint8_t byte : bytes) {
                trace().record(now(), instance(), TraceKind::ConsoleByte, console << 8 | byte);
            }
            for (const Listener& listener : channel.listeners) {
                listener(bytes);
            }
        });
    }
}

std::size_t Consoles::find(std::string_view name) const {
    const auto position = std::find_if(channels_.begin(), channels_.end(), [name](const Channel& channel) {
        return channel.port->console_name() == name;
    });
    return static_cast<std::size_t>(position - channels_.begin());
}

void Consoles::add_listener(std::size_t console, Listener listener) {
    channels_[console].listeners.push_back(std::move(listener));
}

void Consoles::send(std::size_t console, std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) {
        return;
    }
    const Time time = now() + 1;
    if (log_ != nullptr) {
        log_->record(time, log_prefix_ + channels_[console].port->console_name(), bytes);
    }
    arrive(time, console, bytes);
}

void Consoles::replay(const InputLog& log) {
    for (const InputEntry& entry : log.entries) {
        const std::size_t console = find(entry.console);
        if (console == size()) {
            throw Error(fmt::format("the recorded run used the console '{}', which this board has not",
                                    entry.console));
        }
        arrive(entry.time, console, entry.bytes);
    }
}

void Consoles::arrive(Time time, std::size_t console, std::span<const std::uint8_t> bytes) {
    const auto position =
        std::upper_bound(arrivals_.begin(), arrivals_.end(), time,
                         [](Time wanted, const Arrival& arrival) { return wanted < arrival.time; });
    arrivals_.insert(position, {
                                   time, console, {bytes.begin(), bytes.end()}
    });
    if (!deliver_.armed() || deliver_.time() > arrivals_.front().time) {
        deliver_.arm(arrivals_.front().time);
    }
}

void Consoles::deliver() {
    while (!arrivals_.empty() && arrivals_.front().time <= now()) {
        Channel& channel = channels_[arrivals_.front().console];
        const std::vector<std::uint8_t>& bytes = arrivals_.front().bytes;
        channel.to_guest.insert(channel.to_guest.end(), bytes.begin(), bytes.end());
        channel.pacer.queued(bytes, now(), channel.port->last_arrival());
        arrivals_.pop_front();
    }
    bool waiting = false;
    for (Channel& channel : channels_) {
        waiting |= deliver_to(channel);
    }
    const Time next = arrivals_.empty() ? never : arrivals_.front().time;
    deliver_.arm(waiting ? std::min(next, now() + retry) : next);
}

bool Consoles::deliver_to(Channel& channel) {
    while (!channel.to_guest.empty() && channel.port->connected()) {
        std::array<std::uint8_t, 64> chunk{};
        const std::size_t allowed =
            channel.pacer.allowance(now(), channel.port->last_arrival(), guest_sleeps());
        const std::size_t size =
            std::min({chunk.size(), channel.to_guest.size(), channel.port->space(), allowed});
        if (size == 0) {
            break;
        }
        std::copy_n(channel.to_guest.begin(), size, chunk.begin());
        channel.to_guest.erase(channel.to_guest.begin(),
                               channel.to_guest.begin() + static_cast<std::ptrdiff_t>(size));
        channel.sent += size;
        channel.port->send({chunk.data(), size});
        channel.pacer.sent({chunk.data(), size});
    }
    return !channel.to_guest.empty();
}

bool Consoles::guest_sleeps() const {
    const auto& cores = machine().processors();
    return std::none_of(cores.begin(), cores.end(), [](const Processor* core) { return core->runnable(); });
}

void Consoles::inspect(Inspector& inspector) const {
    for (const Channel& channel : channels_) {
        const std::string& name = channel.port->console_name();
        inspector.number(name + " from the guest", static_cast<std::int64_t>(channel.received), "bytes");
        inspector.number(name + " to the guest", static_cast<std::int64_t>(channel.sent), "bytes");
    }
}

} // namespace sim::host
