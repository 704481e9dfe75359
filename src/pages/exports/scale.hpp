#pragma once
/// From values to places of a drawing, with the values that its axis names. Pure; does not throw.

#include <string>
#include <vector>

namespace lem::pages::exports {

struct Tick {
    double value = 0;
    std::string label;
};

class Scale {
public:
    /// For all of `values`, or from 0 to 1 if there are none. Powers of ten where they are far
    /// apart and positive; else from 0 if `from_zero`.
    Scale(std::vector<double> values, double first_place, double last_place, bool from_zero);

    /// 0, if it has no place here (a negative value among powers of ten), is the first place.
    double place(double value) const;
    const std::vector<Tick>& ticks() const { return ticks_; }
    bool is_log() const { return is_log_; }

private:
    double scaled(double value) const;

    double low_ = 0, high_ = 1;
    double first_place_, last_place_;
    bool is_log_ = false;
    std::vector<Tick> ticks_;
};

}  // namespace lem::pages::exports
