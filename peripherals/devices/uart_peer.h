#pragma once

#include "peripherals/devices/described_message.h"
#include "peripherals/devices/described_stimuli.h"
#include "peripherals/devices/uart_adapter.h"
#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peripherals::devices {

/// A part on a UART that a board file describes: a GPS receiver, a gas sensor, a modem. It sends messages in
/// periods and answers requests; quantities of the world go into what it sends.
///
///     TX  drives the chip's RX net (UartAdapter)
///     RX  listens to the chip's TX net
///
/// A request is heard wherever its bytes end. Messages do not mix: one waits for the end of another. Not
/// modelled: flow control, states, requests with a variable part.
class UartPeer final : public sim::core::Part {
public:
    using Quantity = MessageQuantity;
    using Periodic = PeriodicMessage;
    struct Reply {
        std::vector<std::uint8_t> request;
        sim::core::Time after = 0;
        DescribedMessage message;
    };
    struct Config {
        UartAdapter::Config line = {};
        std::vector<Quantity> quantities = {};
        std::vector<Periodic> periodic = {};
        std::vector<Reply> replies = {};
    };
    static constexpr std::size_t most_quantities = most_message_quantities;

    UartPeer(sim::core::Machine& machine, const std::string& name, sim::core::Net& chip_tx,
             sim::core::Net& chip_rx, Config config);

    /// Power-on: the first periods begin. Quantities stay.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override { return stimuli_; }

    void set_quantity(std::size_t number, std::int64_t value) { world_[number] = value; }
    void say(std::string_view text);

private:
    struct Due {
        sim::core::Time time;
        const DescribedMessage* message;
        sim::core::Time every; // 0: once
    };
    struct State {
        std::deque<std::uint8_t> heard; // as many as the longest request has
        std::deque<std::uint8_t> to_send;
        std::vector<Due> due;
        std::int64_t requests = 0;
        std::int64_t messages = 0;
    };

    void hear(std::uint8_t byte);
    void send_due();
    void arm();
    void send(std::span<const std::uint8_t> bytes);
    void pump();

    const Config config_;
    std::vector<std::int64_t> world_; // by quantity
    std::vector<sim::core::Stimulus> stimuli_;
    State state_;
    UartAdapter line_;
    sim::core::Event due_{*this, sim::core::EventClass::Timer, "due",
                          sim::core::handler<&UartPeer::send_due>};
    sim::core::Event pump_{*this, sim::core::EventClass::Timer, "pump", sim::core::handler<&UartPeer::pump>};
};

} // namespace peripherals::devices
