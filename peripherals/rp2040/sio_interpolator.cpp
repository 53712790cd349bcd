#include "peripherals/rp2040/sio_interpolator.h"

#include "peripherals/rp2040/sio_registers.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {

constexpr FieldRef shift = find(sio::sio_registers, "INTERP0_CTRL_LANE0.SHIFT");
constexpr FieldRef mask_lsb = find(sio::sio_registers, "INTERP0_CTRL_LANE0.MASK_LSB");
constexpr FieldRef mask_msb = find(sio::sio_registers, "INTERP0_CTRL_LANE0.MASK_MSB");
constexpr FieldRef is_signed = find(sio::sio_registers, "INTERP0_CTRL_LANE0.SIGNED");
constexpr FieldRef cross_input = find(sio::sio_registers, "INTERP0_CTRL_LANE0.CROSS_INPUT");
constexpr FieldRef cross_result = find(sio::sio_registers, "INTERP0_CTRL_LANE0.CROSS_RESULT");
constexpr FieldRef add_raw = find(sio::sio_registers, "INTERP0_CTRL_LANE0.ADD_RAW");
constexpr FieldRef force_msb = find(sio::sio_registers, "INTERP0_CTRL_LANE0.FORCE_MSB");
constexpr FieldRef blend_mode = find(sio::sio_registers, "INTERP0_CTRL_LANE0.BLEND");
constexpr FieldRef clamp_mode = find(sio::sio_registers, "INTERP1_CTRL_LANE0.CLAMP");
constexpr FieldRef overf0 = find(sio::sio_registers, "INTERP0_CTRL_LANE0.OVERF0");
constexpr FieldRef overf1 = find(sio::sio_registers, "INTERP0_CTRL_LANE0.OVERF1");
constexpr FieldRef overf = find(sio::sio_registers, "INTERP0_CTRL_LANE0.OVERF");

constexpr unsigned forced_lsb = 28; // FORCE_MSB goes to bits 29:28, where flash and SRAM differ

constexpr std::uint32_t get(std::uint32_t ctrl, FieldRef field) {
    return (ctrl & field.mask) >> field.lsb;
}

constexpr bool is_set(std::uint32_t ctrl, FieldRef field) {
    return (ctrl & field.mask) != 0;
}

constexpr std::uint32_t bits_up_to(unsigned msb) {
    return 0xffffffffU >> (31 - msb);
}

constexpr std::uint32_t sign_extend_16(std::uint32_t half) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<std::int16_t>(half)));
}

} // namespace

SioInterpolator::Lane SioInterpolator::lane(unsigned number) const {
    const std::uint32_t ctrl = state_.ctrl[number];
    const unsigned msb = get(ctrl, mask_msb);
    const unsigned lsb = get(ctrl, mask_lsb);
    Lane lane{};
    lane.input = state_.accum[is_set(ctrl, cross_input) ? 1 - number : number];
    const std::uint32_t shifted = lane.input >> get(ctrl, shift);
    lane.masked = shifted & bits_up_to(msb) & ~(bits_up_to(lsb) >> 1);
    lane.overflow = (shifted & ~bits_up_to(msb)) != 0;
    lane.extended = lane.masked;
    if (is_set(ctrl, is_signed) && (lane.masked >> msb & 1) != 0) {
        lane.extended |= ~bits_up_to(msb);
    }
    return lane;
}

std::uint32_t SioInterpolator::blend(std::uint32_t alpha) const {
    std::int64_t from = state_.base[0];
    std::int64_t to = state_.base[1];
    if (is_set(state_.ctrl[1], is_signed)) {
        from = static_cast<std::int32_t>(state_.base[0]);
        to = static_cast<std::int32_t>(state_.base[1]);
    }
    return static_cast<std::uint32_t>(from + ((to - from) * static_cast<std::int64_t>(alpha) >> 8));
}

