#pragma once

#include "sim/host/usb_link.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace sim::host {

/// A control request: the SETUP packet's fields, and the data that follow if they go out.
struct UsbRequest {
    std::uint8_t type = 0; // bmRequestType; bit 7 for data that come in
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;
    std::uint16_t length = 0;
    std::vector<std::uint8_t> data;
};

enum class UsbResult : std::uint8_t { Done, Stalled, Silent, TimedOut };

/// "stalled", "no answer" ...
std::string_view to_string(UsbResult result);

/// Told when a control request has come to its end.
class UsbRequestClient {
public:
    virtual ~UsbRequestClient() = default;
    /// `tag` as it was submitted with; `data` is what came in.
    virtual void on_request(unsigned tag, UsbResult result, std::span<const std::uint8_t> data) = 0;
};

/// Endpoint 0: requests, one after another. A request that is not over after 5 s is given up
/// (USB 2.0, 9.2.6.1).
class UsbControlPipe final : public UsbPipe {
public:
    /// `timeout` is the owner's event, to be answered with `on_timeout`.
    UsbControlPipe(UsbLink& link, core::Event& timeout) : link_(link), timeout_(timeout) {}

    void set_target(std::uint8_t device, std::uint16_t max_packet);
    void submit(UsbRequest request, UsbRequestClient& client, unsigned tag);
    /// Forgets all requests; nobody is told.
    void cancel();
    bool idle() const { return stage_ == Stage::Idle; }
    void on_timeout() { finish(UsbResult::TimedOut); }

    std::optional<UsbToken> wants() const override;
    std::span<const std::uint8_t> payload(const UsbToken& token) const override;
    void on_ack(const UsbToken& token, std::span<const std::uint8_t> data) override;
    void on_stall() override { finish(UsbResult::Stalled); }
    void on_silence() override { finish(UsbResult::Silent); }

private:
    enum class Stage : std::uint8_t { Idle, Setup, DataIn, DataOut, StatusIn, StatusOut };
    struct Pending {
        UsbRequest request;
        UsbRequestClient* client = nullptr;
        unsigned tag = 0;
    };
    void begin();
    void finish(UsbResult result);

    UsbLink& link_;
    core::Event& timeout_;
    std::deque<Pending> queue_; // the first one is under way
    Stage stage_ = Stage::Idle;
    std::array<std::uint8_t, 8> setup_{};
    std::vector<std::uint8_t> received_;
    std::size_t sent_ = 0;
    bool data1_ = false;
};

/// Told what a bulk or interrupt pipe brings.
class UsbPipeClient {
public:
    virtual ~UsbPipeClient() = default;
    virtual void on_data(UsbPipe& pipe, std::span<const std::uint8_t> data) = 0;
    virtual void on_sent(UsbPipe& pipe) = 0;
    /// The endpoint says STALL: the pipe rests until it is resumed.
    virtual void on_halt(UsbPipe& pipe) = 0;
    virtual void on_lost(UsbPipe& pipe) = 0;
};

/// A bulk or interrupt endpoint that is read all the time while the pipe is open.
class UsbInPipe final : public UsbPipe {
public:
    UsbInPipe(UsbLink& link, UsbPipeClient& client) : link_(link), client_(client) {}

    void open(const Target& target);
    void close();
    bool is_open() const { return open_; }
    /// After CLEAR_FEATURE(ENDPOINT_HALT): from DATA0 on.
    void resume();

    std::optional<UsbToken> wants() const override;
    std::span<const std::uint8_t> payload(const UsbToken&) const override { return {}; }
    void on_ack(const UsbToken& token, std::span<const std::uint8_t> data) override;
    void on_stall() override;
    void on_silence() override { client_.on_lost(*this); }

private:
    UsbLink& link_;
    UsbPipeClient& client_;
    bool open_ = false;
    bool halted_ = false;
    bool data1_ = false;
};

/// A bulk endpoint that bytes go out to, in packets as full as they can be.
class UsbOutPipe final : public UsbPipe {
public:
    UsbOutPipe(UsbLink& link, UsbPipeClient& client) : link_(link), client_(client) {}

    void open(const Target& target);
    /// What was not sent yet is lost.
    void close();
    bool is_open() const { return open_; }
    void resume();
    void send(std::span<const std::uint8_t> bytes);
    std::size_t queued() const { return queue_.size(); }

    std::optional<UsbToken> wants() const override;
    std::span<const std::uint8_t> payload(const UsbToken& token) const override;
    void on_ack(const UsbToken& token, std::span<const std::uint8_t> data) override;
    void on_stall() override;
    void on_silence() override { client_.on_lost(*this); }

private:
    UsbLink& link_;
    UsbPipeClient& client_;
    std::vector<std::uint8_t> queue_;
    bool open_ = false;
    bool halted_ = false;
    bool data1_ = false;
};

} // namespace sim::host
