#include "peripherals/nrf51/nvmc.h"

#include "sim/core/machine.h"
#include "sim/core/trace.h"

#include <algorithm>
#include <array>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using nvmc::nvmc_registers;

namespace {

constexpr Row ready = row_of(nvmc_registers, "READY");
constexpr FieldRef wen = find(nvmc_registers, "CONFIG.WEN");
constexpr Row erasepage = row_of(nvmc_registers, "ERASEPAGE");
constexpr Row eraseall = row_of(nvmc_registers, "ERASEALL");
constexpr Row erasepcr0 = row_of(nvmc_registers, "ERASEPCR0");
constexpr Row eraseuicr = row_of(nvmc_registers, "ERASEUICR");

// In cycles of 16 MHz: 46.3 us for a word, 22.3 ms for a page or all of the flash.
constexpr std::int64_t write_cycles = 741;
constexpr std::int64_t erase_cycles = 356'800;
constexpr Time cycle = 62'500;

constexpr unsigned writes_per_word = 2; // "n_WRITE", between two erases
constexpr std::uint8_t erased = 0xff;
constexpr std::uint32_t uicr_base = 0x10001000;
constexpr std::uint32_t no_region0 = 0xffffffff;

enum class Operation : std::uint8_t { Write, Erase };

std::uint64_t trace_payload(Operation operation, std::uint32_t address, std::uint32_t detail) {
    return std::uint64_t{static_cast<std::uint8_t>(operation)} << 63 | std::uint64_t{address} << 32 | detail;
}

} // namespace

Nvmc::Nvmc(Machine& machine, std::string name, Memory& code, Memory& uicr, const FlashGuard* guard)
    : Peripheral(machine, std::move(name), nvmc_registers, own_id, nullptr), code_(code), uicr_(uicr),
      guard_(guard), code_writes_(code.size() / 4), uicr_writes_(uicr.size() / 4) {}

void Nvmc::reset() {
    Peripheral::reset();
    state_ = {};
}

void Nvmc::Port::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    nvmc_.program(memory_, offset, value, access);
}

std::uint32_t Nvmc::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == ready ? (now() >= state_.ready_time ? 1 : 0) : stored;
}

std::vector<std::uint8_t>& Nvmc::writes_of(const Memory& memory) {
    return &memory == &code_ ? code_writes_ : uicr_writes_;
}

void Nvmc::refuse(const char* id, const char* text) {
    report(id, text);
    machine().bus().fail();
}

void Nvmc::program(Memory& memory, std::uint32_t offset, std::uint32_t word, const Access& access) {
    if (static_cast<Mode>(field(wen)) != Mode::Write) {
        refuse("nvmc.write_disabled", "a write to flash while CONFIG.WEN does not allow writes");
        return;
    }
    if (access.size != 4) {
        refuse("nvmc.narrow_write", "a write to flash of less than a word");
        return;
    }
    if (&memory == &code_ && guard_ != nullptr && guard_->protects(offset)) {
        refuse("nvmc.protected", "a write to flash that the MPU protects (PROTENSET)");
        return;
    }
    std::uint8_t& writes = writes_of(memory)[offset / 4];
    if (writes >= writes_per_word) {
        report("nvmc.word_writes",
               "a word of flash is written more often than twice (n_WRITE) since it was erased: "
               "it holds here, the hardware does not promise it");
    } else {
        ++writes;
    }
    const std::uint32_t left = memory.peek(offset) & word;
    const std::array<std::uint8_t, 4> bytes = {
        static_cast<std::uint8_t>(left), static_cast<std::uint8_t>(left >> 8),
        static_cast<std::uint8_t>(left >> 16), static_cast<std::uint8_t>(left >> 24)};
    memory.load(offset, bytes);
    const std::uint32_t base = &memory == &code_ ? 0 : uicr_base;
    trace().record(now(), instance(), TraceKind::FlashOperation,
                   trace_payload(Operation::Write, base + offset, left));
    stay_busy(write_cycles);
}

void Nvmc::on_register(Index reg, std::uint32_t written, const Access&) {
    switch (reg.row) {
    case wen.row:
        if (field(wen) == 3) {
            report("nvmc.config", "CONFIG.WEN is 3, which allows nothing");
        }
        break;
    case erasepage:
    case erasepcr0:
        erase_page(written, reg.row == erasepcr0);
        break;
    case eraseall:
        if ((written & 1) != 0) {
            erase_all();
        }
        break;
    case eraseuicr:
        if ((written & 1) != 0) {
            erase_uicr();
        }
        break;
    default:
        break;
    }
}

bool Nvmc::may_erase() {
    const bool may = static_cast<Mode>(field(wen)) == Mode::Erase;
    if (!may) {
        report("nvmc.erase_disabled", "flash is to be erased while CONFIG.WEN does not allow erases");
    }
    return may;
}

// Region 0 ends at CLENR0 of UICR; its pages are erased by ERASEPCR0, all others by ERASEPAGE (ERASEPCR1).
void Nvmc::erase_page(std::uint32_t address, bool region0) {
    const std::uint32_t page = address / page_bytes * page_bytes;
    if (!may_erase()) {
        return;
    }
    if (page >= code_.size()) {
        report("nvmc.page", "the page to erase is beyond the code flash");
        return;
    }
    const std::uint32_t length = uicr_.peek(0);
    if (region0 != (length != no_region0 && page < length)) {
        report("nvmc.region",
               region0 ? "ERASEPCR0 of a page that is not in region 0" : "ERASEPAGE of a page in region 0");
        return;
    }
    if (guard_ != nullptr && guard_->protects(page)) {
        refuse("nvmc.protected", "erasing flash that the MPU protects (PROTENSET)");
        return;
    }
    erase(code_, page, page_bytes);
    stay_busy(erase_cycles);
}

void Nvmc::erase_all() {
    if (may_erase()) {
        erase(code_, 0, code_.size());
        erase(uicr_, 0, uicr_.size());
        stay_busy(erase_cycles);
    }
}

void Nvmc::erase_uicr() {
    if (may_erase()) {
        erase(uicr_, 0, uicr_.size());
        stay_busy(erase_cycles);
    }
}

void Nvmc::erase(Memory& memory, std::uint32_t offset, std::uint32_t size) {
    memory.fill(offset, size, erased);
    std::vector<std::uint8_t>& writes = writes_of(memory);
    std::fill_n(writes.begin() + offset / 4, size / 4, std::uint8_t{0});
    ++erases_;
    const std::uint32_t base = &memory == &code_ ? 0 : uicr_base;
    trace().record(now(), instance(), TraceKind::FlashOperation,
                   trace_payload(Operation::Erase, base + offset, size));
}

// "The CPU is halted while NVMC writes or erases": the access that asked for it takes that long.
void Nvmc::stay_busy(std::int64_t cycles) {
    machine().bus().stall(static_cast<std::uint32_t>(cycles));
    state_.ready_time = now() + cycles * cycle;
}

} // namespace peripherals::nrf51
