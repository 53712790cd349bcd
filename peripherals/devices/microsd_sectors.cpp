#include "peripherals/devices/microsd_sectors.h"

#include <algorithm>

namespace peripherals::devices {

namespace {

std::streamoff place(std::uint32_t sector) {
    return static_cast<std::streamoff>(sector) * static_cast<std::streamoff>(MicrosdSectors::bytes);
}

} // namespace

MicrosdSectors::Sector MicrosdSectors::read(std::uint32_t sector) const {
    if (const auto found = written_.find(sector); found != written_.end()) {
        return found->second;
    }
    Sector data{};
    const bool erased = std::any_of(erased_.begin(), erased_.end(), [sector](const Range& range) {
        return sector >= range.first && sector <= range.last;
    });
    if (image_ != nullptr && !erased) {
        image_->clear();
        image_->seekg(place(sector));
        image_->read(reinterpret_cast<char*>(data.data()), bytes); // the rest of a short one stays zero
    }
    return data;
}

bool MicrosdSectors::write(std::uint32_t sector, const Sector& data) {
    if (!write_through_ || image_ == nullptr) {
        written_[sector] = data;
        return true;
    }
    image_->clear();
    image_->seekp(place(sector));
    image_->write(reinterpret_cast<const char*>(data.data()), bytes);
    image_->flush();
    return image_->good();
}

void MicrosdSectors::erase(std::uint32_t first, std::uint32_t last) {
    if (write_through_ && image_ != nullptr) {
        for (std::uint32_t sector = first; sector <= last; ++sector) {
            write(sector, {});
        }
        return;
    }
    written_.erase(written_.lower_bound(first), written_.upper_bound(last));
    erased_.push_back({first, last});
}

} // namespace peripherals::devices
