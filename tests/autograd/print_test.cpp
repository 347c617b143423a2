#include "nnlite/autograd/print.hpp"

#include <iomanip>
#include <sstream>

#include "nnlite/ops/arithmetic.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

template <class V>
std::string text(const V& values) {
    std::ostringstream out;
    out << values;
    return out.str();
}

}  // namespace

TEST_CASE("Variable: written to a stream as its value") {
    const Tensor<double> values{{1, 2.5}, {-3, 4}};
    REQUIRE(text(Variable<double>(values)) == text(values));
    REQUIRE(text(Variable<float>(Tensor<float>{1, 2})) == "{ 1.,  2.}");
    const Variable<double> x(values, true);
    REQUIRE(text(x * 2.0) == text(Tensor<double>(values * 2)));  // a result, with its graph
    REQUIRE(text(Variable<double>(3.5)) == text(Tensor<double>(3.5)));
    REQUIRE(text(Variable<double>(full_tensor<double>({0, 3}, 0))) ==
            text(full_tensor<double>({0, 3}, 0)));
    std::ostringstream out;
    out << std::setprecision(2) << Variable<double>(Tensor<double>{1.23456}) << " and more";
    REQUIRE(out.str() == "{ 1.23} and more");
}
