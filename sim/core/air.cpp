#include "sim/core/air.h"

#include "sim/core/assert.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <algorithm>
#include <iterator>

namespace sim::core {

namespace {

// Machines run ahead of each other by less than this; what is over for so long nobody asks for.
constexpr Time forgotten_after = 5 * ps_per_ms;

constexpr int loss_at_one_metre_db = 40;
constexpr std::int64_t nearest_mm = 100; // nearer than this the formula of the far field does not hold

// 10 * log10(number), rounded down, for numbers from 1000.
int decibels(std::int64_t number) {
    constexpr std::int64_t steps[] = {1000, 1259, 1585, 1995, 2512, 3162, 3981, 5012, 6310, 7943};
    int result = 30;
    while (number >= 10000) {
        number /= 10;
        result += 10;
    }
    return result +
           static_cast<int>(std::upper_bound(std::begin(steps), std::end(steps), number) -
                            std::begin(steps)) -
           1;
}

// Free space: 40 dB at one metre, 20 dB for each factor of ten.
int free_space_loss_db(const Position& a, const Position& b) {
    const std::int64_t x = std::int64_t{a.x_mm} - b.x_mm;
    const std::int64_t y = std::int64_t{a.y_mm} - b.y_mm;
    const std::int64_t z = std::int64_t{a.z_mm} - b.z_mm;
    const std::int64_t square = std::max(x * x + y * y + z * z, nearest_mm * nearest_mm);
    return loss_at_one_metre_db + decibels(square) - 60;
}

std::uint64_t low_bits(unsigned count) {
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

} // namespace

void Air::set_loss(const Machine& a, const Machine& b, int loss_db) {
    losses_.push_back({&a, &b, loss_db});
}

void Air::set_position(const Machine& machine, Position position) {
    std::erase_if(spots_, [&](const Spot& spot) { return spot.machine == &machine; });
    spots_.push_back({&machine, position});
}

const Position* Air::position_of(const Machine& machine) const {
    for (const Spot& spot : spots_) {
        if (spot.machine == &machine) {
            return &spot.position;
        }
    }
    return nullptr;
}

int Air::loss_db(const Machine& a, const Machine& b) const {
    for (auto loss = losses_.rbegin(); loss != losses_.rend(); ++loss) {
        if ((loss->a == &a && loss->b == &b) || (loss->a == &b && loss->b == &a)) {
            return loss->db;
        }
    }
    const Position* first = position_of(a);
    const Position* second = position_of(b);
    return first != nullptr && second != nullptr ? free_space_loss_db(*first, *second) : default_loss_db_;
}

void Air::add(Antenna& antenna) {
    antennas_.push_back(&antenna);
}

void Air::remove(Antenna& antenna) {
    std::erase(antennas_, &antenna);
    std::erase_if(signals_, [&](const Signal& signal) { return signal.from == &antenna; });
    update_lookahead();
}

void Air::update_lookahead() {
    lookahead_ = never;
    if (antennas_.size() < 2) {
        return;
    }
    for (const Antenna* antenna : antennas_) {
        lookahead_ = std::min(lookahead_, antenna->lookahead_);
    }
}

void Air::begin(const Antenna& from, const Tuning& tuning, int dbm, Time now) {
    std::erase_if(signals_,
                  [&](const Signal& old) { return old.end != never && old.end + forgotten_after < now; });
    signals_.push_back({&from, tuning, dbm, now, never});
}

Air::Signal* Air::last_signal(const Antenna& from) {
    const auto found = std::find_if(signals_.rbegin(), signals_.rend(),
                                    [&](const Signal& signal) { return signal.from == &from; });
    return found != signals_.rend() ? &*found : nullptr;
}

int Air::level_dbm(const Antenna& to, const Signal& signal) const {
    return signal.dbm - loss_db(signal.from->machine_, to.machine_);
}

std::uint64_t Air::spoilt(const Antenna& to, const Signal& signal, const AirBits& sent) const {
    const Time bit = signal.tuning.bit;
    const Time end = sent.begin + sent.count * bit;
    const int level = level_dbm(to, signal);
    std::uint64_t mask = 0;
    for (const Signal& other : signals_) {
        if (other.from == signal.from || other.from == &to || other.tuning.mhz != signal.tuning.mhz ||
            other.begin >= end || other.end <= sent.begin ||
            level_dbm(to, other) + to.reception_.rejection_db <= level) {
            continue;
        }
        const Time first = std::max(other.begin, sent.begin) - sent.begin;
        const Time last = std::min(other.end, end) - 1 - sent.begin;
        mask |=
            low_bits(static_cast<unsigned>(last / bit) + 1) & ~low_bits(static_cast<unsigned>(first / bit));
    }
    return mask;
}

void Air::deliver(const Antenna& from, const AirBits& sent) {
    const Signal signal = *last_signal(from);
    for (Antenna* to : antennas_) {
        if (to == &from || !to->listening_ || to->tuning_ != signal.tuning) {
            continue;
        }
        const int level = level_dbm(*to, signal);
        if (level < to->reception_.sensitivity_dbm) {
            continue;
        }
        AirBits heard = sent;
        const std::uint64_t mask = spoilt(*to, signal, sent);
        for (unsigned i = 0; i < sent.count; ++i) {
            if ((mask >> i & 1) != 0) {
                heard.bits ^= std::uint64_t{to->noise(sent.begin + i * signal.tuning.bit)} << i;
            }
        }
        to->hear(signal, level, heard);
    }
}

void Air::silence(const Antenna& from, Time begin) {
    for (Antenna* to : antennas_) {
        if (to->listening_ && to->holding_ && to->followed_ == &from && to->followed_begin_ == begin) {
            to->receiver_.on_silence();
        }
    }
}

Antenna::Antenna(Machine& machine, AirReceiver& receiver, std::uint32_t instance)
    : machine_(machine), air_(machine.simulation().air()), receiver_(receiver), instance_(instance) {
    air_.add(*this);
}

Antenna::~Antenna() {
    air_.remove(*this);
}

void Antenna::listen(const Tuning& tuning, const Reception& reception) {
    listening_ = true;
    holding_ = false;
    tuning_ = tuning;
    reception_ = reception;
    since_ = machine_.simulation().now();
    followed_ = nullptr;
    next_bit_ = never;
}

void Antenna::ignore() {
    listening_ = false;
    holding_ = false;
}

int Antenna::level_dbm(int mhz) const {
    int strongest = silence_dbm;
    for (const Air::Signal& signal : air_.signals_) {
        if (signal.from != this && signal.tuning.mhz == mhz &&
            signal.active_at(machine_.simulation().now())) {
            strongest = std::max(strongest, air_.level_dbm(*this, signal));
        }
    }
    return strongest;
}

bool Antenna::noise(Time time) const {
    // The finaliser of murmurhash3: every bit of time and antenna decides.
    auto value = static_cast<std::uint64_t>(time) ^ static_cast<std::uint64_t>(instance_) << 40;
    value = (value ^ value >> 33) * 0xff51afd7ed558ccdU;
    value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53U;
    return (value >> 63) != 0;
}

void Antenna::hear(const Air::Signal& signal, int dbm, AirBits bits) {
    const bool same = followed_ == signal.from && followed_begin_ == signal.begin;
    if (!same) {
        if (holding_) {
            return;
        }
        const Air::Signal* followed = followed_ != nullptr ? air_.last_signal(*followed_) : nullptr;
        if (followed != nullptr && followed->begin == followed_begin_ && followed->end == never &&
            followed_dbm_ >= dbm) {
            return;
        }
        followed_ = signal.from;
        followed_begin_ = signal.begin;
        followed_dbm_ = dbm;
    }
    if (bits.begin < since_) {
        const Time bit = signal.tuning.bit;
        const Time missed = (since_ - bits.begin + bit - 1) / bit;
        if (missed >= bits.count) {
            return;
        }
        bits.bits >>= missed;
        bits.count -= static_cast<unsigned>(missed);
        bits.begin += missed * bit;
    }
    const bool continues = same && bits.begin == next_bit_;
    next_bit_ = bits.begin + bits.count * signal.tuning.bit;
    receiver_.on_bits(bits, continues);
}

void Antenna::begin(const Tuning& tuning, int dbm) {
    TERRARIUM_ASSERT(!sending_);
    sending_ = true;
    Simulation& simulation = machine_.simulation();
    simulation.trace().record(simulation.now(), instance_, TraceKind::AirSignal,
                              static_cast<std::uint64_t>(tuning.bit) << 32 |
                                  static_cast<std::uint64_t>(tuning.mhz) << 8 |
                                  (static_cast<std::uint64_t>(dbm) & 0xff));
    air_.begin(*this, tuning, dbm, simulation.now());
}

void Antenna::send(const AirBits& bits) {
    TERRARIUM_ASSERT(sending_ && bits.count <= 64);
    machine_.simulation().trace().record(bits.begin, instance_, TraceKind::AirBits, bits.bits);
    air_.deliver(*this, bits);
}

void Antenna::end() {
    if (!sending_) {
        return;
    }
    sending_ = false;
    Air::Signal& signal = *air_.last_signal(*this);
    signal.end = machine_.simulation().now();
    air_.silence(*this, signal.begin);
}

void Antenna::promise(Time lookahead) {
    if (lookahead != lookahead_) {
        lookahead_ = lookahead;
        air_.update_lookahead();
    }
}

} // namespace sim::core
