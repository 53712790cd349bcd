#include "sim/host/line_merger.h"

#include <algorithm>
#include <utility>

#include <poll.h>

namespace sim::host {

using core::Time;

std::size_t LineMerger::add(std::string label) {
    sources_.push_back({std::move(label), {}, 0});
    return sources_.size() - 1;
}

void LineMerger::write(std::size_t source, Time time, std::span<const std::uint8_t> bytes) {
    const auto later = [](const Piece& a, const Piece& b) {
        return a.time != b.time ? a.time < b.time : a.source < b.source;
    };
    Piece piece{
        time, source, {bytes.begin(), bytes.end()}
    };
    const auto place = std::upper_bound(pieces_.begin(), pieces_.end(), piece, later);
    pieces_.insert(place, std::move(piece));
}

void LineMerger::advance(Time time) {
    for (; !pieces_.empty() && pieces_.front().time < time; pieces_.pop_front()) {
        take(pieces_.front());
    }
    show_waiting(time);
}

void LineMerger::finish() {
    advance(core::never);
    if (open_ != nobody) {
        output_("\n");
        open_ = nobody;
    }
}

void LineMerger::take(const Piece& piece) {
    show_waiting(piece.time);
    Source& source = sources_[piece.source];
    source.last = piece.time;
    std::string_view rest = piece.text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        source.text += rest.substr(0, end);
        if (source.text.ends_with('\r')) {
            source.text.pop_back();
        }
        show(piece.source, true);
        rest.remove_prefix(end + 1);
    }
    source.text += rest;
}

void LineMerger::show_waiting(Time time) {
    for (;;) {
        // The one that has waited longest; what is shown must not depend on how often this is called.
        std::size_t longest = nobody;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            const bool waits = !sources_[i].text.empty() && time - sources_[i].last >= patience;
            if (waits && (longest == nobody || sources_[i].last < sources_[longest].last)) {
                longest = i;
            }
        }
        if (longest == nobody) {
            return;
        }
        show(longest, false);
    }
}

void LineMerger::show(std::size_t source, bool ended) {
    std::string line;
    if (open_ != source) {
        line = (open_ == nobody ? "" : "\n") + sources_[source].label + ": ";
    }
    line += std::exchange(sources_[source].text, {});
    open_ = ended ? nobody : source;
    output_(ended ? line + "\n" : line);
}

namespace {

class Merged final : public Endpoint {
public:
    Merged(LineMerger& merger, const core::Simulation& simulation, std::string label,
           std::unique_ptr<Endpoint> keyboard)
        : merger_(merger), simulation_(simulation), source_(merger.add(std::move(label))),
          keyboard_(std::move(keyboard)) {}

    std::string description() const override { return keyboard_ ? keyboard_->description() : std::string(); }
    bool interactive() const override { return keyboard_ && keyboard_->interactive(); }
    void add_poll(std::vector<pollfd>& fds) const override {
        if (keyboard_) {
            keyboard_->add_poll(fds);
        }
    }
    std::vector<std::uint8_t> read() override {
        return keyboard_ ? keyboard_->read() : std::vector<std::uint8_t>();
    }
    void write(std::span<const std::uint8_t> bytes) override {
        merger_.write(source_, simulation_.now(), bytes);
    }
    void flush() override { merger_.advance(simulation_.now()); }
    bool quit() const override { return keyboard_ && keyboard_->quit(); }

private:
    LineMerger& merger_;
    const core::Simulation& simulation_;
    std::size_t source_;
    std::unique_ptr<Endpoint> keyboard_;
};

} // namespace

std::unique_ptr<Endpoint> make_merged(LineMerger& merger, const core::Simulation& simulation,
                                      std::string label, std::unique_ptr<Endpoint> keyboard) {
    return std::make_unique<Merged>(merger, simulation, std::move(label), std::move(keyboard));
}

} // namespace sim::host
