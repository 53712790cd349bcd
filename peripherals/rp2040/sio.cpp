#include "peripherals/rp2040/sio.h"

#include "peripherals/rp2040/sio_registers.h"

#include <bit>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using sio::sio_registers;

namespace {

constexpr Row cpuid = row_of(sio_registers, "CPUID");
constexpr Row gpio_in = row_of(sio_registers, "GPIO_IN");
constexpr Row gpio_hi_in = row_of(sio_registers, "GPIO_HI_IN");
constexpr Row gpio_out = row_of(sio_registers, "GPIO_OUT");
constexpr Row gpio_oe = row_of(sio_registers, "GPIO_OE");
constexpr Row gpio_hi_out = row_of(sio_registers, "GPIO_HI_OUT");
constexpr Row gpio_hi_oe = row_of(sio_registers, "GPIO_HI_OE");
constexpr Row gpio_last = row_of(sio_registers, "GPIO_HI_OE_XOR");
constexpr Row fifo_st = row_of(sio_registers, "FIFO_ST");
constexpr Row fifo_wr = row_of(sio_registers, "FIFO_WR");
constexpr Row fifo_rd = row_of(sio_registers, "FIFO_RD");
constexpr Row spinlock_st = row_of(sio_registers, "SPINLOCK_ST");
constexpr Row div_udividend = row_of(sio_registers, "DIV_UDIVIDEND");
constexpr Row div_udivisor = row_of(sio_registers, "DIV_UDIVISOR");
constexpr Row div_sdividend = row_of(sio_registers, "DIV_SDIVIDEND");
constexpr Row div_sdivisor = row_of(sio_registers, "DIV_SDIVISOR");
constexpr Row div_quotient = row_of(sio_registers, "DIV_QUOTIENT");
constexpr Row div_remainder = row_of(sio_registers, "DIV_REMAINDER");
constexpr Row div_csr = row_of(sio_registers, "DIV_CSR");
constexpr Row interp_first = row_of(sio_registers, "INTERP0_ACCUM0");
constexpr Row interp_last = row_of(sio_registers, "INTERP1_BASE_1AND0");
constexpr Row spinlock = row_of(sio_registers, "SPINLOCK%");

constexpr FieldRef fifo_roe = find(sio_registers, "FIFO_ST.ROE");
constexpr FieldRef fifo_wof = find(sio_registers, "FIFO_ST.WOF");
constexpr FieldRef fifo_rdy = find(sio_registers, "FIFO_ST.RDY");
constexpr FieldRef fifo_vld = find(sio_registers, "FIFO_ST.VLD");
constexpr FieldRef div_dirty = find(sio_registers, "DIV_CSR.DIRTY");
constexpr FieldRef div_ready = find(sio_registers, "DIV_CSR.READY");

// An interpolator's registers are consecutive rows in the order of SioInterpolator::Word.
constexpr unsigned interp_rows = SioInterpolator::Base1And0 + 1;
static_assert(interp_last - interp_first + 1 == 2 * interp_rows);
static_assert(row_of(sio_registers, "INTERP0_POP_FULL") - interp_first == SioInterpolator::PopFull);
static_assert(row_of(sio_registers, "INTERP0_CTRL_LANE0") - interp_first == SioInterpolator::CtrlLane0);

// OUT and OE of both banks: four registers each, which write, set, clear and toggle.
static_assert(gpio_last - gpio_out + 1 == 16 && gpio_oe - gpio_out == 4 && gpio_hi_out - gpio_oe == 4 &&
              gpio_hi_oe - gpio_hi_out == 4);

unsigned core_of(const Access& access) {
    return access.initiator == Initiator::Core1 ? 1 : 0;
}

bool is_interpolator(Row row) {
    return row >= interp_first && row <= interp_last;
}

bool is_divider(Row row) {
    return row >= div_udividend && row <= div_csr;
}

} // namespace

Sio::Sio(Machine& machine, std::string name, const ClockDomain& sys, InputPins& gpio, InputPins& qspi,
         const InputPins& floating)
    : RegisterDevice(machine, std::move(name), sio_registers), sys_(sys), gpio_(*this, sys, gpio),
      qspi_(*this, sys, qspi), floating_(floating) {}

void Sio::reset() {
    RegisterDevice::reset();
    state_ = {};
    outputs_.set(0, 0);
    qspi_outputs_.set(0, 0);
    for (Line& line : irqs_) {
        line.set(false);
    }
}

