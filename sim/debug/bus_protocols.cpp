#include "sim/debug/bus_decoder.h"

#include <bit>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

/// From a start to a stop or the next start: addresses of 7 and 10 bits, bytes, acknowledges.
class I2cDecoder final : public BusDecoder {
public:
    using BusDecoder::BusDecoder;

private:
    struct Byte {
        std::uint8_t value;
        bool acknowledged;
    };

    void on_change(Time time, std::uint32_t before, std::uint32_t after) override {
        const bool clock = is_high(after, scl_);
        const bool data = is_high(after, sda_);
        if (is_high(before, scl_) && clock) {
            data ? finish(time, "STOP") : start(time);
        } else if (clock && active_) {
            bit(data);
        }
    }

    void start(Time time) {
        finish(time, "RESTART");
        active_ = true;
        began_ = time;
        bytes_.clear();
        bits_ = 0;
    }

    void bit(bool high) {
        if (++bits_ <= 8) {
            shift_ = static_cast<std::uint8_t>(shift_ << 1 | (high ? 1 : 0));
        } else {
            bytes_.push_back({shift_, !high});
            bits_ = 0;
        }
    }

    void finish(Time time, const char* ending) {
        if (!std::exchange(active_, false)) {
            return;
        }
        // The clock pulse of the start or stop itself counted as a bit.
        const std::string broken =
            bits_ > 1 ? fmt::format(", broken off after {} bits", bits_ - 1) : std::string();
        if (bytes_.empty()) {
            emit(began_, time, "no address", fmt::format("no address{}, {}", broken, ending), {});
            return;
        }
        const Byte first = bytes_.front();
        const bool reading = (first.value & 1) != 0;
        unsigned address = first.value >> 1;
        std::size_t data = 1;
        constexpr unsigned ten_bits = 0x78; // 11110xx
        if ((address & 0x7c) == ten_bits) {
            if (!reading && bytes_.size() > 1) {
                low_address_ = bytes_[1].value;
                data = 2;
            }
            address = (address & 3) << 8 | low_address_;
        }
        const std::string name = fmt::format("{} 0x{:02x}", reading ? "read" : "write", address);
        std::string text = name + (first.acknowledged ? " ACK" : " NACK");
        std::vector<std::uint64_t> values;
        std::vector<std::uint64_t> acknowledges;
        for (; data < bytes_.size(); ++data) {
            values.push_back(bytes_[data].value);
            acknowledges.push_back(bytes_[data].acknowledged ? 1 : 0);
            text += fmt::format("{} {:02x}{}", values.size() == 1 ? ":" : "", bytes_[data].value,
                                bytes_[data].acknowledged ? "" : " NACK");
        }
        text += broken + ", " + ending;
        emit(began_, time, name, std::move(text),
             {
                 {"address",      std::uint64_t{address}                     },
                 {"direction",    std::string(reading ? "read" : "write")    },
                 {"acknowledged", std::uint64_t{first.acknowledged ? 1U : 0U}},
                 {"bytes",        std::move(values)                          },
                 {"acks",         std::move(acknowledges)                    },
                 {"end",          std::string(ending)                        }
        });
    }

    unsigned scl_ = bit_of("scl");
    unsigned sda_ = bit_of("sda");
    bool active_ = false;
    Time began_ = 0;
    unsigned bits_ = 0;
    std::uint8_t shift_ = 0;
    unsigned low_address_ = 0; // of 10 bits, for reads
    std::vector<Byte> bytes_;
};

/// Words, in both directions.
class SpiDecoder final : public BusDecoder {
public:
    using BusDecoder::BusDecoder;

private:
    void on_change(Time time, std::uint32_t before, std::uint32_t after) override {
        if (cs_ != absent && is_high(after, cs_)) {
            break_off(time);
            return;
        }
        if (is_high(before, sck_) == is_high(after, sck_)) {
            return;
        }
        const BusFormat now = format();
        if (!(now == format_)) {
            break_off(time);
            format_ = now;
        }
        const bool leading = is_high(after, sck_) != format_.clock_high;
        if (leading && bits_ == 0) {
            began_ = time;
        }
        // Data that change with the edge that samples them are sampled as they were before.
        if (format_.second_edge ? !leading && led_ : leading) {
            sample(time, before);
        }
        led_ = leading;
    }

    void sample(Time time, std::uint32_t levels) {
        for (const auto& [pin, word] : {std::pair(mosi_, &out_), std::pair(miso_, &in_)}) {
            const std::uint32_t bit = pin != absent && is_high(levels, pin) ? 1 : 0;
            *word |= bit << (format_.lowest_first ? bits_ : format_.bits - 1 - bits_);
        }
        if (++bits_ == format_.bits) {
            tell(time, {});
        }
    }

    void break_off(Time time) {
        if (bits_ != 0) {
            tell(time, fmt::format(", broken off after {} bits", bits_));
        }
        led_ = false;
    }

    void tell(Time time, const std::string& remark) {
        const int digits = static_cast<int>(format_.bits + 3) / 4;
        std::string name;
        std::vector<TraceEvent::Field> fields;
        for (const auto& [role, pin, word] :
             {std::tuple("mosi", mosi_, out_), std::tuple("miso", miso_, in_)}) {
            if (pin != absent) {
                name += fmt::format("{}{} {:0{}x}", name.empty() ? "" : " ", role, word, digits);
                fields.push_back({role, std::uint64_t{word}});
            }
        }
        fields.push_back({"bits", std::uint64_t{bits_}});
        emit(began_, time, name, name + remark, std::move(fields));
        bits_ = 0;
        out_ = in_ = 0;
    }

