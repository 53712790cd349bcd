#include "sim/host/input_pacer.h"

#include <algorithm>

namespace sim::host {

using namespace core;

namespace {

constexpr std::uint8_t enter_raw = 0x01;
constexpr std::uint8_t leave_raw = 0x02;
constexpr std::uint8_t interrupt = 0x03;

std::size_t count_interrupts(std::span<const std::uint8_t> bytes) {
    return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), interrupt));
}

} // namespace

void InputPacer::queued(std::span<const std::uint8_t> bytes, Time now, Time last_arrival) {
    if (booted_ && waiting_ == 0 && now - last_arrival >= typing_pause) {
        left_ = burst_;
    }
    waiting_ += bytes.size();
    interrupts_ += count_interrupts(bytes);
}

std::size_t InputPacer::allowance(Time now, Time last_arrival, bool asleep) {
    if (burst_ == 0 || raw_ || interrupts_ != 0) {
        return unlimited;
    }
    if (left_ != 0 || now < last_arrival) {
        return left_;
    }
    const bool ready = answered_ && asleep;
    if (!ready && now - last_arrival < (answers_ ? patience_with_answers : patience_without)) {
        return 0;
    }
    answers_ = answered_;
    left_ = burst_;
    return left_;
}

void InputPacer::sent(std::span<const std::uint8_t> bytes) {
    left_ -= std::min(left_, bytes.size());
    answered_ = false;
    waiting_ -= bytes.size();
    interrupts_ -= count_interrupts(bytes);
    for (const std::uint8_t byte : bytes) {
        if (byte == enter_raw || byte == leave_raw) {
            raw_ = byte == enter_raw;
            left_ = burst_;
        }
    }
}

void InputPacer::heard(Time now, Time last_arrival) {
    booted_ = true;
    answered_ |= now >= last_arrival;
}

} // namespace sim::host
