#include "peripherals/rp2040/usb.h"

#include <algorithm>

namespace peripherals::rp2040 {

using namespace sim::core;
using usb::usb_dpram_registers;
using usb::usb_registers;

namespace {

constexpr FieldRef device_address = find(usb_registers, "ADDR_ENDP.ADDRESS");
constexpr FieldRef ep0_int_stall = find(usb_registers, "SIE_CTRL.EP0_INT_STALL");
constexpr FieldRef ep0_double_buf = find(usb_registers, "SIE_CTRL.EP0_DOUBLE_BUF");
constexpr FieldRef ep0_int_1buf = find(usb_registers, "SIE_CTRL.EP0_INT_1BUF");
constexpr FieldRef ep0_int_2buf = find(usb_registers, "SIE_CTRL.EP0_INT_2BUF");
constexpr FieldRef ep0_int_nak = find(usb_registers, "SIE_CTRL.EP0_INT_NAK");
constexpr FieldRef data_seq_error = find(usb_registers, "SIE_STATUS.DATA_SEQ_ERROR");
constexpr FieldRef ack_rec = find(usb_registers, "SIE_STATUS.ACK_REC");
constexpr FieldRef trans_complete = find(usb_registers, "SIE_STATUS.TRANS_COMPLETE");
constexpr FieldRef setup_rec = find(usb_registers, "SIE_STATUS.SETUP_REC");
constexpr Row buff_status = row_of(usb_registers, "BUFF_STATUS");
constexpr Row buff_cpu_should_handle = row_of(usb_registers, "BUFF_CPU_SHOULD_HANDLE");
constexpr Row ep_abort = row_of(usb_registers, "EP_ABORT");
constexpr Row ep_stall_arm = row_of(usb_registers, "EP_STALL_ARM");
constexpr Row ep_status_stall_nak = row_of(usb_registers, "EP_STATUS_STALL_NAK");

constexpr FieldRef ep_enable = find(usb_dpram_registers, "EP%_IN_CONTROL.ENABLE");
constexpr FieldRef ep_double = find(usb_dpram_registers, "EP%_IN_CONTROL.DOUBLE_BUFFERED");
constexpr FieldRef ep_int_1buf = find(usb_dpram_registers, "EP%_IN_CONTROL.INTERRUPT_PER_BUFF");
constexpr FieldRef ep_int_2buf = find(usb_dpram_registers, "EP%_IN_CONTROL.INTERRUPT_PER_DOUBLE_BUFF");
constexpr FieldRef ep_type = find(usb_dpram_registers, "EP%_IN_CONTROL.ENDPOINT_TYPE");
constexpr FieldRef ep_int_stall = find(usb_dpram_registers, "EP%_IN_CONTROL.INTERRUPT_ON_STALL");
constexpr FieldRef ep_int_nak = find(usb_dpram_registers, "EP%_IN_CONTROL.INTERRUPT_ON_NAK");
constexpr FieldRef ep_address = find(usb_dpram_registers, "EP%_IN_CONTROL.BUFFER_ADDRESS");

// Buffer control: buffer 1 has its bits 16 places above those of buffer 0.
constexpr FieldRef full = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.FULL_0");
constexpr FieldRef last = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.LAST_0");
constexpr FieldRef pid = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.PID_0");
constexpr FieldRef selector_reset = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.RESET");
constexpr FieldRef stall = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.STALL");
constexpr FieldRef available = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.AVAILABLE_0");
constexpr FieldRef length = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.LENGTH_0");
constexpr FieldRef iso_offset = find(usb_dpram_registers, "EP%_IN_BUFFER_CONTROL.DOUBLE_BUFFER_ISO_OFFSET");
constexpr unsigned half_bits = 16;
constexpr std::uint32_t half_mask = 0xffff;

constexpr std::uint32_t isochronous = 1; // ENDPOINT_TYPE
constexpr std::uint32_t ep0_buffers = 0x100;
constexpr std::uint32_t buffer_bytes = 64;
constexpr std::uint32_t address_mask = 0xffc0; // "64 byte aligned; bits 0-5 are ignored"
constexpr std::uint32_t buffer_controls = 0x80;

unsigned number_of(unsigned endpoint, UsbDirection direction) {
    return 2 * endpoint + (direction == UsbDirection::Out ? 1 : 0);
}

bool is_isochronous(std::uint32_t control) {
    return (control & ep_type.mask) >> ep_type.lsb == isochronous;
}

} // namespace

bool UsbController::addressed(unsigned address) const {
    return state_.receiving && address == field(device_address);
}

std::uint32_t UsbController::endpoint_control(unsigned endpoint, UsbDirection direction) const {
    if (endpoint != 0) {
        return dpram_.word(4 * number_of(endpoint, direction));
    }
    const auto map = [this](FieldRef from, FieldRef to) { return field(from) != 0 ? to.mask : 0; };
    return ep_enable.mask | ep0_buffers | map(ep0_double_buf, ep_double) | map(ep0_int_1buf, ep_int_1buf) |
           map(ep0_int_2buf, ep_int_2buf) | map(ep0_int_nak, ep_int_nak) | map(ep0_int_stall, ep_int_stall);
}

UsbController::Buffer UsbController::buffer(unsigned endpoint, UsbDirection direction) const {
    Buffer result;
    const unsigned number = number_of(endpoint, direction);
    result.bit = 1U << number;
    result.control = endpoint_control(endpoint, direction);
    result.status_offset = buffer_controls + 4 * number;
    const std::uint32_t word = dpram_.word(result.status_offset);
    result.half = (result.control & ep_double.mask) != 0 && (state_.selected & result.bit) != 0 ? 1 : 0;
    result.status = word >> (half_bits * result.half) & half_mask;
    result.stalled = (word & stall.mask) != 0 && (endpoint != 0 || (value(ep_stall_arm) & result.bit) != 0);
    const std::uint32_t distance =
        is_isochronous(result.control) ? 128U << ((word & iso_offset.mask) >> iso_offset.lsb) : buffer_bytes;
    result.address = (result.control & ep_address.mask & address_mask) + result.half * distance;
    result.capacity = result.address < UsbDpram::size ? UsbDpram::size - result.address : 0;
    return result;
}

UsbPreview UsbController::preview(const Buffer& buffer, UsbDirection direction) const {
    UsbPreview result;
    if ((buffer.control & ep_enable.mask) == 0) {
        return result;
    }
    const std::uint32_t needed = direction == UsbDirection::In ? available.mask | full.mask : available.mask;
    result.nak_seen =
        (buffer.control & ep_int_nak.mask) != 0 && (value(ep_status_stall_nak) & buffer.bit) == 0;
    if ((value(ep_abort) & buffer.bit) != 0) {
        result.answer = UsbAnswer::Nak;
    } else if (buffer.stalled) {
        result.answer = UsbAnswer::Stall;
    } else if ((buffer.status & needed) == needed) {
        result.answer = UsbAnswer::Ack;
        result.length = static_cast<std::uint16_t>(std::min(buffer.status & length.mask, buffer.capacity));
    } else {
        result.answer = is_isochronous(buffer.control) ? UsbAnswer::Silence : UsbAnswer::Nak;
    }
    return result;
}

UsbPreview UsbController::preview(unsigned address, unsigned endpoint, UsbDirection direction) const {
    return addressed(address) ? preview(buffer(endpoint, direction), direction) : UsbPreview{};
}

UsbAnswer UsbController::setup(unsigned address, unsigned endpoint, std::span<const std::uint8_t, 8> packet) {
    if (!addressed(address) || endpoint != 0) {
        return UsbAnswer::Silence;
    }
    std::copy(packet.begin(), packet.end(), dpram_.bytes().begin());
    set_value(ep_stall_arm, 0);
    set_field(setup_rec, 1);
    update();
    return UsbAnswer::Ack;
}

UsbAnswer UsbController::out(unsigned address, unsigned endpoint, bool data1,
                             std::span<const std::uint8_t> data) {
    if (!addressed(address)) {
        return UsbAnswer::Silence;
    }
    const Buffer target = buffer(endpoint, UsbDirection::Out);
    const UsbAnswer answer = preview(target, UsbDirection::Out).answer;
    if (answer != UsbAnswer::Ack) {
        refuse(target, answer);
        return answer;
    }
    if (!is_isochronous(target.control) && data1 != ((target.status & pid.mask) != 0)) {
        // The packet before it again, to which the acknowledge was lost: acknowledged and dropped.
        set_field(data_seq_error, 1);
        update();
        return UsbAnswer::Ack;
    }
    const auto count = std::min(static_cast<std::uint32_t>(data.size()), target.capacity);
    std::copy_n(data.begin(), count, dpram_.bytes().begin() + target.address);
    finish(target, (target.status & ~length.mask) | full.mask | (count & length.mask));
    return UsbAnswer::Ack;
}

UsbIn UsbController::in(unsigned address, unsigned endpoint) {
    if (!addressed(address)) {
        return {};
    }
    const Buffer source = buffer(endpoint, UsbDirection::In);
    const UsbPreview packet = preview(source, UsbDirection::In);
    if (packet.answer != UsbAnswer::Ack) {
        refuse(source, packet.answer);
        return {packet.answer, false, {}};
    }
    if (!is_isochronous(source.control)) {
        set_field(ack_rec, 1);
    }
    finish(source, source.status & ~full.mask);
    const std::span<const std::uint8_t> bytes = dpram_.bytes();
    return {UsbAnswer::Ack, (source.status & pid.mask) != 0, bytes.subspan(source.address, packet.length)};
}

void UsbController::refuse(const Buffer& buffer, UsbAnswer answer) {
    const std::uint32_t listens = answer == UsbAnswer::Nak     ? ep_int_nak.mask
                                  : answer == UsbAnswer::Stall ? ep_int_stall.mask
                                                               : 0;
    if ((buffer.control & listens) != 0) {
        set_value(ep_status_stall_nak, value(ep_status_stall_nak) | buffer.bit);
        update();
    }
}

/// Writes the status of a buffer back that was sent or filled, and tells the guest of it.
void UsbController::finish(const Buffer& buffer, std::uint32_t status) {
    const unsigned shift = half_bits * buffer.half;
    status &= ~(available.mask | (buffer.half == 0 ? selector_reset.mask : 0));
    const std::uint32_t word = dpram_.word(buffer.status_offset);
    dpram_.set_word(buffer.status_offset, (word & ~(half_mask << shift)) | status << shift);

    const bool is_double = (buffer.control & ep_double.mask) != 0;
    if (is_double) {
        state_.selected ^= buffer.bit;
    }
    if ((buffer.control & ep_int_1buf.mask) != 0) {
        finish_buffer_status(buffer.bit, buffer.half);
    } else if ((buffer.control & ep_int_2buf.mask) != 0 && is_double && buffer.half == 1) {
        finish_buffer_status(buffer.bit, 1);
    }
    if ((status & last.mask) != 0) {
        set_field(trans_complete, 1);
    }
    update();
}

/// Sets a bit of BUFF_STATUS, or lets it wait behind the other buffer of its endpoint.
void UsbController::finish_buffer_status(std::uint32_t bit, unsigned half) {
    if ((value(buff_status) & bit) != 0) {
        state_.waiting |= bit;
        return;
    }
    set_value(buff_status, value(buff_status) | bit);
    const std::uint32_t handle = value(buff_cpu_should_handle) & ~bit;
    set_value(buff_cpu_should_handle, half != 0 ? handle | bit : handle);
}

/// "It is possible for 2 buffers to be completed, so clearing the buffer status bit may instantly re set it."
void UsbController::next_buffer_status(std::uint32_t cleared) {
    const std::uint32_t next = cleared & state_.waiting;
    state_.waiting &= ~next;
    set_value(buff_status, value(buff_status) | next);
    set_value(buff_cpu_should_handle, value(buff_cpu_should_handle) ^ next);
}

/// The guest wrote a word below the buffers: RESET in a buffer control chooses buffer 0 for the next token.
void UsbController::select_buffer(std::uint32_t offset, unsigned lanes) {
    constexpr unsigned reset_lane = 1U << (selector_reset.lsb / 8);
    if (offset >= buffer_controls && (lanes & reset_lane) != 0 &&
        (dpram_.word(offset) & selector_reset.mask) != 0) {
        state_.selected &= ~(1U << (offset - buffer_controls) / 4);
    }
}

} // namespace peripherals::rp2040
