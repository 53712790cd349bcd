#pragma once

#include "sim/core/bus.h"
#include "sim/core/device.h"
#include "sim/core/line.h"
#include "sim/core/machine.h"

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

/// What firmware does with the RP2040's USB controller, through the bus alone: a CDC ACM device, composite if
/// asked, with the register sequences of the SDK's device stack (AVAILABLE set last, EP_ABORT around a
/// revoked buffer, double buffers for bulk IN). It serves its interrupt 5 us after it rises.
class UsbFirmware final : public sim::core::Device, private sim::core::LineSink {
public:
    struct Options {
        bool composite = false;       // a mass storage function before the serial one
        bool echo = false;            // what comes in goes out
        bool reads = true;            // takes what the host sends
        std::uint8_t broken_type = 1; // bDescriptorType of the device descriptor
        bool answers_requests = true; // else EP0 says NAK for ever
        bool stalls_strings = false;
    };

    UsbFirmware(sim::core::Machine& machine, sim::core::Line& irq, Options options)
        : Device(machine, "FIRMWARE"), options_(options) {
        irq.connect(*this, 0);
    }

    void start() {
        for (std::uint32_t at = 0; at < 0x1000; at += 4) {
            ram(at, 0);
        }
        reg(0x74, 9);
        reg(0x78, 0xc);
        reg(0x40, 1);
        reg(0x4c, 1U << 29);
        reg(0x90, 1U << 4 | 1U << 12 | 1U << 16 | 1U << 14 | 1U << 15);
        set(0x4c, 1U << 16);
    }
    void reset() override {}
    void stop() { clear(0x4c, 1U << 16); }
    void send(std::span<const std::uint8_t> bytes) {
        to_send_.insert(to_send_.end(), bytes.begin(), bytes.end());
        fill_bulk_in();
    }
    void send(const std::string& text) {
        send(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    }
    void send_empty_packet() {
        give(2, true, 0, {}, bulk_in_data1_);
        bulk_in_data1_ = !bulk_in_data1_;
    }
    void halt(unsigned endpoint, bool in) { ram(control_of(endpoint, in), 1U << 11); }
    void start_reading() {
        options_.reads = true;
        give_bulk_out();
    }
    /// SERIAL_STATE: ten bytes in packets of eight.
    void notify(std::uint8_t state) {
        serial_state_ = {state, 0};
        give(1, true, 0, std::array<std::uint8_t, 8>{0xa1, 0x20, 0, 0, 0, 0, 2, 0}, notify_data1_);
        notify_data1_ = !notify_data1_;
    }
    void wake_host() { set(0x4c, 1U << 12); }

    std::string received;
    std::vector<std::array<std::uint8_t, 8>> setups;
    std::vector<std::uint8_t> line_coding;
    std::uint16_t lines = 0xffff;
    bool configured = false;
    bool suspended = false;
    int resets = 0;
    int halts_cleared = 0;

private:
    static constexpr std::uint32_t available = 1U << 10, select_0 = 1U << 12, data1 = 1U << 13,
                                   last = 1U << 14, full = 1U << 15;
    static constexpr std::uint32_t buffers[3] = {0x100, 0x180, 0x240}; // EP0, notifications, bulk IN
    static constexpr std::uint32_t bulk_out_buffer = 0x1c0;

    std::uint32_t reg(std::uint32_t offset) {
        return machine().bus().read(0x50110000 + offset, access()).value;
    }
    void reg(std::uint32_t offset, std::uint32_t value) {
        machine().bus().write(0x50110000 + offset, value, access());
    }
    void set(std::uint32_t offset, std::uint32_t bits) { reg(offset + 0x2000, bits); }
    void clear(std::uint32_t offset, std::uint32_t bits) { reg(offset + 0x3000, bits); }
    std::uint32_t ram(std::uint32_t offset) {
        return machine().bus().read(0x50100000 + offset, access()).value;
    }
    std::uint8_t ram_byte(std::uint32_t offset) {
        return static_cast<std::uint8_t>(machine().bus().read(0x50100000 + offset, {.size = 1}).value);
    }
    void ram(std::uint32_t offset, std::uint32_t value, std::uint8_t size = 4) {
        machine().bus().write(0x50100000 + offset, value, {.size = size});
    }
    static sim::core::Access access() { return {}; }
    static std::uint32_t control_of(unsigned endpoint, bool in) { return 0x80 + 8 * endpoint + (in ? 0 : 4); }

    void on_line(unsigned, bool level) override {
        if (level) {
            serve_.arm(now() + 5 * sim::core::ps_per_us);
        }
    }
    void copy(std::uint32_t address, std::span<const std::uint8_t> bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            ram(address + static_cast<std::uint32_t>(i), bytes[i], 1);
        }
    }
    void write_control(std::uint32_t offset, std::uint32_t value) {
        ram(offset, value & ~(available | available << 16));
        ram(offset, value);
    }
    /// A packet to the host, in one buffer.
    void give(unsigned endpoint, bool in, std::uint32_t flags, std::span<const std::uint8_t> bytes,
              bool pid) {
        copy(buffers[endpoint], bytes);
        write_control(control_of(endpoint, in), static_cast<std::uint32_t>(bytes.size()) | full | last |
                                                    available | flags | (pid ? data1 : 0));
    }
    void take(unsigned endpoint, bool pid) {
        write_control(control_of(endpoint, false), 64U | last | available | (pid ? data1 : 0));
    }

