#include "peripherals/rp2040/usb.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using usb::usb_registers;

namespace {

constexpr Row main_ctrl = row_of(usb_registers, "MAIN_CTRL");
constexpr FieldRef controller_en = find(usb_registers, "MAIN_CTRL.CONTROLLER_EN");
constexpr FieldRef host_ndevice = find(usb_registers, "MAIN_CTRL.HOST_NDEVICE");
constexpr Row sof_rd = row_of(usb_registers, "SOF_RD");

constexpr Row sie_ctrl = row_of(usb_registers, "SIE_CTRL");
constexpr FieldRef transceiver_pd = find(usb_registers, "SIE_CTRL.TRANSCEIVER_PD");
constexpr FieldRef pullup_en = find(usb_registers, "SIE_CTRL.PULLUP_EN");
constexpr FieldRef remote_wakeup = find(usb_registers, "SIE_CTRL.RESUME");
constexpr FieldRef host_vbus_en = find(usb_registers, "SIE_CTRL.VBUS_EN");

constexpr Row sie_status = row_of(usb_registers, "SIE_STATUS");
constexpr FieldRef data_seq_error = find(usb_registers, "SIE_STATUS.DATA_SEQ_ERROR");
constexpr FieldRef stall_rec = find(usb_registers, "SIE_STATUS.STALL_REC");
constexpr FieldRef rx_timeout = find(usb_registers, "SIE_STATUS.RX_TIMEOUT");
constexpr FieldRef rx_overflow = find(usb_registers, "SIE_STATUS.RX_OVERFLOW");
constexpr FieldRef bit_stuff_error = find(usb_registers, "SIE_STATUS.BIT_STUFF_ERROR");
constexpr FieldRef crc_error = find(usb_registers, "SIE_STATUS.CRC_ERROR");
constexpr FieldRef bus_reset = find(usb_registers, "SIE_STATUS.BUS_RESET");
constexpr FieldRef trans_complete = find(usb_registers, "SIE_STATUS.TRANS_COMPLETE");
constexpr FieldRef setup_rec = find(usb_registers, "SIE_STATUS.SETUP_REC");
constexpr FieldRef connected = find(usb_registers, "SIE_STATUS.CONNECTED");
constexpr FieldRef resume = find(usb_registers, "SIE_STATUS.RESUME");
constexpr FieldRef vbus_over_curr = find(usb_registers, "SIE_STATUS.VBUS_OVER_CURR");
constexpr FieldRef suspended = find(usb_registers, "SIE_STATUS.SUSPENDED");
constexpr FieldRef line_state_field = find(usb_registers, "SIE_STATUS.LINE_STATE");
constexpr FieldRef vbus_detected_field = find(usb_registers, "SIE_STATUS.VBUS_DETECTED");

constexpr Row buff_status = row_of(usb_registers, "BUFF_STATUS");
constexpr Row ep_abort = row_of(usb_registers, "EP_ABORT");
constexpr Row ep_abort_done = row_of(usb_registers, "EP_ABORT_DONE");
constexpr Row ep_status_stall_nak = row_of(usb_registers, "EP_STATUS_STALL_NAK");

constexpr FieldRef to_digital_pad = find(usb_registers, "USB_MUXING.TO_DIGITAL_PAD");
constexpr FieldRef to_phy = find(usb_registers, "USB_MUXING.TO_PHY");
constexpr FieldRef overcurr_override = find(usb_registers, "USB_PWR.OVERCURR_DETECT_EN");
constexpr FieldRef overcurr_value = find(usb_registers, "USB_PWR.OVERCURR_DETECT");
constexpr FieldRef vbus_override = find(usb_registers, "USB_PWR.VBUS_DETECT_OVERRIDE_EN");
constexpr FieldRef vbus_value = find(usb_registers, "USB_PWR.VBUS_DETECT");
constexpr FieldRef vbus_en_override = find(usb_registers, "USB_PWR.VBUS_EN_OVERRIDE_EN");
constexpr FieldRef vbus_en = find(usb_registers, "USB_PWR.VBUS_EN");
constexpr Row usbphy_direct = row_of(usb_registers, "USBPHY_DIRECT");
constexpr FieldRef phy_pull_up = find(usb_registers, "USBPHY_DIRECT.DP_PULLUP_EN");
constexpr FieldRef phy_pull_up_override =
    find(usb_registers, "USBPHY_DIRECT_OVERRIDE.DP_PULLUP_EN_OVERRIDE_EN");
constexpr FieldRef rx_dd = find(usb_registers, "USBPHY_DIRECT.RX_DD");
constexpr FieldRef rx_dp = find(usb_registers, "USBPHY_DIRECT.RX_DP");
constexpr FieldRef rx_dm = find(usb_registers, "USBPHY_DIRECT.RX_DM");

constexpr Row intr = row_of(usb_registers, "INTR");
constexpr Row inte = row_of(usb_registers, "INTE");
constexpr Row intf = row_of(usb_registers, "INTF");
constexpr Row ints = row_of(usb_registers, "INTS");
constexpr std::uint32_t dev_sof = find(usb_registers, "INTR.DEV_SOF").mask;
constexpr std::uint32_t dev_suspend = find(usb_registers, "INTR.DEV_SUSPEND").mask;
constexpr std::uint32_t dev_conn_dis = find(usb_registers, "INTR.DEV_CONN_DIS").mask;

/// INTR bits that show a bit of SIE_STATUS.
constexpr std::pair<FieldRef, std::uint32_t> status_interrupts[] = {
    {setup_rec,       find(usb_registers, "INTR.SETUP_REQ").mask           },
    {resume,          find(usb_registers, "INTR.DEV_RESUME_FROM_HOST").mask},
    {bus_reset,       find(usb_registers, "INTR.BUS_RESET").mask           },
    {stall_rec,       find(usb_registers, "INTR.STALL").mask               },
    {crc_error,       find(usb_registers, "INTR.ERROR_CRC").mask           },
    {bit_stuff_error, find(usb_registers, "INTR.ERROR_BIT_STUFF").mask     },
    {rx_overflow,     find(usb_registers, "INTR.ERROR_RX_OVERFLOW").mask   },
    {rx_timeout,      find(usb_registers, "INTR.ERROR_RX_TIMEOUT").mask    },
    {data_seq_error,  find(usb_registers, "INTR.ERROR_DATA_SEQ").mask      },
    {trans_complete,  find(usb_registers, "INTR.TRANS_COMPLETE").mask      },
};
constexpr std::uint32_t vbus_detect_interrupt = find(usb_registers, "INTR.VBUS_DETECT").mask;
constexpr std::uint32_t buff_status_interrupt = find(usb_registers, "INTR.BUFF_STATUS").mask;
constexpr std::uint32_t abort_done_interrupt = find(usb_registers, "INTR.ABORT_DONE").mask;
constexpr std::uint32_t stall_nak_interrupt = find(usb_registers, "INTR.EP_STALL_NAK").mask;

constexpr std::uint32_t frame_mask = 0x7ff;

enum LineState : unsigned { Se0, J, K };

// USB 2.0, 7.1.7.5 and 7.1.7.6: a device sees a reset after 2.5 us of SE0 and suspends after 3 ms without
// traffic.
constexpr Time reset_seen_after = 2'500 * ps_per_ns;
constexpr Time suspend_after = 3 * ps_per_ms;

// 48 MHz to within the 0.25 % that full speed allows (USB 2.0, 7.1.11).
constexpr std::int64_t lowest_hz = 47'880'000;
constexpr std::int64_t highest_hz = 48'120'000;

} // namespace

