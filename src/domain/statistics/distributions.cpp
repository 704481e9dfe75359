#include "domain/statistics/distributions.hpp"

// An invalid argument gives NaN and no exception. As defaults, because boost's own calls drop the
// errors of a policy, and would be compiled again with another.
#define BOOST_MATH_DOMAIN_ERROR_POLICY errno_on_error
#define BOOST_MATH_OVERFLOW_ERROR_POLICY errno_on_error
#define BOOST_MATH_EVALUATION_ERROR_POLICY errno_on_error
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace lem::domain {
namespace {

// Double, not long double: server and browser give the same, and the browser's code, which has no
// long double in hardware, is small.
using Policy = boost::math::policies::policy<boost::math::policies::promote_float<false>,
                                             boost::math::policies::promote_double<false>>;
using Normal = boost::math::normal_distribution<double, Policy>;

}  // namespace

double student_quantile(double degrees_of_freedom, double p) {
    return boost::math::quantile(
        boost::math::students_t_distribution<double, Policy>(degrees_of_freedom), p);
}

double normal_cdf(double z) {
    return boost::math::cdf(Normal(), z);
}

double normal_quantile(double p) {
    return boost::math::quantile(Normal(), p);
}

}  // namespace lem::domain
