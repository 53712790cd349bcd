#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <vector>

namespace sim::core {

class Antenna;
class Machine;

/// Where a machine stands, in millimetres.
struct Position {
    std::int32_t x_mm = 0;
    std::int32_t y_mm = 0;
    std::int32_t z_mm = 0;
};

/// What a sender and a receiver must have in common to understand each other.
struct Tuning {
    int mhz = 0;
    Time bit = 0; // its duration
    bool operator==(const Tuning&) const = default;
};

/// Up to 64 bits that followed each other on the air, the first one in bit 0.
struct AirBits {
    std::uint64_t bits = 0;
    unsigned count = 0;
    Time begin = 0; // of the first one
};

/// What a receiver makes of signals, in dBm and dB.
struct Reception {
    int sensitivity_dbm = -90; // weaker signals are not heard
    int rejection_db = 12;     // so much stronger than another one at its frequency, a signal is understood
};

class AirReceiver {
public:
    virtual ~AirReceiver() = default;
    /// These came in, the last one ending now. `continues`: right behind those of the previous call, from
    /// the same sender.
    virtual void on_bits(const AirBits& bits, bool continues) = 0;
    /// The signal that the antenna was told to hold on to is over.
    virtual void on_silence() = 0;
};

/// The air between the machines of a simulation: who sends, who listens, and what gets lost between them.
///
/// A signal loses `loss_db` on its way: the one set for two machines, else that of free space at 2.4 GHz
/// where both have positions, else the default. A receiver hears one signal at a time: the first one, unless
/// a stronger one comes before it has found what it looks for (`Antenna::hold`). Where another signal at the
/// same frequency is less than `rejection_db` below it (capture effect), its bits are noise. Noise comes from
/// time and antenna, so that equal runs have equal noise.
///
/// Machines run ahead of each other in time (`Simulation`), so nothing on the air has an effect at once: a
/// sender hands its bits over when the last of them ends, in an event, and promises how long that takes at
/// least (`Antenna::promise`). What is on the air now is asked in events only.
///
/// Not modelled: neighbouring channels, fading, propagation time (3.3 ns a metre), frequency errors.
class Air {
public:
    static constexpr int default_loss_db = 50;

    /// Between machines that nothing else is known of.
    void set_loss(int loss_db) { default_loss_db_ = loss_db; }
    /// Between these two, in both directions, wherever they stand.
    void set_loss(const Machine& a, const Machine& b, int loss_db);
    void set_position(const Machine& machine, Position position);
    int loss_db(const Machine& a, const Machine& b) const;

    /// So long after now nothing that a machine begins to send reaches another one; `never` where nothing is
    /// sent.
    Time lookahead() const { return lookahead_; }

private:
    friend class Antenna;

    struct Signal {
        const Antenna* from;
        Tuning tuning;
        int dbm;
        Time begin;
        Time end; // `never` while it lasts
        bool active_at(Time time) const { return begin <= time && time < end; }
    };
    struct Loss {
        const Machine* a;
        const Machine* b;
        int db;
    };
    struct Spot {
        const Machine* machine;
        Position position;
    };

    const Position* position_of(const Machine& machine) const;
    void add(Antenna& antenna);
    void remove(Antenna& antenna);
    void begin(const Antenna& from, const Tuning& tuning, int dbm, Time now);
    void deliver(const Antenna& from, const AirBits& sent);
    void silence(const Antenna& from, Time begin);
    /// The bits of `sent` that another signal spoils at `to`, as a mask.
    std::uint64_t spoilt(const Antenna& to, const Signal& signal, const AirBits& sent) const;
    int level_dbm(const Antenna& to, const Signal& signal) const;
    Signal* last_signal(const Antenna& from);
    void update_lookahead();

    std::vector<Antenna*> antennas_; // in board order
    std::vector<Signal> signals_;    // in the order in which they began
    std::vector<Loss> losses_;
    std::vector<Spot> spots_;
    int default_loss_db_ = default_loss_db;
    Time lookahead_ = never;
};

/// A machine's end of the air.
class Antenna {
public:
    static constexpr int silence_dbm = -200;

    Antenna(Machine& machine, AirReceiver& receiver, std::uint32_t instance);
    Antenna(const Antenna&) = delete;
    Antenna& operator=(const Antenna&) = delete;
    ~Antenna();

    // Receiving.
    /// Hears what begins from now on.
    void listen(const Tuning& tuning, const Reception& reception);
    void ignore();
    /// Stays with the signal that the last bits came from, until it is over or `listen` is called.
    void hold() { holding_ = true; }
    /// The strongest signal at a frequency, now.
    int level_dbm(int mhz) const;
    /// A random bit, always the same one for a time.
    bool noise(Time time) const;

    // Sending.
    void begin(const Tuning& tuning, int dbm);
    /// These were sent, the last one ending now.
    void send(const AirBits& bits);
    void end();
    /// No signal that it begins from now on will have bits to hand over sooner than this after now.
    void promise(Time lookahead);

private:
    friend class Air;
    void hear(const Air::Signal& signal, int dbm, AirBits bits);

    Machine& machine_;
    Air& air_;
    AirReceiver& receiver_;
    std::uint32_t instance_;
    Time lookahead_ = never;
    bool sending_ = false;

    bool listening_ = false;
    bool holding_ = false;
    Tuning tuning_;
    Reception reception_;
    Time since_ = 0;                    // listens
    const Antenna* followed_ = nullptr; // whose signal it hears
    Time followed_begin_ = 0;
    int followed_dbm_ = silence_dbm;
    Time next_bit_ = never; // at which bits continue those that were heard
};

} // namespace sim::core