UsbController::UsbController(Machine& machine, const std::string& name, ClockDomain& clock)
    : RegisterDevice(machine, name, usb_registers), dpram_(machine, name + "_DPRAM"), clock_(clock) {
    dpram_.set_listener(this);
    clock_.add_listener(this);
}

void UsbController::reset() {
    RegisterDevice::reset();
    const bool was_pulled_up = state_.pulled_up;
    state_ = {};
    state_.pulled_up = was_pulled_up; // update() tells the host
    state_.sof_read = state_.still_since = now();
    bus_reset_.disarm();
    update();
}

void UsbController::on_line(unsigned input, bool level) {
    (input == VbusDetect ? outside_.vbus_detect : outside_.overcurrent) = level;
    update();
}

std::uint32_t UsbController::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t value = on_peek(reg, stored);
    if (reg.row == sof_rd) {
        keep_frames();
        state_.latched &= ~dev_sof;
        state_.sof_read = now();
        update();
    }
    return value;
}

std::uint32_t UsbController::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case sof_rd: {
        const Sof sof = last_sof();
        return sof.time == never ? state_.frame : sof.number;
    }
    case sie_status:
        return stored | (state_.connected ? connected.mask : 0) | (state_.suspended ? suspended.mask : 0) |
               (overcurrent() ? vbus_over_curr.mask : 0) | (vbus_detected() ? vbus_detected_field.mask : 0) |
               line_state() << line_state_field.lsb;
    case usbphy_direct:
        return stored | (line_state() == J ? rx_dp.mask | rx_dd.mask : 0) |
               (line_state() == K ? rx_dm.mask : 0);
    case intr:
        return raw_interrupts();
    case ints:
        return (raw_interrupts() & value(inte)) | value(intf);
    default:
        return stored;
    }
}

