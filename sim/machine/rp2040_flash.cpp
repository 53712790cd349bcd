#include "sim/machine/rp2040.h"

#include <array>

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

namespace {

constexpr unsigned xip_function = 0;   // of IO_QSPI
constexpr std::uint8_t ssi_cycles = 3; // an APB slave within the XIP block (Estimate)
constexpr std::uint32_t aux_bytes = 0x1000;

} // namespace

void Rp2040::connect_flash() {
    constexpr std::array names = {"XIP", "XIP_NOALLOC", "XIP_NOCACHE", "XIP_NOCACHE_NOALLOC"};
    for (unsigned i = 0; i < Xip::mirrors; ++i) {
        bus().map({.base = xip_.window(i).base,
                   .size = Xip::mirror_bytes,
                   .device = &xip_.mirror(i),
                   .name = names[i],
                   .lanes = true});
    }
    map_block(0x14000000, xip_, 1);
    const MemoryWindow& sram = xip_.sram_window();
    bus().map(
        {.base = sram.base, .size = sram.size, .device = &xip_.sram(), .name = "XIP_SRAM", .lanes = true});
    map_block(0x18000000, ssi_, ssi_cycles);
    bus().map({.base = 0x50400000, .size = aux_bytes, .device = &xip_.aux(), .name = "XIP_AUX"});
    connect_irq(ssi_.irq(), Irq::XIP_IRQ);
    for (unsigned pin = 0; pin < qspi_count; ++pin) {
        io_qspi_.connect_output(pin, xip_function, ssi_.outputs(), pin);
    }
    qspi_port_.connect(io_qspi_.to_pads(), net("QSPI_SS"));
    qspi_port_.chip_select().connect(flash_, SerialFlash::chip_select);
    qspi_port_.chip_select().connect(ssi_, 0);
    flash_.on_line(SerialFlash::chip_select, qspi_port_.chip_select().level());
    ssi_.set_pads(qspi_port_);
}

} // namespace sim::machine
