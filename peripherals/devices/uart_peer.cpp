#include "peripherals/devices/uart_peer.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

UartPeer::UartPeer(Machine& machine, const std::string& name, Net& chip_tx, Net& chip_rx, Config config)
    : Part(machine, name), config_(std::move(config)),
      stimuli_(described_stimuli<most_quantities, &UartPeer::set_quantity>(config_.quantities)),
      line_(machine, name, name, chip_tx, chip_rx, config_.line) {
    for (const Quantity& quantity : config_.quantities) {
        world_.push_back(quantity.initial);
    }
    stimuli_.push_back(text_stimulus<&UartPeer::say>("say", "sends this text at once"));
    line_.set_output([this](std::span<const std::uint8_t> bytes) {
        for (const std::uint8_t byte : bytes) {
            hear(byte);
        }
    });
}

void UartPeer::reset() {
    state_ = {};
    pump_.disarm();
    for (const Periodic& periodic : config_.periodic) {
        state_.due.push_back({now() + periodic.every, &periodic.message, periodic.every});
    }
    arm();
}

void UartPeer::inspect(Inspector& inspector) const {
    for (std::size_t i = 0; i < world_.size(); ++i) {
        inspector.number(config_.quantities[i].name, world_[i]);
    }
    inspector.number("requests", state_.requests);
    inspector.number("messages", state_.messages);
}

void UartPeer::hear(std::uint8_t byte) {
    state_.heard.push_back(byte);
    std::size_t longest = 0;
    for (const Reply& reply : config_.replies) {
        const auto size = static_cast<std::ptrdiff_t>(reply.request.size());
        longest = std::max(longest, reply.request.size());
        if (state_.heard.size() >= reply.request.size() &&
            std::equal(state_.heard.end() - size, state_.heard.end(), reply.request.begin())) {
            state_.heard.clear();
            ++state_.requests;
            state_.due.push_back({now() + reply.after, &reply.message, 0});
            arm();
            return;
        }
    }
    while (state_.heard.size() > longest) {
        state_.heard.pop_front();
    }
}

void UartPeer::arm() {
    Time earliest = never;
    for (const Due& due : state_.due) {
        earliest = std::min(earliest, due.time);
    }
    due_.arm(earliest);
}

void UartPeer::send_due() {
    for (Due& due : state_.due) {
        if (due.time <= now()) {
            send(due.message->bytes(world_));
            due.time = due.every != 0 ? due.time + due.every : never;
        }
    }
    std::erase_if(state_.due, [](const Due& due) { return due.time == never; });
    arm();
}

void UartPeer::say(std::string_view text) {
    send({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void UartPeer::send(std::span<const std::uint8_t> bytes) {
    ++state_.messages;
    state_.to_send.insert(state_.to_send.end(), bytes.begin(), bytes.end());
    if (!pump_.armed()) {
        pump();
    }
}

void UartPeer::pump() {
    const auto count = static_cast<std::ptrdiff_t>(std::min(line_.space(), state_.to_send.size()));
    const std::vector<std::uint8_t> bytes(state_.to_send.begin(), state_.to_send.begin() + count);
    state_.to_send.erase(state_.to_send.begin(), state_.to_send.begin() + count);
    line_.send(bytes);
    if (!state_.to_send.empty()) {
        pump_.arm(line_.last_arrival());
    }
}

} // namespace peripherals::devices