std::uint32_t SioInterpolator::clamp(std::uint32_t value) const {
    // Moving the sign bit's weight makes an unsigned comparison of a signed one.
    const std::uint32_t bias = is_set(state_.ctrl[0], is_signed) ? 0x80000000 : 0;
    if ((value ^ bias) < (state_.base[0] ^ bias)) {
        return state_.base[0];
    }
    return (value ^ bias) > (state_.base[1] ^ bias) ? state_.base[1] : value;
}

std::array<std::uint32_t, 2> SioInterpolator::results() const {
    std::array<std::uint32_t, 2> results{};
    for (unsigned i = 0; i < 2; ++i) {
        const Lane values = lane(i);
        results[i] = state_.base[i] + (is_set(state_.ctrl[i], add_raw) ? values.input : values.extended);
    }
    if (is_set(state_.ctrl[0], blend_mode)) {
        const std::uint32_t alpha = lane(1).masked & 0xff;
        results = {alpha, blend(alpha)};
    } else if (is_set(state_.ctrl[0], clamp_mode)) {
        results[0] = clamp(lane(0).extended);
    }
    return results;
}

std::uint32_t SioInterpolator::control_lane0() const {
    const bool first = lane(0).overflow;
    const bool second = lane(1).overflow;
    return state_.ctrl[0] | (first ? overf0.mask : 0) | (second ? overf1.mask : 0) |
           (first || second ? overf.mask : 0);
}

std::uint32_t SioInterpolator::peek(unsigned word) const {
    switch (word) {
    case Accum0:
    case Accum1:
        return state_.accum[word - Accum0];
    case Base0:
    case Base1:
    case Base2:
        return state_.base[word - Base0];
    case PopLane0:
    case PeekLane0:
        return results()[0] | get(state_.ctrl[0], force_msb) << forced_lsb;
    case PopLane1:
    case PeekLane1:
        return results()[1] | get(state_.ctrl[1], force_msb) << forced_lsb;
    case PopFull:
    case PeekFull:
        return state_.base[2] + lane(0).extended +
               (is_set(state_.ctrl[0], blend_mode) ? 0 : lane(1).extended);
    case CtrlLane0:
        return control_lane0();
    case CtrlLane1:
        return state_.ctrl[1];
    case Accum0Add:
    case Accum1Add:
        return lane(word - Accum0Add).extended;
    default:
        return 0;
    }
}

std::uint32_t SioInterpolator::read(unsigned word) {
    const std::uint32_t value = peek(word);
    if (word >= PopLane0 && word <= PopFull) {
        std::array<std::uint32_t, 2> next = results();
        const std::array<std::uint32_t, 2> own = next;
        for (unsigned i = 0; i < 2; ++i) {
            next[i] = own[is_set(state_.ctrl[i], cross_result) ? 1 - i : i];
        }
        state_.accum = next;
    }
    return value;
}

void SioInterpolator::write_bases(std::uint32_t value) {
    // In blend mode both bases are of lane 1.
    const bool extend1 = is_set(state_.ctrl[1], is_signed);
    const bool extend0 = is_set(state_.ctrl[is_set(state_.ctrl[0], blend_mode) ? 1 : 0], is_signed);
    state_.base[0] = extend0 ? sign_extend_16(value) : value & 0xffff;
    state_.base[1] = extend1 ? sign_extend_16(value >> 16) : value >> 16;
}

void SioInterpolator::write(unsigned word, std::uint32_t value) {
    switch (word) {
    case Accum0:
    case Accum1:
        state_.accum[word - Accum0] = value;
        break;
    case Base0:
    case Base1:
    case Base2:
        state_.base[word - Base0] = value;
        break;
    case CtrlLane0:
    case CtrlLane1:
        state_.ctrl[word - CtrlLane0] = value;
        break;
    case Accum0Add:
    case Accum1Add:
        state_.accum[word - Accum0Add] += value;
        break;
    case Base1And0:
        write_bases(value);
        break;
    default:
        break;
    }
}

} // namespace peripherals::rp2040
