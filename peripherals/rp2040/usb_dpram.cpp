#include "peripherals/rp2040/usb_dpram.h"

#include "sim/core/register_device.h"

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {
constexpr std::uint32_t setup_bytes = 8;
} // namespace

std::uint32_t UsbDpram::word(std::uint32_t offset) const {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
        value |= std::uint32_t{state_.bytes[(offset + i) % size]} << (8 * i);
    }
    return value;
}

void UsbDpram::set_word(std::uint32_t offset, std::uint32_t value) {
    for (std::uint32_t i = 0; i < 4; ++i) {
        state_.bytes[(offset + i) % size] = static_cast<std::uint8_t>(value >> (8 * i));
    }
}

std::uint32_t UsbDpram::read(std::uint32_t offset, const Access& access) {
    const std::uint32_t value = word(offset);
    return access.size == 4 ? value : value & ((1U << (8 * access.size)) - 1);
}

void UsbDpram::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    for (std::uint32_t i = 0; i < access.size; ++i) {
        state_.bytes[(offset + i) % size] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    if (offset >= setup_bytes && offset < control_end && listener_ != nullptr) {
        listener_->on_dpram_control(offset & ~3U, ((1U << access.size) - 1) << (offset & 3));
    }
}

void UsbDpram::inspect(Inspector& inspector) const {
    for (const Register& reg : registers()) {
        for (std::uint16_t element = 0; element < reg.array.count; ++element) {
            inspector.hex(element_name(reg, element),
                          word(reg.offset + element * std::uint32_t{reg.array.stride}));
        }
    }
}

} // namespace peripherals::rp2040
