#include "nnlite/losses/focal_loss.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "losses/check_loss.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"

using nnlite::binary_cross_entropy;
using nnlite::focal_loss;
using nnlite::FocalLoss;
using nnlite::Reduction;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using Variables = std::vector<Variable<double>>;

namespace {

// The loss of each element and its gradient.
template <class T, class F>
std::pair<Tensor<T>, Tensor<T>> loss_and_gradient(F f, const Tensor<T>& logits,
                                                  const Tensor<T>& targets) {
    const Variable<T> x(logits, true);
    const Variable<T> y = f(x, Variable<T>(targets));
    y.backward_from(nnlite::full_tensor<T>(logits.shape(), T(1)));
    return {y.value(), x.gradient()};
}

template <class T>
auto focal(double gamma, std::optional<double> alpha, const Tensor<T>& logits,
           const Tensor<T>& targets) {
    const FocalLoss options{gamma, alpha, Reduction::none};
    return loss_and_gradient<T>(
        [&](const auto& x, const auto& t) { return focal_loss(x, t, options); }, logits, targets);
}

}  // namespace

TEST_CASE("focal_loss: known values and gradients") {
    const auto with = [](const Tensor<double>& targets, const FocalLoss& options) {
        return [=](const Variable<double>& x) { return focal_loss(x, targets, options); };
    };
    const auto& x = reference::outputs;
    check_loss(with(reference::yes, {}), x, reference::focal_mean, reference::d_focal_mean);
    check_loss(with(reference::yes, {.reduction = Reduction::sum}), x, reference::focal_sum,
               reference::d_focal_sum);
    check_loss(with(reference::yes, {.reduction = Reduction::none}), x, reference::focal_none,
               reference::d_focal_none);
    check_loss(with(reference::no_or_yes, {.reduction = Reduction::none}), x, reference::focal_hard,
               reference::d_focal_hard);
    check_loss(with(reference::no_or_yes, {0.5, {}, Reduction::none}), x,
               reference::focal_without_alpha, reference::d_focal_without_alpha);
}

TEST_CASE("focal_loss: laws") {
    const Tensor<double> x{-3.5, -0.25, 0, 1.5, 6}, soft{0, 0.3, 0.5, 1, 0.9};
    const Tensor<double> hard{1, 0, 1, 0, 1}, yes{1, 1, 1, 1, 1}, no{0, 0, 0, 0, 0};
    SECTION("it is binary_cross_entropy for gamma 0 without alpha") {
        for (const Tensor<double>& t : {soft, hard}) {
            const auto bce = [](const auto& logits, const auto& targets) {
                return binary_cross_entropy(logits, targets, {Reduction::none});
            };
            REQUIRE(focal(0, {}, x, t) == loss_and_gradient<double>(bce, x, t));
        }
    }
    SECTION("yes and no are symmetric") {
        for (const double gamma : {0.5, 2.0}) {
            const auto [loss, gradient] = focal(gamma, 0.3, x, soft);
            const auto [mirrored, mirrored_gradient] =
                focal<double>(gamma, 0.7, -x, Tensor<double>(1 - soft));
            REQUIRE(distance(mirrored, loss) < 1e-14);
            REQUIRE(distance(Tensor<double>(-mirrored_gradient), gradient) < 1e-14);
        }
    }
    SECTION("a larger gamma makes each loss smaller") {
        for (const Tensor<double>& t : {soft, hard}) {
            Tensor<double> before = focal(0, 0.25, x, t).first;
            for (const double gamma : {0.25, 1.0, 2.0, 5.5, 20.0}) {
                const Tensor<double> loss = focal(gamma, 0.25, x, t).first;
                REQUIRE(xt::all(loss < before));
                before = loss;
            }
        }
    }
    SECTION("alpha is a factor") {
        const Tensor<double> of_yes = focal(2, {}, x, yes).first, of_no = focal(2, {}, x, no).first;
        for (const double alpha : {0.0, 0.1, 1.0}) {
            REQUIRE(distance(focal(2, alpha, x, yes).first, of_yes * alpha) < 1e-15);
            REQUIRE(distance(focal(2, alpha, x, no).first, of_no * (1 - alpha)) < 1e-15);
        }
    }
    SECTION("gradients, of logits and of targets") {
        const Variable<double> targets(Tensor<double>{0.01, 0.3, 0.5, 1, 0.9});
        for (const double gamma : {0.0, 0.5, 1.0, 2.0, 3.5}) {
            for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
                const auto check = nnlite::check_gradient(
                    [&](const Variables& v) {
                        return focal_loss(v[0], v[1], {.gamma = gamma, .reduction = reduction});
                    },
                    {Variable<double>(x), targets});
                REQUIRE(check.relative_error < 1e-6);
            }
        }
    }
}

