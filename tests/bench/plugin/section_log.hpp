// SPDX-License-Identifier: MIT
// Owns the record of finished sections of one kind: by where they began and ended, and by length.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace takt::bench {

/// Kernel code addresses of a section's first instruction and of the one that ended it.
struct Place {
    std::uint64_t first;
    std::uint64_t last;
    bool operator==(const Place&) const = default;
};

struct PlaceHash {
    std::size_t operator()(const Place& place) const {
        // Odd multiplier: the two addresses are close to each other, and must not cancel out.
        return std::hash<std::uint64_t>{}(place.first * 0x9e3779b97f4a7c15U + place.last);
    }
};

class SectionLog final {
public:
    void add(Place place, std::uint64_t length) {
        Total& total = places_[place];
        ++total.count;
        total.sum += length;
        if (length > total.max)
            total.max = length;
        ++lengths_[length];
    }

    [[nodiscard]] bool empty() const { return lengths_.empty(); }

    [[nodiscard]] nlohmann::json to_json() const {
        auto places = nlohmann::json::array();
        for (const auto& [place, total] : places_)
            places.push_back({{"first", place.first},
                              {"last", place.last},
                              {"count", total.count},
                              {"sum", total.sum},
                              {"max", total.max}});
        auto lengths = nlohmann::json::array();
        for (const auto& [length, count] : lengths_)
            lengths.push_back({length, count});
        return {{"places", places}, {"lengths", lengths}};
    }

private:
    struct Total {
        std::uint64_t count = 0;
        std::uint64_t sum = 0;
        std::uint64_t max = 0;
    };
    std::unordered_map<Place, Total, PlaceHash> places_;
    std::unordered_map<std::uint64_t, std::uint64_t> lengths_;
};

} // namespace takt::bench
