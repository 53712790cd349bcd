#pragma once

#include "peripherals/rp2040/io_bank.h"
#include "peripherals/rp2040/pads.h"
#include "sim/core/line.h"
#include "sim/core/net.h"
#include "sim/core/pins.h"
#include "sim/core/serial_flash.h"

namespace sim::machine {

/// The six QSPI pads between the RP2040's SSI and its flash chip. Chip select follows the pin at once,
/// whoever moves it; what the other pads do to a transfer is read from IO_QSPI and PADS_QSPI when it begins.
class QspiPort final : public core::SerialPadSource, private core::OutputSink, private core::NetListener {
public:
    QspiPort(const peripherals::rp2040::IoBank& io, const peripherals::rp2040::Pads& pads)
        : io_(io), pads_(pads) {}

    /// `to_pads` are IO_QSPI's outputs, `select` the net of QSPI_SS, with PADS_QSPI on both already.
    void connect(core::OutputPins& to_pads, core::Net& select);

    /// Level at the chip's /CS pin.
    core::Line& chip_select() { return chip_select_; }
    core::SerialPads pads() const override;

private:
    void on_outputs(unsigned source, std::uint32_t changed) override;
    void on_edge(unsigned pin, core::Level level) override;

    core::NetPin select_;
    const peripherals::rp2040::IoBank& io_;
    const peripherals::rp2040::Pads& pads_;
    core::Line chip_select_;
};

} // namespace sim::machine