    void serve() {
        const std::uint32_t status = reg(0x98);
        if ((status & 1U << 4) != 0) {
            serve_buffers();
        }
        if ((status & 1U << 16) != 0) {
            clear(0x50, 1U << 17);
            serve_setup();
        }
        if ((status & 1U << 12) != 0) {
            clear(0x50, 1U << 19);
            reg(0x00, 0);
            for (std::uint32_t at = 8; at < 0x80; at += 4) {
                ram(at, 0);
            }
            configured = false;
            ++resets;
        }
        if ((status & 1U << 14) != 0) {
            clear(0x50, 1U << 4);
            suspended = (reg(0x50) & 1U << 4) != 0;
        }
        if ((status & 1U << 15) != 0) {
            clear(0x50, 1U << 11);
        }
        if (reg(0x98) != 0) {
            serve_.arm(now() + sim::core::ps_per_us);
        }
    }
    void serve_buffers() {
        const std::uint32_t buffers_done = reg(0x58);
        clear(0x58, buffers_done);
        if ((buffers_done & 1) != 0) {
            continue_control_in();
        }
        if ((buffers_done & 2) != 0) {
            take_control_out();
        }
        if ((buffers_done & 1U << 2) != 0 && !serial_state_.empty()) {
            give(1, true, 0, serial_state_, notify_data1_);
            notify_data1_ = !notify_data1_;
            serial_state_.clear();
        }
        if ((buffers_done & 1U << 4) != 0) {
            bulk_in_busy_ = false;
            fill_bulk_in();
        }
        if ((buffers_done & 1U << 7) != 0) {
            take_bulk_out();
        }
    }
    void serve_setup() {
        std::array<std::uint8_t, 8> setup{};
        for (std::uint32_t i = 0; i < setup.size(); ++i) {
            setup[i] = ram_byte(i);
        }
        setups.push_back(setup);
        if (!options_.answers_requests) {
            return;
        }
        // Whatever was still offered for the request before is revoked.
        set(0x60, 3);
        while ((reg(0x64) & 3) != 3) {
        }
        ram(control_of(0, true), 0);
        ram(control_of(0, false), 0);
        clear(0x64, 3);
        clear(0x60, 3);
        control_pid_ = true;
        control_.clear();
        request(setup);
    }
    void request(const std::array<std::uint8_t, 8>& setup) {
        const std::uint16_t value = static_cast<std::uint16_t>(setup[2] | setup[3] << 8);
        wanted_ = static_cast<std::uint16_t>(setup[6] | setup[7] << 8);
        if (setup[0] == 0x80 && setup[1] == 6) {
            answer(descriptor(setup[3], setup[2]));
        } else if (setup[0] == 0x21 && setup[1] == 0x20) {
            take(0, true); // line coding comes
            return;
        } else if (setup[0] == 0x00 && setup[1] == 5) {
            address_ = static_cast<std::uint8_t>(value);
            status();
        } else if (setup[0] == 0x00 && setup[1] == 9) {
            configure();
            status();
        } else if (setup[0] == 0x21 && setup[1] == 0x22) {
            lines = value;
            status();
        } else if (setup[0] == 0x02 && setup[1] == 1) {
            ++halts_cleared;
            clear_halt(setup[4]);
            status();
        } else {
            status();
        }
    }
    void answer(std::vector<std::uint8_t> bytes) {
        if (bytes.empty()) {
            set(0x68, 3);
            ram(control_of(0, true), 1U << 11);
            ram(control_of(0, false), 1U << 11);
            return;
        }
        if (bytes.size() > wanted_) {
            bytes.resize(wanted_);
        }
        control_ = std::move(bytes);
        sending_ = true;
        give_control();
    }
    void give_control() {
        const std::size_t size = std::min<std::size_t>(control_.size(), 64);
        give(0, true, 0, std::span(control_).first(size), control_pid_);
        short_packet_ = size < 64;
        wanted_ = static_cast<std::uint16_t>(wanted_ - size);
        control_.erase(control_.begin(), control_.begin() + static_cast<std::ptrdiff_t>(size));
        control_pid_ = !control_pid_;
    }
    void status() {
        sending_ = false;
        give(0, true, 0, {}, true);
    }
    void continue_control_in() {
        if (!sending_) {
            if (address_ != 0) {
                reg(0x00, address_); // only after the status stage
                address_ = 0;
            }
        } else if (short_packet_ || wanted_ == 0) {
            take(0, true); // the host's status
        } else {
            give_control();
        }
    }
    void take_control_out() {
        const std::uint32_t size = ram(control_of(0, false)) & 0x3ff;
        if (size != 0) {
            line_coding.clear();
            for (std::uint32_t i = 0; i < size; ++i) {
                line_coding.push_back(ram_byte(0x100 + i));
            }
            status();
        }
    }
    void clear_halt(std::uint8_t endpoint) {
        ram(control_of(endpoint & 0xf, (endpoint & 0x80) != 0), 0);
        if (endpoint == 0x82) {
            bulk_in_data1_ = bulk_in_busy_ = false;
            fill_bulk_in();
        } else if (endpoint == 3) {
            bulk_out_data1_ = false;
            give_bulk_out();
        }
    }
    void configure() {
        configured = true;
        ram(0x08, 1U << 31 | 1U << 29 | 3U << 26 | buffers[1]);
        ram(0x10, 1U << 31 | 1U << 29 | 2U << 26 | buffers[2]);
        ram(0x1c, 1U << 31 | 1U << 29 | 2U << 26 | bulk_out_buffer);
        bulk_in_data1_ = bulk_out_data1_ = notify_data1_ = bulk_in_busy_ = false;
        give_bulk_out();
        fill_bulk_in();
    }
    void give_bulk_out() {
        if (options_.reads && configured) {
            take(3, bulk_out_data1_);
            bulk_out_data1_ = !bulk_out_data1_;
        }
    }
    void take_bulk_out() {
        const std::uint32_t size = ram(control_of(3, false)) & 0x3ff;
        std::string text;
        for (std::uint32_t i = 0; i < size; ++i) {
            text += static_cast<char>(ram_byte(bulk_out_buffer + i));
        }
        received += text;
        give_bulk_out();
        if (options_.echo) {
            send(text);
        }
    }
    /// One or two packets at once, an interrupt when the last of them is through.
    void fill_bulk_in() {
        if (!configured || bulk_in_busy_ || to_send_.empty()) {
            return;
        }
        bulk_in_busy_ = true;
        const std::uint32_t first = fill_bulk_in_half(0);
        const bool twice = !to_send_.empty();
        const std::uint32_t second = twice ? fill_bulk_in_half(1) << 16 : 0;
        const std::uint32_t interrupt = twice ? 1U << 30 | 1U << 28 : 1U << 29;
        ram(0x10, 1U << 31 | interrupt | 2U << 26 | buffers[2]);
        write_control(control_of(2, true), second | first | select_0);
    }
    std::uint32_t fill_bulk_in_half(std::uint32_t half) {
        const std::size_t size = std::min<std::size_t>(to_send_.size(), 64);
        const std::vector<std::uint8_t> packet(to_send_.begin(),
                                               to_send_.begin() + static_cast<std::ptrdiff_t>(size));
        to_send_.erase(to_send_.begin(), to_send_.begin() + static_cast<std::ptrdiff_t>(size));
        copy(buffers[2] + 64 * half, packet);
        const bool pid = bulk_in_data1_;
        bulk_in_data1_ = !bulk_in_data1_;
        return static_cast<std::uint32_t>(size) | full | available | (to_send_.empty() ? last : 0) |
               (pid ? data1 : 0);
    }

