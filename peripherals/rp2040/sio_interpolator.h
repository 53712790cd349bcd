#pragma once

#include <array>
#include <cstdint>

namespace peripherals::rp2040 {

/// One interpolator of one core (datasheet, "Interpolator"): two lanes that shift, mask and sign-extend their
/// accumulators and add bases. The blend mode of INTERP0 and the clamp mode of INTERP1 follow from which of
/// the two CTRL bits is stored.
class SioInterpolator {
public:
    /// Registers by their words from INTERPx_ACCUM0 on.
    enum Word : std::uint8_t {
        Accum0,
        Accum1,
        Base0,
        Base1,
        Base2,
        PopLane0,
        PopLane1,
        PopFull,
        PeekLane0,
        PeekLane1,
        PeekFull,
        CtrlLane0,
        CtrlLane1,
        Accum0Add,
        Accum1Add,
        Base1And0
    };

    /// What a read gives; it changes nothing.
    std::uint32_t peek(unsigned word) const;
    /// A read of one of the POP registers also writes both accumulators back.
    std::uint32_t read(unsigned word);
    /// `value` without bits that the register does not have.
    void write(unsigned word, std::uint32_t value);

private:
    struct Lane {
        std::uint32_t input;    // accumulator, of the other lane with CROSS_INPUT
        std::uint32_t masked;   // shifted and masked
        std::uint32_t extended; // and sign-extended
        bool overflow;          // bits above the mask are lost
    };
    Lane lane(unsigned number) const;
    std::array<std::uint32_t, 2> results() const;
    std::uint32_t blend(std::uint32_t alpha) const;
    std::uint32_t clamp(std::uint32_t value) const;
    std::uint32_t control_lane0() const;
    void write_bases(std::uint32_t value);

    struct State {
        std::array<std::uint32_t, 2> accum{};
        std::array<std::uint32_t, 3> base{};
        std::array<std::uint32_t, 2> ctrl{};
    };
    State state_;
};

} // namespace peripherals::rp2040