TEST_CASE("focal_loss: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({2, 1}, 0.5F));
    REQUIRE_ERROR(focal_loss(x, Tensor<float>{0, 1}), ShapeError,
                  "focal_loss: expected targets of shape [2, 1], got [2]");
    REQUIRE_ERROR(focal_loss(x, x, {.gamma = -1}), ValueError,
                  "focal_loss: expected gamma >= 0, got -1");
    REQUIRE_ERROR(focal_loss(x, x, {.alpha = 1.5}), ValueError,
                  "focal_loss: expected alpha in [0, 1], got 1.5");
    const Variable<float> none(nnlite::empty_tensor<float>({0, 3}));
    REQUIRE_ERROR(focal_loss(none, none), ShapeError,
                  "focal_loss: expected outputs with elements, got shape [0, 3]");
}

TEMPLATE_TEST_CASE("focal_loss: huge logits", "", float, double) {
    using T = TestType;
    const T most = std::numeric_limits<T>::max();
    const Tensor<T> yes{1, 1, 1, 1, 1}, no{0, 0, 0, 0, 0};
    for (const double gamma : {1e-3, 0.3, 1.0, 2.0, 50.0}) {
        CAPTURE(gamma);
        const Tensor<T> x{1000, 1e4, T(1e38), most, T(INFINITY)};
        const auto right = focal<T>(gamma, {}, x, yes);
        REQUIRE(right.first == Tensor<T>{0, 0, 0, 0, 0});
        REQUIRE(right.second == Tensor<T>{0, 0, 0, 0, 0});
        const auto wrong = focal<T>(gamma, {}, -x, yes);
        REQUIRE(wrong.first == x);
        REQUIRE(wrong.second == Tensor<T>(-yes));
        REQUIRE(focal<T>(gamma, {}, -x, no) == right);
        REQUIRE(focal<T>(gamma, {}, x, no) == std::pair(x, yes));
        // A term with weight 0 is 0.
        REQUIRE(focal<T>(gamma, 0, -x, yes) == right);
        REQUIRE(focal<T>(gamma, 1, x, no) == right);
    }
}

TEST_CASE("focal_loss: edges") {
    SECTION("no digits cancel where an element is almost certain") {
        // (1 - q)^gamma log q is e^(-30 gamma) e^-30, up to 1e-13.
        for (const double gamma : {0.5, 2.0}) {
            const auto [loss, gradient] =
                focal(gamma, {}, Tensor<double>{30, -30}, Tensor<double>{1, 0});
            const double wanted = std::exp(-30 * (gamma + 1));
            for (const std::size_t i : {0, 1}) {
                REQUIRE(loss(i) == Approx(wanted).epsilon(1e-11));
                REQUIRE(std::abs(gradient(i)) == Approx((gamma + 1) * wanted).epsilon(1e-11));
            }
        }
    }
    SECTION("NaN stays NaN") {
        for (const double gamma : {0.0, 0.5, 2.0}) {
            REQUIRE(std::isnan(focal_loss(Variable<float>(NAN), 1, {gamma}).item()));
            REQUIRE(std::isnan(focal_loss(Variable<float>(1), NAN, {gamma}).item()));
        }
    }
    SECTION("one element") {
        const Variable<double> x(0.0, true);
        const Variable<double> y = focal_loss(x, 1);
        REQUIRE(y.item() == Approx(std::log(2.0) / 16));
        y.backward();
        REQUIRE(x.gradient()() == Approx(-(0.5 + 2 * 0.5 * std::log(2.0)) / 16));
    }
}
