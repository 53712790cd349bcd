#pragma once

#include "peripherals/devices/ethernet_frames.h"
#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace peripherals::devices::ethernet {

/// RFC 793, "Initial Sequence Number Selection": a count of 4 us.
constexpr std::uint32_t first_sequence(sim::core::Time now) {
    return static_cast<std::uint32_t>(now / (4 * sim::core::ps_per_us));
}

/// One end of a TCP connection (RFC 793): in order, with retransmission of what is not acknowledged. No
/// congestion control, no selective acknowledgement: what arrives out of order is sent again.
class TcpConnection {
public:
    enum class State : std::uint8_t {
        Closed,
        SynSent,
        SynReceived,
        Established,
        FinWait1,
        FinWait2,
        CloseWait,
        Closing,
        LastAck,
        TimeWait,
    };
    enum class Ending : std::uint8_t { None, Finished, Reset, TimedOut };

    /// Whose end it is.
    class Owner {
    public:
        virtual ~Owner() = default;
        virtual void transmit(TcpConnection& connection, const Segment& segment) = 0;
        virtual std::size_t receive_space(const TcpConnection& connection) const = 0;
        virtual void receive(TcpConnection& connection, View data) = 0;
        /// The state, or what is acknowledged, is another one.
        virtual void changed(TcpConnection& connection) = 0;
        virtual sim::core::Time time() const = 0;
    };
    struct Config {
        std::uint16_t mss = 1460;
        sim::core::Time retry = 200 * sim::core::ps_per_ms; // doubled each time
        unsigned retries = 8;
    };

    TcpConnection(Owner& owner, const Config& config) : owner_(owner), config_(config) {}

    void connect(std::uint32_t first_sequence);
    void accept(std::uint32_t first_sequence, const Segment& syn);
    void send(View data);
    /// Sends a FIN behind what waits.
    void close();
    /// Sends a RST.
    void abort();
    void take(const Segment& segment);
    /// The owner has space for more.
    void space_opened() { acknowledge(); }
    /// At `deadline()`.
    void time_is_up();

    State state() const { return state_; }
    Ending ending() const { return ending_; }
    std::size_t unacknowledged() const { return buffer_.size(); }
    sim::core::Time deadline() const { return deadline_; }

private:
    void transmit(Segment segment);
    void acknowledge();
    void push();
    void arm();
    void resend();
    void end(Ending ending);
    void take_acknowledgement(const Segment& segment);
    void take_data(const Segment& segment);
    void take_fin();
    std::uint32_t in_flight() const { return next_ - oldest_; }

    Owner& owner_;
    Config config_;
    State state_ = State::Closed;
    Ending ending_ = Ending::None;
    std::uint32_t oldest_ = 0;  // sent and not acknowledged
    std::uint32_t next_ = 0;    // to be sent
    std::uint32_t highest_ = 0; // behind what was ever sent
    std::uint32_t expected_ = 0;
    std::uint32_t peer_window_ = 0;
    std::uint16_t peer_mss_ = 536;
    std::deque<std::uint8_t> buffer_; // from `oldest_` on
    bool fin_wanted_ = false;
    bool fin_sent_ = false;
    unsigned tries_ = 0;
    sim::core::Time deadline_ = sim::core::never;
};

} // namespace peripherals::devices::ethernet
