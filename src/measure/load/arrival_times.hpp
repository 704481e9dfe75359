#pragma once
/// When the events of an answer arrived, in about a byte each: an hour at 100,000 events a second
/// must fit into memory. Not thread-safe.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <vector>

namespace lem::measure {

/// Milliseconds of the run, in order. The first and the last are exact; those between are rounded
/// to 10 microseconds. Stores the difference between successive gaps: one byte below 0.64 ms, two
/// below 82 ms.
class ArrivalTimes {
public:
    class const_iterator;

    ArrivalTimes() = default;
    ArrivalTimes(std::initializer_list<double> times_ms) {
        for (const double time_ms : times_ms)
            push_back(time_ms);
    }

    void push_back(double time_ms) {
        if (size_++ == 0) {
            first_ms_ = last_ms_ = time_ms;
            return;
        }
        last_ms_ = time_ms;
        const double since_first = (time_ms - first_ms_) * steps_per_ms;
        const auto step = static_cast<std::int64_t>(since_first + (since_first < 0 ? -0.5 : 0.5));
        append((step - step_) - gap_);
        gap_ = step - step_;
        step_ = step;
    }
    /// Does not free memory.
    void clear() {
        bytes_.clear();
        size_ = 0;
        step_ = gap_ = 0;
    }
    void reserve(std::size_t events) { bytes_.reserve(events); }
    /// A copy without spare memory.
    ArrivalTimes compact() const { return *this; }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    double front() const { return first_ms_; }
    double back() const { return last_ms_; }
    std::size_t bytes() const { return bytes_.size(); }
    inline const_iterator begin() const;
    inline const_iterator end() const;

private:
    static constexpr double steps_per_ms = 100;

    /// Zigzag, then seven bits per byte, lowest first; the highest bit means that more follow.
    void append(std::int64_t change) {
        auto bits =
            (static_cast<std::uint64_t>(change) << 1) ^ static_cast<std::uint64_t>(change >> 63);
        for (; bits >= 0x80; bits >>= 7)
            bytes_.push_back(static_cast<std::uint8_t>(bits | 0x80));
        bytes_.push_back(static_cast<std::uint8_t>(bits));
    }

    std::vector<std::uint8_t> bytes_;
    std::size_t size_ = 0;
    double first_ms_ = 0;
    double last_ms_ = 0;
    std::int64_t step_ = 0;  // of the last, counted from the first
    std::int64_t gap_ = 0;   // before the last
};

class ArrivalTimes::const_iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = double;
    using difference_type = std::ptrdiff_t;
    using pointer = const double*;
    using reference = double;

    const_iterator() = default;
    const_iterator(const ArrivalTimes& times, std::size_t index)
        : times_(&times), next_(times.bytes_.data()), index_(index) {}

    double operator*() const {
        if (index_ == 0) return times_->first_ms_;
        if (index_ + 1 == times_->size_) return times_->last_ms_;
        return times_->first_ms_ + static_cast<double>(step_) / steps_per_ms;
    }
    const_iterator& operator++() {
        if (++index_ >= times_->size_) return *this;
        std::uint64_t bits = 0;
        int shift = 0;
        for (; (*next_ & 0x80) != 0; shift += 7)
            bits |= static_cast<std::uint64_t>(*next_++ & 0x7f) << shift;
        bits |= static_cast<std::uint64_t>(*next_++) << shift;
        gap_ += static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
        step_ += gap_;
        return *this;
    }
    const_iterator operator++(int) {
        const_iterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const const_iterator& other) const { return index_ == other.index_; }

private:
    const ArrivalTimes* times_ = nullptr;
    const std::uint8_t* next_ = nullptr;
    std::size_t index_ = 0;
    std::int64_t step_ = 0;
    std::int64_t gap_ = 0;
};

ArrivalTimes::const_iterator ArrivalTimes::begin() const {
    return {*this, 0};
}

ArrivalTimes::const_iterator ArrivalTimes::end() const {
    return {*this, size_};
}

}  // namespace lem::measure
