#pragma once
/// Large bit buffers that a thread's queries share one after another: allocation costs more than a
/// selective query. Not thread-safe; every thread has its own. Objects end in the reverse order of
/// their beginning, and give their buffers back then.

#include "features/leaderboard/index/ranking_index.hpp"

#include <deque>

namespace lem::leaderboard {

class BitBuffers {
public:
    explicit BitBuffers(std::size_t words) : words_(words), first_(taken()) {}
    ~BitBuffers() { taken() = first_; }
    BitBuffers(const BitBuffers&) = delete;
    BitBuffers& operator=(const BitBuffers&) = delete;

    /// Zeroed, one bit per row.
    Bits& take() {
        Bits& bits = any();
        bits.assign(words_, 0);
        return bits;
    }
    Bits& copy(const Bits& other) {
        Bits& bits = any();
        bits.assign(other.begin(), other.end());
        return bits;
    }

private:
    static std::size_t& taken() {
        thread_local std::size_t taken = 0;
        return taken;
    }
    static Bits& any() {
        thread_local std::deque<Bits> buffers;
        if (taken() == buffers.size()) buffers.emplace_back();
        return buffers[taken()++];
    }

    std::size_t words_, first_;
};

}  // namespace lem::leaderboard