void UsbController::on_write(Index reg, std::uint32_t written, const Access&) {
    switch (reg.row) {
    case main_ctrl:
        if (field(controller_en) != 0 && field(host_ndevice) != 0) {
            report("usb.host_mode", "the controller is switched to host mode, which is not modelled");
        }
        break;
    case sie_ctrl:
        if ((written & remote_wakeup.mask) != 0 && state_.suspended && host_ != nullptr) {
            host_->on_remote_wakeup();
        }
        break;
    case sie_status:
        state_.latched &= ~(((written & suspended.mask) != 0 ? dev_suspend : 0) |
                            ((written & connected.mask) != 0 ? dev_conn_dis : 0));
        break;
    case buff_status:
        next_buffer_status(written);
        break;
    case ep_abort: {
        // Transactions are whole: an endpoint is always between two of them.
        const std::uint32_t begun = value(ep_abort) & ~state_.aborting;
        set_value(ep_abort_done, value(ep_abort_done) | begun);
        state_.aborting = value(ep_abort);
        break;
    }
    default:
        break;
    }
    update();
    answers_changed();
}

void UsbController::on_dpram_control(std::uint32_t offset, unsigned lanes) {
    select_buffer(offset, lanes);
    answers_changed();
}

void UsbController::answers_changed() {
    if (host_ != nullptr && state_.receiving) {
        host_->on_answers_changed();
    }
}

void UsbController::plug(UsbHostPort* host) {
    host_ = host;
    if (host_ != nullptr && state_.pulled_up) {
        host_->on_pull_up(true);
    }
    if (host_ == nullptr) {
        drive(UsbBus::Unplugged, {});
    }
}

void UsbController::drive(UsbBus bus, UsbFrames frames) {
    keep_frames();
    const bool was_still = outside_.bus == UsbBus::Idle || outside_.bus == UsbBus::Unplugged;
    const bool still = bus == UsbBus::Idle || bus == UsbBus::Unplugged;
    if (still && !was_still) {
        state_.still_since = now();
    }
    outside_.bus = bus;
    outside_.frames = frames;
    bus_reset_.arm(bus == UsbBus::Reset ? now() + reset_seen_after : never);
    if (bus == UsbBus::Resume && state_.receiving) {
        set_field(resume, 1);
    }
    update();
}

bool UsbController::enabled() const {
    return field(controller_en) != 0 && field(host_ndevice) == 0;
}

bool UsbController::clock_right() const {
    return clock_.hz() >= lowest_hz && clock_.hz() <= highest_hz;
}

bool UsbController::vbus_detected() const {
    return field(vbus_override) != 0 ? field(vbus_value) != 0 : outside_.vbus_detect;
}

bool UsbController::overcurrent() const {
    return field(overcurr_override) != 0 ? field(overcurr_value) != 0 : outside_.overcurrent;
}

bool UsbController::pull_up() const {
    if (field(phy_pull_up_override) != 0) {
        return field(phy_pull_up) != 0;
    }
    return enabled() && field(to_phy) != 0 && field(pullup_en) != 0 && vbus_detected();
}

bool UsbController::receives() const {
    return enabled() && pull_up() && field(to_phy) != 0 && field(transceiver_pd) == 0 && clock_right();
}

unsigned UsbController::line_state() const {
    if (field(to_phy) == 0) {
        return field(to_digital_pad) != 0 ? J : Se0;
    }
    if (outside_.bus == UsbBus::Reset || !pull_up()) {
        return Se0;
    }
    return outside_.bus == UsbBus::Resume ? K : J;
}

