#include "peripherals/nrf51/shared_slot.h"

#include "sim/core/assert.h"

namespace peripherals::nrf51 {

using namespace sim::core;

SharedSlot::SharedSlot(std::initializer_list<Peripheral*> peripherals)
    : peripherals_(peripherals), holders_(size / 4, 0) {
    TERRARIUM_ASSERT(!peripherals_.empty() && peripherals_.size() <= 8);
    for (unsigned number = 0; number < peripherals_.size(); ++number) {
        for (const Register& reg : peripherals_[number]->registers()) {
            for (unsigned element = 0; element < reg.array.count; ++element) {
                std::uint8_t& holder = holders_[(reg.offset + element * reg.array.stride) / 4];
                holder = static_cast<std::uint8_t>(holder | 1U << number);
            }
        }
    }
}

template <class Take> void SharedSlot::readers(std::uint32_t offset, Take take) const {
    Peripheral* first = nullptr;
    bool taken = false;
    for (unsigned number = 0; number < peripherals_.size(); ++number) {
        if (!has(number, offset)) {
            continue;
        }
        Peripheral* peripheral = peripherals_[number];
        first = first == nullptr ? peripheral : first;
        if (peripheral->active()) {
            taken = true;
            take(*peripheral);
        }
    }
    if (!taken) { // nobody there: the first peripheral tells of it
        take(first == nullptr ? *peripherals_.front() : *first);
    }
}

std::uint32_t SharedSlot::read(std::uint32_t offset, const Access& access) {
    std::uint32_t value = 0;
    readers(offset, [&](Peripheral& peripheral) { value |= peripheral.read(offset, access); });
    return value;
}

std::uint32_t SharedSlot::peek(std::uint32_t offset) const {
    std::uint32_t value = 0;
    readers(offset, [&](const Peripheral& peripheral) { value |= peripheral.peek(offset); });
    return value;
}

void SharedSlot::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    bool written = false;
    for (unsigned number = 0; number < peripherals_.size(); ++number) {
        if (has(number, offset)) {
            written = true;
            peripherals_[number]->write(offset, value, access);
        }
    }
    if (!written) {
        peripherals_.front()->write(offset, value, access);
    }
}

} // namespace peripherals::nrf51