    std::vector<std::uint8_t> descriptor(std::uint8_t type, std::uint8_t index) const {
        if (type == 1) {
            return {18, options_.broken_type, 0, 2, 0xef, 2, 1, 64, 0x8a, 0x2e, 5, 0, 0, 1, 1, 2, 3, 1};
        }
        if (type == 2) {
            return configuration();
        }
        if (type != 3 || options_.stalls_strings || index > 3) {
            return {};
        }
        if (index == 0) {
            return {4, 3, 9, 4};
        }
        const std::string text = index == 1 ? "Terrarium" : index == 2 ? "Test board" : "0123";
        std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(2 + 2 * text.size()), 3};
        for (const char character : text) {
            bytes.push_back(static_cast<std::uint8_t>(character));
            bytes.push_back(0);
        }
        return bytes;
    }
    std::vector<std::uint8_t> configuration() const {
        std::vector<std::uint8_t> bytes{9, 2, 0, 0, 2, 1, 0, 0xa0, 125};
        std::uint8_t number = 0;
        const auto add = [&bytes](std::initializer_list<std::uint8_t> more) {
            bytes.insert(bytes.end(), more);
        };
        if (options_.composite) {
            add({9, 4, number, 0, 2, 8, 6, 0x50, 0, 7, 5, 4, 2, 64, 0, 0, 7, 5, 0x84, 2, 64, 0, 0});
            bytes[4] = 3;
            ++number;
        }
        const auto data = static_cast<std::uint8_t>(number + 1);
        add({8, 11, number, 2, 2, 2, 0, 0});
        add({9, 4, number, 0, 1, 2, 2, 0, 0});
        add({5, 0x24, 0, 0x20, 1, 5, 0x24, 1, 0, data, 4, 0x24, 2, 6, 5, 0x24, 6, number, data});
        add({7, 5, 0x81, 3, 8, 0, 16});
        add({9, 4, data, 0, 2, 10, 0, 0, 0, 7, 5, 3, 2, 64, 0, 0, 7, 5, 0x82, 2, 64, 0, 0});
        bytes[2] = static_cast<std::uint8_t>(bytes.size());
        return bytes;
    }

    Options options_;
    std::vector<std::uint8_t> control_;
    std::uint16_t wanted_ = 0;
    bool sending_ = false;
    bool short_packet_ = false;
    bool control_pid_ = true;
    std::uint8_t address_ = 0;
    std::deque<std::uint8_t> to_send_;
    bool bulk_in_busy_ = false;
    bool bulk_in_data1_ = false;
    bool bulk_out_data1_ = false;
    bool notify_data1_ = false;
    std::vector<std::uint8_t> serial_state_;
    sim::core::Event serve_{*this, sim::core::EventClass::Core, "serve",
                            sim::core::handler<&UsbFirmware::serve>};
};
