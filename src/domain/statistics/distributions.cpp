#include "domain/statistics/distributions.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace lem::domain {
namespace {

using boost::math::policies::errno_on_error;
// Double, not long double: server and browser give the same, and the browser's code, which has no
// long double in hardware, is small.
using Policy =
    boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                  boost::math::policies::domain_error<errno_on_error>,
                                  boost::math::policies::overflow_error<errno_on_error>,
                                  boost::math::policies::evaluation_error<errno_on_error>>;
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
