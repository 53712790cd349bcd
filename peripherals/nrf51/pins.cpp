#include "peripherals/nrf51/pins.h"

namespace peripherals::nrf51 {

using namespace sim::core;

std::int64_t Pins::microvolts(unsigned pin) const {
    if (sources_[pin] != nullptr) {
        return sources_[pin]->microvolts();
    }
    const Level level = net(pin) != nullptr ? net(pin)->level() : Level::Floating;
    return level == Level::High ? supply_uv_ : level == Level::Low ? 0 : supply_uv_ / 2;
}

const BlockPin* Pins::taken_by(unsigned pin) const {
    const BlockPin* last = nullptr;
    for (const BlockPin* taker : takers_[pin]) {
        if (taker->use_ == BlockPin::Use::Watch) {
            continue;
        }
        if (last == nullptr || taker->is_output() || !last->is_output()) {
            last = taker;
        }
    }
    return last;
}

void Pins::set_level(unsigned pin, bool level) {
    const std::uint32_t bit = 1U << pin;
    if (((levels_ & bit) != 0) == level) {
        return;
    }
    levels_ ^= bit;
    // Who hears of it may take and let go of pins.
    std::array<BlockPin*, count> listeners{};
    std::size_t listening = 0;
    for (BlockPin* taker : takers_[pin]) {
        if (taker->listener_ != nullptr && listening < listeners.size()) {
            listeners[listening++] = taker;
        }
    }
    for (std::size_t i = 0; i < listening; ++i) {
        if (listeners[i]->pin_ == pin) {
            listeners[i]->listener_->on_pin(listeners[i]->signal_, level);
        }
    }
}

BlockPin::BlockPin(Pins& pins, PinListener* listener, unsigned signal)
    : pins_(pins), listener_(listener), signal_(signal) {}

void BlockPin::take(std::uint32_t psel, Use use, bool level) {
    if (psel >= Pins::count) {
        let_go();
        return;
    }
    if (pin_ != psel) {
        let_go();
        pin_ = psel;
        pins_.takers_[pin_].push_back(this);
    } else if (use_ == use && driven_ == level) {
        return;
    }
    use_ = use;
    driven_ = level;
    pins_.on_taken(pin_);
}

void BlockPin::watch(std::uint32_t psel) {
    take(psel, Use::Watch, false);
}

void BlockPin::take_input(std::uint32_t psel) {
    take(psel, Use::Input, false);
}

void BlockPin::take_output(std::uint32_t psel, bool level) {
    take(psel, Use::Output, level);
}

void BlockPin::let_go() {
    if (taken()) {
        const unsigned pin = pin_;
        std::erase(pins_.takers_[pin], this);
        pin_ = no_pin;
        use_ = Use::Watch;
        pins_.on_taken(pin);
    }
}

void BlockPin::drive(bool level) {
    if (taken() && driven_ != level) {
        driven_ = level;
        pins_.on_taken(pin_);
    }
}

} // namespace peripherals::nrf51
