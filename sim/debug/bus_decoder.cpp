#include "sim/debug/bus_decoder.h"

#include <utility>

namespace sim::debug {

using namespace core;

BusDecoder::BusDecoder(SerialBus bus, Emit emit) : bus_(std::move(bus)), emit_(std::move(emit)) {
    for (std::size_t bit = 0; bit < bus_.pins.size(); ++bit) {
        levels_ |= (bus_.pins[bit].net->level() != Level::Low ? 1U : 0U) << bit;
    }
    coming_ = levels_;
}

unsigned BusDecoder::bit_of(std::string_view role) const {
    for (unsigned bit = 0; bit < bus_.pins.size(); ++bit) {
        if (bus_.pins[bit].role == role) {
            return bit;
        }
    }
    return absent;
}

void BusDecoder::on_edge(Time time, std::uint32_t net, bool high) {
    if (time != changed_) {
        settle(changed_);
    }
    changed_ = time;
    for (unsigned bit = 0; bit < bus_.pins.size(); ++bit) {
        if (bus_.pins[bit].net->instance() == net) {
            coming_ = (coming_ & ~(1U << bit)) | (high ? 1U : 0U) << bit;
        }
    }
}

void BusDecoder::settle(Time now) {
    if (coming_ != levels_) {
        on_time(changed_);
        const std::uint32_t before = std::exchange(levels_, coming_);
        on_change(changed_, before, levels_);
    }
    on_time(now);
}

void BusDecoder::emit(Time begin, Time end, std::string name, std::string text,
                      std::vector<TraceEvent::Field> fields) const {
    constexpr TraceEvent::Kind kinds[] = {TraceEvent::Kind::I2c, TraceEvent::Kind::Spi,
                                          TraceEvent::Kind::Uart, TraceEvent::Kind::Ws2812};
    emit_({.begin = begin,
           .end = end,
           .kind = kinds[static_cast<std::size_t>(bus_.kind)],
           .phase = begin == end ? TraceEvent::Phase::Instant : TraceEvent::Phase::Span,
           .source = bus_.name,
           .name = std::move(name),
           .text = std::move(text),
           .fields = std::move(fields)});
}

} // namespace sim::debug