void Sio::map(Bus& bus, std::uint32_t base) {
    constexpr std::uint32_t shared = sio_registers[gpio_in].offset;
    constexpr std::uint32_t divider = sio_registers[div_udividend].offset;
    constexpr std::uint32_t spinlocks = sio_registers[spinlock].offset;
    constexpr std::uint32_t end = 0x1000;
    const auto part = [&](std::uint32_t first, std::uint32_t past, const char* part_name, bool core_private) {
        bus.map({.base = base + first,
                 .size = past - first,
                 .device = this,
                 .name = part_name,
                 .dma_reachable = false,
                 .core_private = core_private,
                 .device_offset = first});
    };
    part(0, shared, "SIO CPUID", true);
    part(shared, divider, "SIO", false);
    part(divider, spinlocks, "SIO divider, interpolators", true);
    part(spinlocks, end, "SIO spinlocks", false);
}

std::uint32_t Sio::fifo_status(unsigned core) const {
    const CoreState& own = state_.cores[core];
    const CoreState& other = state_.cores[1 - core];
    return (own.read_underflow ? fifo_roe.mask : 0) | (own.write_overflow ? fifo_wof.mask : 0) |
           (other.incoming.count < fifo_depth ? fifo_rdy.mask : 0) |
           (own.incoming.count != 0 ? fifo_vld.mask : 0);
}

std::uint32_t Sio::view_divider(Row row, unsigned core) const {
    const SioDivider& divider = state_.cores[core].divider;
    switch (row) {
    case div_udividend:
    case div_sdividend:
        return divider.dividend();
    case div_udivisor:
    case div_sdivisor:
        return divider.divisor();
    case div_quotient:
        return divider.quotient(cycle());
    case div_remainder:
        return divider.remainder(cycle());
    default:
        return (divider.dirty() ? div_dirty.mask : 0) | (divider.ready(cycle()) ? div_ready.mask : 0);
    }
}

std::uint32_t Sio::view(Index reg, std::uint32_t stored, unsigned core) const {
    if (is_divider(reg.row)) {
        return view_divider(reg.row, core);
    }
    if (is_interpolator(reg.row)) {
        const unsigned word = reg.row - interp_first;
        return state_.cores[core].interpolators[word / interp_rows].peek(word % interp_rows);
    }
    switch (reg.row) {
    case cpuid:
        return core;
    case gpio_in:
        return gpio_.levels();
    case gpio_hi_in:
        return qspi_.levels();
    case fifo_st:
        return fifo_status(core);
    case fifo_rd:
        return state_.cores[core].incoming.words[state_.cores[core].incoming.first];
    case spinlock_st:
        return state_.spinlocks;
    case spinlock:
        return ~state_.spinlocks & (1U << reg.element);
    default:
        return stored;
    }
}

std::uint32_t Sio::on_peek(Index reg, std::uint32_t stored) const {
    return view(reg, stored, 0);
}

std::uint32_t Sio::on_read(Index reg, std::uint32_t stored, const Access& access) {
    const unsigned core = core_of(access);
    if (is_interpolator(reg.row)) {
        return read_interpolator(reg.row, core);
    }
    const std::uint32_t value = view(reg, stored, core);
    switch (reg.row) {
    case gpio_in:
        check_floating();
        break;
    case fifo_rd:
        return read_fifo(core);
    case spinlock:
        state_.spinlocks |= 1U << reg.element;
        break;
    case div_quotient:
        state_.cores[core].divider.clear_dirty();
        [[fallthrough]];
    case div_remainder:
        if (!state_.cores[core].divider.ready(cycle())) {
            report("sio.divider_early", "a result of the divider is read before its 8 cycles have passed");
        }
        break;
    default:
        break;
    }
    return value;
}

void Sio::on_write(Index reg, std::uint32_t written, const Access& access) {
    const unsigned core = core_of(access);
    if (is_divider(reg.row)) {
        write_divider(reg.row, written, core);
    } else if (is_interpolator(reg.row)) {
        write_interpolator(reg.row, written, core);
    } else if (reg.row >= gpio_out && reg.row <= gpio_last) {
        write_gpio(reg.row);
    } else if (reg.row == fifo_wr) {
        write_fifo(written, core);
    } else if (reg.row == fifo_st) {
        state_.cores[core].read_underflow = false; // any value clears both
        state_.cores[core].write_overflow = false;
        update_irq(core);
    } else if (reg.row == spinlock) {
        state_.spinlocks &= ~(1U << reg.element);
    }
}

