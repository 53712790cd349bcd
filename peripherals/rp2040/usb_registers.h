#pragma once

#include "sim/core/register_table.h"

#include <array>
#include <cstdint>
#include <string_view>

// RP2040 datasheet, 4.1.4 "USB: List of Registers".
namespace peripherals::rp2040::usb {

using namespace sim::core;

/// The registers that have a bit for each endpoint and direction, IN below OUT.
consteval std::array<Field, 32> endpoint_fields(FieldAccess access) {
    constexpr std::string_view names[] = {
        "EP0_IN",  "EP0_OUT",  "EP1_IN",  "EP1_OUT",  "EP2_IN",  "EP2_OUT",  "EP3_IN",  "EP3_OUT",
        "EP4_IN",  "EP4_OUT",  "EP5_IN",  "EP5_OUT",  "EP6_IN",  "EP6_OUT",  "EP7_IN",  "EP7_OUT",
        "EP8_IN",  "EP8_OUT",  "EP9_IN",  "EP9_OUT",  "EP10_IN", "EP10_OUT", "EP11_IN", "EP11_OUT",
        "EP12_IN", "EP12_OUT", "EP13_IN", "EP13_OUT", "EP14_IN", "EP14_OUT", "EP15_IN", "EP15_OUT"};
    std::array<Field, 32> fields{};
    for (std::uint8_t bit = 0; bit < 32; ++bit) {
        fields[bit] = {bit, bit, names[bit], access, 0};
    }
    return fields;
}

/// INTR, INTE, INTF and INTS.
consteval std::array<Field, 20> interrupt_fields(FieldAccess access) {
    constexpr std::string_view names[] = {"HOST_CONN_DIS",
                                          "HOST_RESUME",
                                          "HOST_SOF",
                                          "TRANS_COMPLETE",
                                          "BUFF_STATUS",
                                          "ERROR_DATA_SEQ",
                                          "ERROR_RX_TIMEOUT",
                                          "ERROR_RX_OVERFLOW",
                                          "ERROR_BIT_STUFF",
                                          "ERROR_CRC",
                                          "STALL",
                                          "VBUS_DETECT",
                                          "BUS_RESET",
                                          "DEV_CONN_DIS",
                                          "DEV_SUSPEND",
                                          "DEV_RESUME_FROM_HOST",
                                          "SETUP_REQ",
                                          "DEV_SOF",
                                          "ABORT_DONE",
                                          "EP_STALL_NAK"};
    std::array<Field, 20> fields{};
    for (std::uint8_t bit = 0; bit < 20; ++bit) {
        fields[bit] = {bit, bit, names[bit], access, 0};
    }
    return fields;
}

inline constexpr Field addr_endp_fields[] = {
    {19, 16, "ENDPOINT", RW, 0},
    {6,  0,  "ADDRESS",  RW, 0},
};
inline constexpr Field addr_endp_n_fields[] = {
    {26, 26, "INTEP_PREAMBLE", RW, 0},
    {25, 25, "INTEP_DIR",      RW, 0},
    {19, 16, "ENDPOINT",       RW, 0},
    {6,  0,  "ADDRESS",        RW, 0},
};
inline constexpr Field main_ctrl_fields[] = {
    {31, 31, "SIM_TIMING",    RW, 0},
    {1,  1,  "HOST_NDEVICE",  RW, 0},
    {0,  0,  "CONTROLLER_EN", RW, 0},
};
inline constexpr Field sof_wr_fields[] = {
    {10, 0, "COUNT", WF, 0},
};
inline constexpr Field sof_rd_fields[] = {
    {10, 0, "COUNT", RO, 0},
};
inline constexpr Field sie_ctrl_fields[] = {
    {31, 31, "EP0_INT_STALL",  RW, 0},
    {30, 30, "EP0_DOUBLE_BUF", RW, 0},
    {29, 29, "EP0_INT_1BUF",   RW, 0},
    {28, 28, "EP0_INT_2BUF",   RW, 0},
    {27, 27, "EP0_INT_NAK",    RW, 0},
    {26, 26, "DIRECT_EN",      RW, 0},
    {25, 25, "DIRECT_DP",      RW, 0},
    {24, 24, "DIRECT_DM",      RW, 0},
    {18, 18, "TRANSCEIVER_PD", RW, 0},
    {17, 17, "RPU_OPT",        RW, 0},
    {16, 16, "PULLUP_EN",      RW, 0},
    {15, 15, "PULLDOWN_EN",    RW, 0},
    {13, 13, "RESET_BUS",      SC, 0},
    {12, 12, "RESUME",         SC, 0},
    {11, 11, "VBUS_EN",        RW, 0},
    {10, 10, "KEEP_ALIVE_EN",  RW, 0},
    {9,  9,  "SOF_EN",         RW, 0},
    {8,  8,  "SOF_SYNC",       RW, 0},
    {6,  6,  "PREAMBLE_EN",    RW, 0},
    {4,  4,  "STOP_TRANS",     SC, 0},
    {3,  3,  "RECEIVE_DATA",   RW, 0},
    {2,  2,  "SEND_DATA",      RW, 0},
    {1,  1,  "SEND_SETUP",     RW, 0},
    {0,  0,  "START_TRANS",    SC, 0},
};
inline constexpr Field sie_status_fields[] = {
    {31, 31, "DATA_SEQ_ERROR",  WC, 0},
    {30, 30, "ACK_REC",         WC, 0},
    {29, 29, "STALL_REC",       WC, 0},
    {28, 28, "NAK_REC",         WC, 0},
    {27, 27, "RX_TIMEOUT",      WC, 0},
    {26, 26, "RX_OVERFLOW",     WC, 0},
    {25, 25, "BIT_STUFF_ERROR", WC, 0},
    {24, 24, "CRC_ERROR",       WC, 0},
    {19, 19, "BUS_RESET",       WC, 0},
    {18, 18, "TRANS_COMPLETE",  WC, 0},
    {17, 17, "SETUP_REC",       WC, 0},
    {16, 16, "CONNECTED",       RO, 0},
    {11, 11, "RESUME",          WC, 0},
    {10, 10, "VBUS_OVER_CURR",  RO, 0},
    {9,  8,  "SPEED",           RO, 0},
    {4,  4,  "SUSPENDED",       RO, 0},
    {3,  2,  "LINE_STATE",      RO, 0},
    {0,  0,  "VBUS_DETECTED",   RO, 0},
};
inline constexpr Field int_ep_ctrl_fields[] = {
    {15, 1, "INT_EP_ACTIVE", RW, 0},
};
inline constexpr auto buff_status_fields = endpoint_fields(WC);
inline constexpr auto buff_cpu_should_handle_fields = endpoint_fields(RO);
inline constexpr auto ep_abort_fields = endpoint_fields(RW);
inline constexpr auto ep_abort_done_fields = endpoint_fields(WC);
inline constexpr Field ep_stall_arm_fields[] = {
    {1, 1, "EP0_OUT", RW, 0},
    {0, 0, "EP0_IN",  RW, 0},
};
inline constexpr Field nak_poll_fields[] = {
    {25, 16, "DELAY_FS", RW, 0x10},
    {9,  0,  "DELAY_LS", RW, 0x10},
};
inline constexpr auto ep_status_stall_nak_fields = endpoint_fields(WC);
inline constexpr Field usb_muxing_fields[] = {
    {3, 3, "SOFTCON",        RW, 0},
    {2, 2, "TO_DIGITAL_PAD", RW, 0},
    {1, 1, "TO_EXTPHY",      RW, 0},
    {0, 0, "TO_PHY",         RW, 0},
};
inline constexpr Field usb_pwr_fields[] = {
    {5, 5, "OVERCURR_DETECT_EN",      RW, 0},
    {4, 4, "OVERCURR_DETECT",         RW, 0},
    {3, 3, "VBUS_DETECT_OVERRIDE_EN", RW, 0},
    {2, 2, "VBUS_DETECT",             RW, 0},
    {1, 1, "VBUS_EN_OVERRIDE_EN",     RW, 0},
    {0, 0, "VBUS_EN",                 RW, 0},
};
inline constexpr Field usbphy_direct_fields[] = {
    {22, 22, "DM_OVV",          RO, 0},
    {21, 21, "DP_OVV",          RO, 0},
    {20, 20, "DM_OVCN",         RO, 0},
    {19, 19, "DP_OVCN",         RO, 0},
    {18, 18, "RX_DM",           RO, 0},
    {17, 17, "RX_DP",           RO, 0},
    {16, 16, "RX_DD",           RO, 0},
    {15, 15, "TX_DIFFMODE",     RW, 0},
    {14, 14, "TX_FSSLEW",       RW, 0},
    {13, 13, "TX_PD",           RW, 0},
    {12, 12, "RX_PD",           RW, 0},
    {11, 11, "TX_DM",           RW, 0},
    {10, 10, "TX_DP",           RW, 0},
    {9,  9,  "TX_DM_OE",        RW, 0},
    {8,  8,  "TX_DP_OE",        RW, 0},
    {6,  6,  "DM_PULLDN_EN",    RW, 0},
    {5,  5,  "DM_PULLUP_EN",    RW, 0},
    {4,  4,  "DM_PULLUP_HISEL", RW, 0},
    {2,  2,  "DP_PULLDN_EN",    RW, 0},
    {1,  1,  "DP_PULLUP_EN",    RW, 0},
    {0,  0,  "DP_PULLUP_HISEL", RW, 0},
};
inline constexpr Field usbphy_direct_override_fields[] = {
    {15, 15, "TX_DIFFMODE_OVERRIDE_EN",     RW, 0},
    {12, 12, "DM_PULLUP_OVERRIDE_EN",       RW, 0},
    {11, 11, "TX_FSSLEW_OVERRIDE_EN",       RW, 0},
    {10, 10, "TX_PD_OVERRIDE_EN",           RW, 0},
    {9,  9,  "RX_PD_OVERRIDE_EN",           RW, 0},
    {8,  8,  "TX_DM_OVERRIDE_EN",           RW, 0},
    {7,  7,  "TX_DP_OVERRIDE_EN",           RW, 0},
    {6,  6,  "TX_DM_OE_OVERRIDE_EN",        RW, 0},
    {5,  5,  "TX_DP_OE_OVERRIDE_EN",        RW, 0},
    {4,  4,  "DM_PULLDN_EN_OVERRIDE_EN",    RW, 0},
    {3,  3,  "DP_PULLDN_EN_OVERRIDE_EN",    RW, 0},
    {2,  2,  "DP_PULLUP_EN_OVERRIDE_EN",    RW, 0},
    {1,  1,  "DM_PULLUP_HISEL_OVERRIDE_EN", RW, 0},
    {0,  0,  "DP_PULLUP_HISEL_OVERRIDE_EN", RW, 0},
};
inline constexpr Field usbphy_trim_fields[] = {
    {12, 8, "DM_PULLDN_TRIM", RW, 0x1f},
    {4,  0, "DP_PULLDN_TRIM", RW, 0x1f},
};
inline constexpr auto intr_fields = interrupt_fields(RO);
inline constexpr auto inte_fields = interrupt_fields(RW);
inline constexpr auto intf_fields = interrupt_fields(RW);
inline constexpr auto ints_fields = interrupt_fields(RO);

// clang-format off
inline constexpr Register usb_registers[] = {
    {0x00, "ADDR_ENDP", addr_endp_fields},
    {0x04, "ADDR_ENDP%", addr_endp_n_fields, {.count = 15, .stride = 4, .first = 1}},
    {0x40, "MAIN_CTRL", main_ctrl_fields},
    {0x44, "SOF_WR", sof_wr_fields},
    {0x48, "SOF_RD", sof_rd_fields},
    {0x4c, "SIE_CTRL", sie_ctrl_fields},
    {0x50, "SIE_STATUS", sie_status_fields},
    {0x54, "INT_EP_CTRL", int_ep_ctrl_fields},
    {0x58, "BUFF_STATUS", buff_status_fields},
    {0x5c, "BUFF_CPU_SHOULD_HANDLE", buff_cpu_should_handle_fields},
    {0x60, "EP_ABORT", ep_abort_fields},
    {0x64, "EP_ABORT_DONE", ep_abort_done_fields},
    {0x68, "EP_STALL_ARM", ep_stall_arm_fields},
    {0x6c, "NAK_POLL", nak_poll_fields},
    {0x70, "EP_STATUS_STALL_NAK", ep_status_stall_nak_fields},
    {0x74, "USB_MUXING", usb_muxing_fields},
    {0x78, "USB_PWR", usb_pwr_fields},
    {0x7c, "USBPHY_DIRECT", usbphy_direct_fields},
    {0x80, "USBPHY_DIRECT_OVERRIDE", usbphy_direct_override_fields},
    {0x84, "USBPHY_TRIM", usbphy_trim_fields},
    {0x8c, "INTR", intr_fields},
    {0x90, "INTE", inte_fields},
    {0x94, "INTF", intf_fields},
    {0x98, "INTS", ints_fields},
};
// clang-format on
static_assert(well_formed(usb_registers));

} // namespace peripherals::rp2040::usb