UsbController::Sof UsbController::last_sof() const {
    const UsbFrames& frames = outside_.frames;
    if (!state_.receiving || outside_.bus != UsbBus::Frames || now() < frames.first) {
        return {};
    }
    const Time index = (now() - frames.first) / UsbFrames::period;
    return {frames.first + index * UsbFrames::period,
            static_cast<std::uint16_t>((static_cast<std::uint64_t>(index) + frames.number) & frame_mask)};
}

bool UsbController::sof_pending() const {
    const Sof sof = last_sof();
    return (state_.latched & dev_sof) != 0 || (sof.time != never && sof.time > state_.sof_read);
}

/// Puts what the frames up to now did into the state, before they or the way of reading them change.
void UsbController::keep_frames() {
    if (sof_pending()) {
        state_.latched |= dev_sof;
    }
    if (const Sof sof = last_sof(); sof.time != never) {
        state_.frame = sof.number;
    }
}

void UsbController::set_suspended(bool is_suspended) {
    if (state_.suspended != is_suspended) {
        state_.suspended = is_suspended;
        state_.latched |= dev_suspend;
    }
}

void UsbController::set_connected(bool is_connected) {
    if (state_.connected != is_connected) {
        state_.connected = is_connected;
        state_.latched |= dev_conn_dis;
    }
}

/// Brings link, events, lines and host up to date after anything that they depend on has changed.
void UsbController::update() {
    if (const bool receiving = receives(); receiving != state_.receiving) {
        keep_frames();
        state_.receiving = receiving;
        if (receiving) {
            state_.sof_read = now();
            state_.still_since = now();
        }
        answers_changed();
    }
    const UsbBus bus = outside_.bus;
    if (!pull_up()) {
        set_connected(false);
    }
    if (state_.receiving && bus == UsbBus::Frames) {
        set_connected(true);
    }
    if (bus == UsbBus::Resume || bus == UsbBus::Frames) {
        set_suspended(false);
    }
    const bool still = bus == UsbBus::Idle || bus == UsbBus::Unplugged;
    suspend_.arm(state_.receiving && still && !state_.suspended ? state_.still_since + suspend_after : never);

    const bool hears_frames = state_.receiving && bus == UsbBus::Frames && (value(inte) & dev_sof) != 0;
    if (hears_frames && !sof_pending()) {
        const Sof sof = last_sof();
        sof_.arm(sof.time == never ? outside_.frames.first : sof.time + UsbFrames::period);
    } else {
        sof_.disarm();
    }
    irq_.set(((raw_interrupts() & value(inte)) | value(intf)) != 0);
    outputs_.set(field(vbus_en_override) != 0 ? field(vbus_en) : field(host_vbus_en), 1);

    if (const bool pulled_up = pull_up(); pulled_up != state_.pulled_up) {
        state_.pulled_up = pulled_up;
        if (host_ != nullptr) {
            host_->on_pull_up(pulled_up);
        }
    }
    tell_of_clock();
}

void UsbController::tell_of_clock() {
    const bool mute = state_.pulled_up && enabled() && !clock_right();
    if (mute && !state_.mute) {
        report("usb.clock", "clk_usb is not at 48 MHz while the pull-up is on: the host gets no answer");
    }
    state_.mute = mute;
}

void UsbController::see_bus_reset() {
    if (state_.receiving) {
        set_field(bus_reset, 1);
        set_suspended(false);
    }
    update();
}

void UsbController::see_suspend() {
    set_suspended(true);
    update();
}

std::uint32_t UsbController::raw_interrupts() const {
    std::uint32_t raw = state_.latched | (sof_pending() ? dev_sof : 0);
    for (const auto& [source, bit] : status_interrupts) {
        raw |= field(source) != 0 ? bit : 0;
    }
    raw |= vbus_detected() ? vbus_detect_interrupt : 0;
    raw |= value(buff_status) != 0 ? buff_status_interrupt : 0;
    raw |= value(ep_abort_done) != 0 ? abort_done_interrupt : 0;
    raw |= value(ep_status_stall_nak) != 0 ? stall_nak_interrupt : 0;
    return raw;
}

} // namespace peripherals::rp2040
