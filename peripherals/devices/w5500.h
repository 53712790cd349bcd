#pragma once

#include "peripherals/devices/ethernet_wire.h"
#include "peripherals/devices/spi_target.h"
#include "peripherals/devices/w5500_registers.h"
#include "peripherals/devices/w5500_socket.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace peripherals::devices {

/// W5500, Ethernet with a TCP/IP stack of its own (WIZnet, datasheet v1.0.9).
///
///     SCLK, MOSI, MISO, SCSn  see SpiTarget: two bytes of an address, a control byte, data of any length
///                             (VDM) or of 1, 2 or 4 bytes (FDM)
///     INTn  optional; low while an interrupt that is enabled is pending
///     RSTn  optional; low resets
///
/// Eight sockets over 16 KiB each way: TCP as client and server, UDP, and MACRAW on socket 0. It answers ARP
/// and echo requests. What it sends are frames on an EthernetWire. A command is taken at once. Estimate: the
/// link is up 1.5 s after a reset. Not modelled: PPPoE, IGMP, wake on LAN, keep-alive, other modes of the PHY
/// than auto-negotiation (kept), fragments.
class W5500 : public SpiTarget, public EthernetStation, private W5500Socket::Chip {
public:
    struct Pins {
        sim::core::Net* interrupt = nullptr;
        sim::core::Net* reset = nullptr;
    };
    W5500(sim::core::Machine& machine, std::string name, const Nets& nets, const Pins& pins,
          EthernetWire& wire);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_link(std::int64_t plugged_in);
    void on_frame(ethernet::View frame) override;

private:
    static constexpr unsigned sockets = 8;
    enum class Block : std::uint8_t { Common, Registers, Transmit, Receive, None };
    struct State {
        unsigned received = 0; // bytes since it was selected
        std::uint16_t address = 0;
        std::uint8_t control = 0;
        unsigned left = 0; // data bytes of a fixed length; 0: any
        sim::core::Time link_at = 0;
    };
    /// RSTn.
    class ResetLine final : public sim::core::NetListener {
    public:
        explicit ResetLine(W5500& chip) : chip_(chip) {}
        void connect(sim::core::Net& net) { pin_.connect(net, this, 0); }
        bool active() const { return pin_.connected() && pin_.level() == sim::core::Level::Low; }

    private:
        void on_edge(unsigned, sim::core::Level) override { chip_.reset_chip(); }

        W5500& chip_;
        sim::core::NetPin pin_;
    };

    void on_select() override { state_.received = 0; }
    void on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    Block block() const;
    W5500Socket& socket() { return sockets_[state_.control >> 5]; }
    std::uint8_t read(std::uint16_t address);
    void write(std::uint16_t address, std::uint8_t byte);
    std::uint8_t read_common(std::uint16_t address) const;
    void write_common(std::uint16_t address, std::uint8_t byte);
    void reset_chip();
    bool has_link() const;
    std::uint32_t field(w5500::Register reg) const;
    void take(const ethernet::Packet& packet);
    void take_icmp(const ethernet::Packet& packet);
    std::uint8_t socket_interrupts() const;
    void update_interrupt();
    void check_buffers();
    void time_is_up();

    sim::core::Time now() const override { return SpiTarget::now(); }
    void transmit(ethernet::Bytes frame) override;
    ethernet::Address own_address() const override;
    ethernet::Ip next_hop(ethernet::Ip ip) const override;
    bool is_broadcast(ethernet::Ip ip) const override;
    sim::core::Time retry_time() const override;
    unsigned retry_count() const override { return field(w5500::RCR); }
    void socket_changed() override;
    void report_socket(std::string_view id, std::string_view text) override { report(id, text); }

    EthernetWire& wire_;
    bool plugged_in_ = true;
    State state_;
    std::array<std::uint8_t, w5500::common_bytes> common_{};
    std::deque<W5500Socket> sockets_;
    std::int64_t sent_ = 0;
    std::int64_t received_ = 0;
    sim::core::NetPin interrupt_;
    ResetLine reset_{*this};
    sim::core::Event deadline_{*this, sim::core::EventClass::Timer, "deadline",
                               sim::core::handler<&W5500::time_is_up>};
};

} // namespace peripherals::devices