    unsigned sck_ = bit_of("sck");
    unsigned mosi_ = bit_of("mosi");
    unsigned miso_ = bit_of("miso");
    unsigned cs_ = bit_of("cs");
    BusFormat format_ = format();
    bool led_ = false; // the clock's first edge of this bit has come
    unsigned bits_ = 0;
    std::uint32_t out_ = 0;
    std::uint32_t in_ = 0;
    Time began_ = 0;
};

/// Characters on one line, each bit sampled in its middle.
class UartDecoder final : public BusDecoder {
public:
    using BusDecoder::BusDecoder;

private:
    void on_change(Time time, std::uint32_t, std::uint32_t after) override {
        if (is_high(after, line_)) {
            waiting_ = false;
        } else if (!active_ && !waiting_) {
            format_ = format();
            active_ = format_.bit_time != 0;
            began_ = time;
            bits_ = 0;
            word_ = 0;
        }
        high_ = is_high(after, line_);
    }

    void on_time(Time now) override {
        while (active_ && began_ + format_.bit_time * (2 * Time{bits_} + 1) / 2 < now) {
            sample();
        }
    }

    /// Start bit, data, parity, the first stop bit.
    void sample() {
        word_ |= (high_ ? 1U : 0U) << bits_;
        const bool parity = format_.parity != BusFormat::Parity::None;
        const unsigned all = 1 + format_.bits + (parity ? 1 : 0) + 1;
        if (bits_ == 0 && high_) {
            active_ = false; // a glitch
        } else if (++bits_ == all) {
            tell(parity, all);
        }
    }

    void tell(bool parity, unsigned all) {
        active_ = false;
        const std::uint32_t data = word_ >> 1 & ((1U << format_.bits) - 1);
        const bool stopped = (word_ >> (all - 1) & 1) != 0;
        std::string error;
        if (!stopped) {
            waiting_ = !high_;
            error = word_ == 0 ? "break" : "framing error";
        } else if (parity) {
            const bool odd = std::popcount(word_ >> 1 & ((2U << format_.bits) - 1)) % 2 != 0;
            error = odd == (format_.parity == BusFormat::Parity::Odd) ? "" : "parity error";
        }
        const bool printable = data >= 0x20 && data < 0x7f;
        const std::string name =
            printable ? fmt::format("'{}'", static_cast<char>(data)) : fmt::format("{:02x}", data);
        const std::string text =
            fmt::format("{:02x}{}{}{}", data, printable ? " " + name : "", error.empty() ? "" : ", ", error);
        std::vector<TraceEvent::Field> fields{
            {"byte", std::uint64_t{data}}
        };
        if (!error.empty()) {
            fields.push_back({"error", error});
        }
        emit(began_, began_ + format_.bit_time * Time{all}, error.empty() ? name : error, text,
             std::move(fields));
    }

    unsigned line_ = bit_of("line");
    BusFormat format_;
    bool high_ = is_high(levels(), line_);
    bool active_ = false;
    bool waiting_ = false; // for the line to become high after a break
    Time began_ = 0;
    unsigned bits_ = 0;
    std::uint32_t word_ = 0;
};

/// Pixels of a strip; a pulse is a 1 if it is nearer to 0.8 us than to 0.4 us.
class Ws2812Decoder final : public BusDecoder {
public:
    using BusDecoder::BusDecoder;

private:
    static constexpr Time longest_zero = 600 * ps_per_ns;
    static constexpr Time pause = 50 * ps_per_us;
    static constexpr unsigned pixel_bits = 24;

    void on_change(Time time, std::uint32_t, std::uint32_t after) override {
        if (is_high(after, din_)) {
            rise_ = time;
            began_ = bits_ == 0 ? time : began_;
            return;
        }
        fall_ = time;
        shift_ = shift_ << 1 | (time - rise_ > longest_zero ? 1 : 0);
        if (++bits_ == pixel_bits) {
            const std::uint32_t red = shift_ >> 8 & 0xff;
            const std::uint32_t rgb = red << 16 | (shift_ >> 16 & 0xff) << 8 | (shift_ & 0xff);
            const std::string colour = fmt::format("#{:06x}", rgb);
            emit(began_, time, colour, fmt::format("pixel {} {}", count_, colour),
                 {
                     {"pixel",  std::uint64_t{count_}},
                     {"colour", colour               }
            });
            ++count_;
            bits_ = 0;
        }
    }

    void on_time(Time now) override {
        const bool begun = count_ != 0 || bits_ != 0;
        if (!begun || is_high(levels(), din_) || now - fall_ < pause) {
            return;
        }
        const std::string rest = bits_ != 0 ? fmt::format(" and {} bits", bits_) : "";
        emit(fall_ + pause, fall_ + pause, "show", fmt::format("shows {} pixels{}", count_, rest),
             {
                 {"pixels", std::uint64_t{count_}}
        });
        count_ = bits_ = 0;
    }

    unsigned din_ = bit_of("din");
    Time rise_ = 0;
    Time fall_ = 0;
    Time began_ = 0;
    std::uint32_t shift_ = 0;
    unsigned bits_ = 0;
    unsigned count_ = 0;
};

} // namespace

std::unique_ptr<BusDecoder> make_decoder(SerialBus bus, BusDecoder::Emit emit) {
    switch (bus.kind) {
    case SerialBus::Kind::I2c:
        return std::make_unique<I2cDecoder>(std::move(bus), std::move(emit));
    case SerialBus::Kind::Spi:
        return std::make_unique<SpiDecoder>(std::move(bus), std::move(emit));
    case SerialBus::Kind::Uart:
        return std::make_unique<UartDecoder>(std::move(bus), std::move(emit));
    case SerialBus::Kind::Ws2812:
        break;
    }
    return std::make_unique<Ws2812Decoder>(std::move(bus), std::move(emit));
}

} // namespace sim::debug