void Sio::write_gpio(Row row) {
    const std::uint32_t written = value(row); // without bits that the register does not have
    const auto target = static_cast<Row>(row - (row - gpio_out) % 4);
    switch ((row - gpio_out) % 4) {
    case 1:
        set_value(target, value(target) | written);
        break;
    case 2:
        set_value(target, value(target) & ~written);
        break;
    case 3:
        set_value(target, value(target) ^ written);
        break;
    default: // stored already
        break;
    }
    if (row < gpio_hi_out) {
        outputs_.set(value(gpio_out), value(gpio_oe));
    } else {
        qspi_outputs_.set(value(gpio_hi_out), value(gpio_hi_oe));
    }
}

void Sio::write_divider(Row row, std::uint32_t written, unsigned core) {
    SioDivider& divider = state_.cores[core].divider;
    switch (row) {
    case div_udividend:
    case div_sdividend:
        divider.set_dividend(written, row == div_sdividend, cycle());
        break;
    case div_udivisor:
    case div_sdivisor:
        divider.set_divisor(written, row == div_sdivisor, cycle());
        break;
    case div_quotient:
        divider.set_quotient(written, cycle());
        break;
    case div_remainder:
        divider.set_remainder(written, cycle());
        break;
    default:
        break;
    }
}

std::uint32_t Sio::read_interpolator(Row row, unsigned core) {
    const unsigned word = row - interp_first;
    return state_.cores[core].interpolators[word / interp_rows].read(word % interp_rows);
}

void Sio::write_interpolator(Row row, std::uint32_t written, unsigned core) {
    const unsigned word = row - interp_first;
    const unsigned register_word = word % interp_rows;
    // An addend is 32 bits wide, although the register list has 24; of the rest, bits that exist are stored.
    const bool adds =
        register_word == SioInterpolator::Accum0Add || register_word == SioInterpolator::Accum1Add;
    state_.cores[core].interpolators[word / interp_rows].write(register_word, adds ? written : value(row));
}

std::uint32_t Sio::read_fifo(unsigned core) {
    Fifo& fifo = state_.cores[core].incoming;
    const std::uint32_t word = fifo.words[fifo.first];
    if (fifo.count == 0) {
        state_.cores[core].read_underflow = true;
        report("sio.fifo_underflow", "a core reads its FIFO while it is empty");
    } else {
        fifo.first = (fifo.first + 1) % fifo_depth;
        --fifo.count;
        note_fifo(core, "pop", word);
    }
    update_irq(core);
    return word;
}

void Sio::write_fifo(std::uint32_t word, unsigned core) {
    Fifo& fifo = state_.cores[1 - core].incoming;
    if (fifo.count == fifo_depth) {
        state_.cores[core].write_overflow = true;
        report("sio.fifo_overflow", "a core writes to the other core's FIFO while it is full");
        update_irq(core);
        return;
    }
    fifo.words[(fifo.first + fifo.count) % fifo_depth] = word;
    ++fifo.count;
    note_fifo(1 - core, "push", word);
    update_irq(1 - core);
}

void Sio::note_fifo(unsigned to, std::string_view what, std::uint32_t word) const {
    if (trace().observed()) {
        trace().note({
            now(),
            this,
            TraceNote::Kind::Fifo,
            TraceNote::Phase::Instant,
            to == 0 ? "to_core0" : "to_core1",
            what,
            {{"word", word, true}, {"level", state_.cores[to].incoming.count}}
        });
    }
}

void Sio::update_irq(unsigned core) {
    irqs_[core].set((fifo_status(core) & (fifo_vld.mask | fifo_wof.mask | fifo_roe.mask)) != 0);
}

void Sio::check_floating() {
    // Pins that SIO drives itself are read for their output.
    std::uint32_t fresh = floating_.levels() & ~value(gpio_oe) & ~floating_reported_;
    floating_reported_ = (floating_reported_ & floating_.levels()) | fresh;
    for (; fresh != 0; fresh &= fresh - 1) {
        const int pin = std::countr_zero(fresh);
        report("net.floating", "read as an input, but nothing drives or pulls it: it reads low here",
               "GPIO" + std::to_string(pin));
    }
}

} // namespace peripherals::rp2040
