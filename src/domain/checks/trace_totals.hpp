#pragma once
/// Sums over a bundle's power trace for the checks, added one row at a time: memory per cycle and
/// device, not per row. One thread at a time; no I/O; does not throw.

#include "domain/catalogue/known_names.hpp"
#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

/// What the trace shows of one device in a window.
struct TracedDevice {
    double joules = 0;     // by trapezoids between its readings, interpolated at the edges
    double covered_s = 0;  // the part of the window between two of its readings
};

/// What the trace shows of the window of one cycle.
struct TracedWindow {
    std::vector<TracedDevice> devices;  // in the order of the trace's columns; empty: not reached
    std::int64_t rows = 0;
    std::int64_t readings = 0;       // of power, of all devices
    std::int64_t readings_high = 0;  // above `high_limits` times the power limit of their device
    std::int64_t readings_low = 0;   // below 0: a counter went backwards
    double gap_max_s = 0;            // the longest part without a reading of a device
};

/// How each reading of a device follows from the one before, over all windows.
struct Succession {
    std::int64_t pairs = 0;
    /// Correlation of a reading with the one before, of one device; nullopt if they do not vary.
    std::optional<double> correlation() const;
    void add(double before, double now);

private:
    double first_ = 0;  // sums are of differences to it: far smaller numbers
    double sum_ = 0, squares_ = 0, products_ = 0;
};

class TraceTotals {
public:
    /// No board draws this many times its limit, not even for a moment.
    static constexpr double high_limits = 1.7;

    /// For the windows of a result's cycles. A window that begins before another ends has no
    /// totals: A6 rejects it. Neither argument is kept.
    explicit TraceTotals(const Result& result, const KnownNames& names = built_in_names());

    /// The number of power columns; call it once, before any row.
    void begin(std::size_t devices);
    /// A row of the trace: `watts` has as many values as there are columns, with NaN for a missing
    /// one. False if its time is not after that of the row before; it is then ignored.
    bool add(double at_s, std::span<const double> watts);
    /// Call it once, after the last row.
    void finish();

    /// The trace cannot be read: why, as a clause. The first one is kept.
    void refuse(std::string why);
    /// Empty if every row was read.
    const std::string& fault() const { return fault_; }

    std::int64_t rows() const { return rows_; }
    std::size_t devices() const { return last_.size(); }
    /// Of each column.
    std::span<const Succession> successions() const { return successions_; }
    /// Null for an index without a cycle, and for a window without totals.
    const TracedWindow* of(const Cycle& cycle) const;

private:
    struct CycleWindow {
        int cycle;
        double start_s, end_s;
        bool judged = true;
        TracedWindow traced;
    };
    /// A reading of one device.
    struct Reading {
        double at_s = -1e300;
        double watts = 0;
        bool any = false;
    };
    void add_reading(std::size_t device, const Reading& before, const Reading& now);
    std::size_t first_after(double at_s) const;

    std::vector<CycleWindow> windows_;     // by start
    std::vector<double> limits_watts_;     // of the document's devices; 0: not known
    std::vector<Reading> last_;            // of each column
    std::vector<Succession> successions_;  // the same
    double last_row_s_ = -1e300;
    std::size_t current_ = 0;  // the first window that ends after the last row
    std::int64_t rows_ = 0;
    std::string fault_;
};

}  // namespace lem::domain
