// Transfers of the SSI: the phases of a transaction, direct ones timed by events, XIP reads at once.

#include "peripherals/rp2040/xip_ssi.h"

#include <algorithm>
#include <array>

namespace peripherals::rp2040 {

using namespace sim::core;
using xip_ssi::ssi_registers;

namespace {

constexpr FieldRef sste = find(ssi_registers, "CTRLR0.SSTE");
constexpr FieldRef spi_frf = find(ssi_registers, "CTRLR0.SPI_FRF");
constexpr FieldRef dfs_32 = find(ssi_registers, "CTRLR0.DFS_32");
constexpr FieldRef srl = find(ssi_registers, "CTRLR0.SRL");
constexpr FieldRef tmod = find(ssi_registers, "CTRLR0.TMOD");
constexpr FieldRef scph = find(ssi_registers, "CTRLR0.SCPH");
constexpr FieldRef frf = find(ssi_registers, "CTRLR0.FRF");
constexpr FieldRef ndf = find(ssi_registers, "CTRLR1.NDF");
constexpr FieldRef ser = find(ssi_registers, "SER.SER");
constexpr FieldRef sckdv = find(ssi_registers, "BAUDR.SCKDV");
constexpr FieldRef xip_cmd = find(ssi_registers, "SPI_CTRLR0.XIP_CMD");
constexpr FieldRef ddr = find(ssi_registers, "SPI_CTRLR0.SPI_DDR_EN");
constexpr FieldRef wait_cycles = find(ssi_registers, "SPI_CTRLR0.WAIT_CYCLES");
constexpr FieldRef inst_l = find(ssi_registers, "SPI_CTRLR0.INST_L");
constexpr FieldRef addr_l = find(ssi_registers, "SPI_CTRLR0.ADDR_L");
constexpr FieldRef trans_type = find(ssi_registers, "SPI_CTRLR0.TRANS_TYPE");

enum Tmod : std::uint32_t { TxAndRx, TxOnly, RxOnly, EepromRead };
enum TransType : std::uint32_t { BothSerial, AddressInFrf, BothInFrf };

constexpr std::array<unsigned, 4> instruction_bits = {0, 4, 8, 16};
// Estimate: crossing from the bus to the SSI and back, beside the clock that leads a transfer.
constexpr std::uint32_t xip_overhead_cycles = 6;

constexpr std::uint64_t low_bits(std::uint64_t value, unsigned bits) {
    return bits >= 64 ? value : value & ((std::uint64_t{1} << bits) - 1);
}

} // namespace

unsigned XipSsi::lanes() const {
    return field(spi_frf) == 1 ? 2 : field(spi_frf) == 2 ? 4 : 1;
}

unsigned XipSsi::frame_clocks() const {
    return (field(dfs_32) + lanes()) / lanes();
}

unsigned XipSsi::control_clocks() const {
    const unsigned address_lanes = field(trans_type) == BothSerial ? 1 : lanes();
    const unsigned instruction_lanes = field(trans_type) == BothInFrf ? lanes() : 1;
    return instruction_bits[field(inst_l)] / instruction_lanes + field(addr_l) * 4 / address_lanes +
           field(wait_cycles);
}

std::uint32_t XipSsi::read_cycles() const {
    const std::uint32_t divider = std::max(field(sckdv) & ~1U, 2U);
    return (1 + control_clocks() + frame_clocks()) * divider + xip_overhead_cycles;
}

bool XipSsi::set_up_ok() {
    if (field(frf) != 0) {
        report("ssi.frame_format", "frame formats other than Motorola SPI are not modelled");
        return false;
    }
    if (field(ddr) != 0) {
        report("ssi.ddr", "DDR transfers are not modelled");
        return false;
    }
    return true;
}

void XipSsi::start() {
    if (state_.unit != Unit::None || !enabled() || field(ser) == 0 || (field(sckdv) & ~1U) == 0 ||
        state_.tx.empty()) {
        return;
    }
    const bool enhanced = lanes() != 1;
    const std::size_t words = !enhanced ? 1
                                        : (field(inst_l) != 0 ? 1U : 0U) + (field(addr_l) > 8    ? 2U
                                                                            : field(addr_l) != 0 ? 1U
                                                                                                 : 0U);
    if (state_.tx.size() < words || !set_up_ok()) {
        return;
    }
    set_proven(false);
    pads_ = pad_source_ != nullptr ? pad_source_->pads() : SerialPads{};
    state_.frames_left = field(ndf) + 1;
    select(true);
    if (enhanced) {
        state_.instruction = field(inst_l) != 0 ? state_.tx.pop() : 0;
        state_.address = field(addr_l) != 0 ? state_.tx.pop() : 0;
        if (field(addr_l) > 8) {
            state_.address = state_.address << 32 | state_.tx.pop();
        }
        state_.unit = Unit::Control;
        start_unit(1 + control_clocks());
        return;
    }
    state_.word = state_.tx.pop();
    if (field(tmod) == RxOnly) { // the word only started it
        state_.unit = Unit::Receive;
    } else {
        state_.unit = Unit::Frame;
    }
    start_unit(1 + frame_clocks());
}

void XipSsi::start_unit(unsigned clocks) {
    state_.end_edge = sys_.edges_at(now()) + static_cast<std::int64_t>(clocks) * (field(sckdv) & ~1U);
    unit_done_.arm(sys_.time_of(state_.end_edge));
}

void XipSsi::receive() {
    const std::uint32_t word = receive(field(dfs_32) + 1, lanes());
    if (state_.rx.full()) {
        state_.rx_overflow = true;
    } else {
        state_.rx.push(word);
    }
}

std::uint32_t XipSsi::exchange_frame(std::uint32_t word) {
    const unsigned bits = field(dfs_32) + 1;
    std::uint32_t received = 0;
    if (((pads_.forced_high | pads_.forced_low) & 2) == 0 && (pads_.connected & 1) != 0) {
        received = flash_.exchange(word, bits, pads_.pulled);
    } else {
        for (unsigned bit = bits; bit-- > 0;) {
            const auto out = static_cast<std::uint8_t>(word >> bit & 1);
            received = received << 1 | (static_cast<std::uint32_t>(clock(out, 1)) >> 1 & 1);
        }
    }
    return field(srl) != 0 ? static_cast<std::uint32_t>(low_bits(word, bits)) : received;
}

void XipSsi::unit_done() {
    const std::uint32_t mode = field(tmod);
    switch (state_.unit) {
    case Unit::None:
        return;
    case Unit::Control:
        send_control(state_.instruction, state_.address);
        state_.unit = mode == TxOnly ? Unit::Frame : Unit::Receive;
        if (mode == TxOnly) {
            if (state_.tx.empty()) {
                end_transfer();
                break;
            }
            state_.word = state_.tx.pop();
        }
        start_unit(frame_clocks());
        break;
    case Unit::Receive:
        receive();
        if (--state_.frames_left == 0) {
            end_transfer();
        } else {
            start_unit(frame_clocks());
        }
        break;
    case Unit::Frame: {
        if (lanes() == 1) {
            const std::uint32_t word = exchange_frame(state_.word);
            if (mode == TxAndRx) {
                if (state_.rx.full()) {
                    state_.rx_overflow = true;
                } else {
                    state_.rx.push(word);
                }
            }
        } else {
            send(state_.word, field(dfs_32) + 1, lanes());
        }
        if (!state_.tx.empty()) {
            if (field(sste) != 0 && field(scph) == 0 && lanes() == 1) { // toggles between frames
                select(false);
                select(true);
            }
            state_.word = state_.tx.pop();
            start_unit(frame_clocks());
        } else if (mode == EepromRead) {
            state_.unit = Unit::Receive;
            start_unit(frame_clocks());
        } else {
            end_transfer();
        }
        break;
    }
    }
    start();
    update_lines();
}

void XipSsi::end_transfer() {
    state_.unit = Unit::None;
    unit_done_.disarm();
    select(false);
}

void XipSsi::select(bool selected) {
    // Between transfers the clock rests low and SD0 is driven low; /CS is active low.
    constexpr std::uint32_t driven = 1U << Sclk | 1U << Ss | 1U << Sd0;
    outputs_.set(selected ? 0 : 1U << Ss, driven);
}

std::uint8_t XipSsi::clock(std::uint8_t levels, std::uint8_t driven) {
    driven &= pads_.connected;
    const auto line = static_cast<std::uint8_t>((levels & driven) | (pads_.pulled & ~driven & 0xf));
    const SerialFlash::Lanes chip = flash_.clock(line);
    const auto seen = static_cast<std::uint8_t>((chip.levels & chip.driven) | (line & ~chip.driven));
    return static_cast<std::uint8_t>((seen | pads_.forced_high) & ~pads_.forced_low);
}

void XipSsi::send(std::uint64_t value, unsigned bits, unsigned on_lanes) {
    const auto driven = static_cast<std::uint8_t>((1U << on_lanes) - 1);
    while (bits >= on_lanes) {
        bits -= on_lanes;
        clock(static_cast<std::uint8_t>(value >> bits & driven), driven);
    }
}

std::uint32_t XipSsi::receive(unsigned bits, unsigned on_lanes) {
    std::uint32_t value = 0;
    for (unsigned bit = 0; bit < bits; bit += on_lanes) {
        // On one line data come in on IO1, while IO0 is driven low.
        const std::uint32_t levels = clock(0, on_lanes == 1 ? 1 : 0);
        value = value << on_lanes | (on_lanes == 1 ? levels >> 1 & 1 : levels & ((1U << on_lanes) - 1));
    }
    return value;
}

void XipSsi::send_control(std::uint32_t instruction, std::uint64_t address) {
    const unsigned address_lanes = field(trans_type) == BothSerial ? 1 : lanes();
    const unsigned instruction_lanes = field(trans_type) == BothInFrf ? lanes() : 1;
    send(instruction, instruction_bits[field(inst_l)], instruction_lanes);
    send(address, field(addr_l) * 4, address_lanes);
    for (unsigned i = 0; i < field(wait_cycles); ++i) {
        clock(0, 0);
    }
}

std::uint32_t XipSsi::read_word(std::uint32_t address) {
    if (!enabled() || !set_up_ok()) {
        report("xip.ssi_disabled", "a read of flash while the SSI is not enabled gives 0");
        return 0;
    }
    if (state_.unit != Unit::None) {
        report("xip.ssi_busy", "a read of flash during a direct transfer gives 0");
        return 0;
    }
    address &= 0xfffffc;
    pads_ = pad_source_ != nullptr ? pad_source_->pads() : SerialPads{};
    const std::uint32_t mode = flash_.mode();
    state_.reading = true;
    state_.select_edges = 0;
    select(true);
    // Datasheet, "IP Modifications": without an instruction, XIP_CMD follows the address as mode bits.
    const unsigned address_bits = field(addr_l) * 4;
    std::uint64_t control = address;
    if (field(inst_l) == 0) {
        control = control << 8 | field(xip_cmd);
        control = address_bits < 32 ? control >> (32 - address_bits) : control;
    }
    send_control(field(xip_cmd), control);
    const unsigned clocks = control_clocks();
    const std::uint32_t word = receive(field(dfs_32) + 1, lanes());
    const auto read = flash_.array_read();
    select(false);
    state_.reading = false;
    // The chip answered with its array at this address, in every bit: the next read will be answered alike.
    const SerialFlash::ArrayRead wanted{address % flash_.array().size(), clocks + 1, lanes()};
    set_proven(read == wanted && state_.select_edges == 2 && field(dfs_32) == 31 && flash_.mode() == mode &&
               pads_.connected == 0xf && pads_.forced_high == 0 && pads_.forced_low == 0);
    // "XIP accesses are byte-swapped": the first byte on the wire is that of the lowest address.
    return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24;
}

} // namespace peripherals::rp2040
