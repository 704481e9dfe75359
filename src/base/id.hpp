#pragma once
/// Sources of ids and random bytes. ULIDs: 48 bits of milliseconds, 80 random bits, Crockford
/// base32, so ids sort by their time of creation (github.com/ulid/spec).

#include "base/clock.hpp"

#include <string>
#include <string_view>

namespace lem {

/// Thread-safe.
class RandomSource {
public:
    virtual ~RandomSource() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

/// The kernel's random generator.
class SystemRandom final : public RandomSource {
public:
    std::string bytes(std::size_t count) override;
};

/// For tests: a counter.
class FakeRandom final : public RandomSource {
public:
    std::string bytes(std::size_t count) override;

private:
    std::atomic<std::uint64_t> next_{1};
};

/// "res_01JD7Q4M..." : prefix, underscore, 26 characters.
std::string new_id(std::string_view prefix, const Clock& clock, RandomSource& random);

}  // namespace lem
