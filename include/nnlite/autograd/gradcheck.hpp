#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of check_gradient().
struct GradientCheckOptions {
    double step = 1e-4;      // relative to max(1, |x|)
    double floor = 1e-3;     // smaller gradients are compared absolutely, divided by it
    std::uint64_t seed = 0;  // of the random output weights
};

/// The largest error that check_gradient() found.
struct GradientCheck {
    double relative_error = 0;
    std::size_t input = 0;     // which input
    std::size_t position = 0;  // index of the element
    double analytic = 0;       // from backward()
    double numeric = 0;        // from finite differences

    /// One line for a test's failure message.
    std::string text() const;
};

namespace detail {

// Irregular weights in +-[0.5, 1.5]: no two outputs have the same one, so errors cannot cancel.
Tensor<double> output_weights(const Shape& shape, std::uint64_t seed);

// The public function calls this one, which is compiled once.
using GradientCheckFunction = std::function<Variable<double>(const std::vector<Variable<double>>&)>;

GradientCheck check_gradient(const GradientCheckFunction& f, std::vector<Variable<double>>& inputs,
                             const GradientCheckOptions& options);

}  // namespace detail

/// Compares the gradients of sum(w f(inputs)), w random, with fourth-order differences
/// (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h. `f` takes the vector of inputs, or nothing if
/// it holds them itself (a layer's parameters), and must be deterministic. Every input is checked
/// and keeps its value.
template <class F>
GradientCheck check_gradient(F&& f, std::vector<Variable<double>> inputs,
                             const GradientCheckOptions& options = {}) {
    if constexpr (std::is_invocable_v<F&, const std::vector<Variable<double>>&>) {
        return detail::check_gradient(std::ref(f), inputs, options);
    } else {
        return detail::check_gradient([&f](const auto&) { return f(); }, inputs, options);
    }
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/gradcheck_impl.hpp"
#endif
