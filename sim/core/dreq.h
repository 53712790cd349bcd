#pragma once

namespace sim::core {

/// A peripheral behind a DREQ line that can tell how many transfers it asks for at present. The line alone
/// says only "at least one".
class DreqSource {
public:
    virtual ~DreqSource() = default;
    /// `request` is the number that the source was connected with.
    virtual unsigned requests(unsigned request) const = 0;
};

} // namespace sim::core
