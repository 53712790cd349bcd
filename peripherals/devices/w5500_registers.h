#pragma once

#include <cstddef>
#include <cstdint>

namespace peripherals::devices::w5500 {

// W5500 datasheet v1.0.9, "Common Registers" and "Socket Registers": offset and bytes of those that behave
// here. The others keep what is written.
struct Register {
    std::uint8_t offset;
    std::uint8_t bytes;
};
inline constexpr std::size_t common_bytes = 0x40;
inline constexpr Register MR = {0x00, 1};
inline constexpr Register GAR = {0x01, 4};
inline constexpr Register SUBR = {0x05, 4};
inline constexpr Register SHAR = {0x09, 6};
inline constexpr Register SIPR = {0x0f, 4};
inline constexpr Register INTLEVEL = {0x13, 2};
inline constexpr Register IR = {0x15, 1};
inline constexpr Register IMR = {0x16, 1};
inline constexpr Register SIR = {0x17, 1};
inline constexpr Register SIMR = {0x18, 1};
inline constexpr Register RTR = {0x19, 2};
inline constexpr Register RCR = {0x1b, 1};
inline constexpr Register PTIMER = {0x1c, 1};
inline constexpr Register UIPR = {0x28, 4};
inline constexpr Register UPORTR = {0x2c, 2};
inline constexpr Register PHYCFGR = {0x2e, 1};
inline constexpr Register VERSIONR = {0x39, 1};

inline constexpr std::size_t socket_bytes = 0x30;
inline constexpr Register Sn_MR = {0x00, 1};
inline constexpr Register Sn_CR = {0x01, 1};
inline constexpr Register Sn_IR = {0x02, 1};
inline constexpr Register Sn_SR = {0x03, 1};
inline constexpr Register Sn_PORT = {0x04, 2};
inline constexpr Register Sn_DHAR = {0x06, 6};
inline constexpr Register Sn_DIPR = {0x0c, 4};
inline constexpr Register Sn_DPORT = {0x10, 2};
inline constexpr Register Sn_MSSR = {0x12, 2};
inline constexpr Register Sn_TTL = {0x16, 1};
inline constexpr Register Sn_RXBUF_SIZE = {0x1e, 1};
inline constexpr Register Sn_TXBUF_SIZE = {0x1f, 1};
inline constexpr Register Sn_TX_FSR = {0x20, 2};
inline constexpr Register Sn_TX_RD = {0x22, 2};
inline constexpr Register Sn_TX_WR = {0x24, 2};
inline constexpr Register Sn_RX_RSR = {0x26, 2};
inline constexpr Register Sn_RX_RD = {0x28, 2};
inline constexpr Register Sn_RX_WR = {0x2a, 2};
inline constexpr Register Sn_IMR = {0x2c, 1};
inline constexpr Register Sn_FRAG = {0x2d, 2};

// What they have after a reset, other than 0.
struct Reset {
    Register reg;
    std::uint32_t value;
};
inline constexpr Reset common_resets[] = {
    {RTR,      2000},
    {RCR,      8   },
    {PTIMER,   0x28},
    {PHYCFGR,  0xb8},
    {VERSIONR, 0x04},
};
inline constexpr Reset socket_resets[] = {
    {Sn_TTL,        0x80  },
    {Sn_RXBUF_SIZE, 2     },
    {Sn_TXBUF_SIZE, 2     },
    {Sn_TX_FSR,     2048  },
    {Sn_IMR,        0xff  },
    {Sn_FRAG,       0x4000},
};

// Bits.
inline constexpr std::uint8_t mr_reset = 0x80;
inline constexpr std::uint8_t mr_ping_block = 0x10;
inline constexpr std::uint8_t phy_reset = 0x80;  // 0 resets
inline constexpr std::uint8_t phy_status = 0x07; // DPX, SPD, LNK: full duplex, 100 Mbit/s, link
inline constexpr std::uint8_t ir_conflict = 0x80;
inline constexpr std::uint8_t ir_unreachable = 0x40;
inline constexpr std::uint8_t ir_bits = 0xf0;

// Sn_MR.
inline constexpr std::uint8_t protocol_bits = 0x0f;
inline constexpr std::uint8_t protocol_tcp = 1;
inline constexpr std::uint8_t protocol_udp = 2;
inline constexpr std::uint8_t protocol_macraw = 4;
inline constexpr std::uint8_t mac_filter = 0x80;      // MFEN, of MACRAW
inline constexpr std::uint8_t block_broadcast = 0x40; // BCASTB
inline constexpr std::uint8_t block_multicast = 0x20; // MMB, of MACRAW

// Sn_CR.
enum class Command : std::uint8_t {
    Open = 0x01,
    Listen = 0x02,
    Connect = 0x04,
    Discon = 0x08,
    Close = 0x10,
    Send = 0x20,
    SendMac = 0x21,
    SendKeep = 0x22,
    Recv = 0x40,
};

// Sn_IR.
inline constexpr std::uint8_t int_con = 0x01;
inline constexpr std::uint8_t int_discon = 0x02;
inline constexpr std::uint8_t int_recv = 0x04;
inline constexpr std::uint8_t int_timeout = 0x08;
inline constexpr std::uint8_t int_sendok = 0x10;
inline constexpr std::uint8_t int_bits = 0x1f;

// Sn_SR.
enum class Status : std::uint8_t {
    Closed = 0x00,
    Init = 0x13,
    Listen = 0x14,
    SynSent = 0x15,
    SynRecv = 0x16,
    Established = 0x17,
    FinWait = 0x18,
    Closing = 0x1a,
    TimeWait = 0x1b,
    CloseWait = 0x1c,
    LastAck = 0x1d,
    Udp = 0x22,
    Macraw = 0x42,
};

} // namespace peripherals::devices::w5500
