#include "nnlite/losses/cross_entropy.hpp"

#include <cmath>

#include "losses/check_loss.hpp"

using nnlite::cross_entropy;
using nnlite::CrossEntropy;
using nnlite::Labels;
using nnlite::Reduction;
using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;
using nnlite::detail::Vector;
using Variables = std::vector<Variable<double>>;

namespace {

// Every combination of weights and smoothing under one reduction; loss_..., in that order.
template <class Y>
void check_all(const Y& y, Reduction reduction,
               std::initializer_list<const Tensor<double>*> wanted) {
    auto next = wanted.begin();
    for (const double smoothing : {0.0, 0.1}) {
        for (const bool weighted : {false, true}) {
            CrossEntropy options{.label_smoothing = smoothing, .reduction = reduction};
            if (weighted) { options.class_weights = reference::class_weights; }
            const auto f = [&](const Variable<double>& x) { return cross_entropy(x, y, options); };
            const Tensor<double>& loss = **next++;
            CAPTURE(smoothing, weighted);
            check_loss(f, reference::logits, loss, **next++);
            const auto check = nnlite::check_gradient([&](const Variables& x) { return f(x[0]); },
                                                      {Variable<double>(reference::logits)});
            INFO(check.text());
            REQUIRE(check.relative_error < 1e-6);
        }
    }
}

}  // namespace

#define CASES(name)                                                            \
    {                                                                          \
        &reference::name, &reference::d_##name, &reference::name##_weighted,   \
            &reference::d_##name##_weighted, &reference::name##_smooth,        \
            &reference::d_##name##_smooth, &reference::name##_smooth_weighted, \
            &reference::d_##name##_smooth_weighted                             \
    }

TEST_CASE("cross_entropy: known values and gradients, labels") {
    check_all(reference::labels, Reduction::mean, CASES(cross_entropy_labels_mean));
    check_all(reference::labels, Reduction::sum, CASES(cross_entropy_labels_sum));
    check_all(reference::labels, Reduction::none, CASES(cross_entropy_labels_none));
}

TEST_CASE("cross_entropy: known values and gradients, dense targets") {
    const auto& targets = reference::soft_targets;
    check_all(targets, Reduction::mean, CASES(cross_entropy_soft_mean));
    check_all(targets, Reduction::sum, CASES(cross_entropy_soft_sum));
    check_all(targets, Reduction::none, CASES(cross_entropy_soft_none));
}

TEST_CASE("cross_entropy: known values, rows longer than a pack") {
    const auto loss = [](double smoothing) {
        return [=](const Variable<double>& x) {
            return cross_entropy(x, Labels{36, 5},
                                 {.label_smoothing = smoothing, .reduction = Reduction::none});
        };
    };
    check_loss(loss(0), reference::wide_logits, reference::cross_entropy_wide,
               reference::d_cross_entropy_wide);
    check_loss(loss(0.2), reference::wide_logits, reference::cross_entropy_wide_smooth,
               reference::d_cross_entropy_wide_smooth);
}

TEST_CASE("cross_entropy: laws") {
    const Variable<double> x(reference::logits);
    SECTION("one-hot targets are labels") {
        Tensor<double> one_hot = nnlite::full_tensor<double>({5, 4}, 0.0);
        for (std::size_t row = 0; row < 5; ++row) {
            one_hot(row, std::size_t(reference::labels(row))) = 1;
        }
        const CrossEntropy options{.label_smoothing = 0.3, .reduction = Reduction::none};
        REQUIRE(distance(cross_entropy(x, one_hot, options).value(),
                         cross_entropy(x, reference::labels, options).value()) < 1e-14);
    }
    SECTION("leading axes are rows") {
        Tensor<double> cube = reference::logits;
        cube.reshape({5, 1, 4});
        Labels labels = reference::labels;
        labels.reshape({5, 1});
        const CrossEntropy none{.reduction = Reduction::none};
        const Variable<double> y = cross_entropy(Variable<double>(cube), labels, none);
        REQUIRE(y.shape() == Shape{5, 1});
        REQUIRE(cross_entropy(Variable<double>(cube), labels).item() ==
                cross_entropy(x, reference::labels).item());
    }
    SECTION("the graph may be used twice") {
        const Variable<double> leaf(reference::logits, true);
        const Variable<double> y = cross_entropy(leaf, reference::labels);
        y.backward(true);
        y.backward();
        const Tensor<double> twice = 2 * reference::d_cross_entropy_labels_mean;
        REQUIRE(distance(leaf.gradient(), twice) < 1e-14);
    }
}

TEST_CASE("cross_entropy: errors") {
    const Variable<float> x(nnlite::full_tensor<float>({4, 10}, 0.0F));
    REQUIRE_ERROR(cross_entropy(x, Labels{0, 9, 1, 12}), ValueError,
                  "cross_entropy: expected labels 0 to 9, got 12 in row 3");
    REQUIRE_ERROR(cross_entropy(x, Labels{0, -1, 1, 2}), ValueError,
                  "cross_entropy: expected labels 0 to 9, got -1 in row 1");
    REQUIRE_ERROR(cross_entropy(x, Labels{0, 1}), ShapeError,
                  "cross_entropy: expected labels of shape [4], got [2]");
    REQUIRE_ERROR(cross_entropy(x, Tensor<float>{1, 2}), ShapeError,
                  "cross_entropy: expected targets of shape [4, 10], got [2]");
    REQUIRE_ERROR(cross_entropy(x, Labels{0, 1, 2, 3}, {.class_weights = {1, 2}}), ShapeError,
                  "cross_entropy: expected 10 class weights, got 2");
    REQUIRE_ERROR(cross_entropy(x, Labels{0, 1, 2, 3}, {.label_smoothing = 1.5}), ValueError,
                  "cross_entropy: expected label_smoothing in [0, 1], got 1.5");
    REQUIRE_ERROR(cross_entropy(Variable<float>(nnlite::empty_tensor<float>({0, 10})),
                                nnlite::empty_tensor<std::int32_t>({0})),
                  ShapeError, "cross_entropy: expected outputs with elements, got shape [0, 10]");
    REQUIRE_ERROR(cross_entropy(Variable<float>(1.0F), Labels{0}), ShapeError,
                  "cross_entropy: expected outputs [..., classes], got a scalar");
}

TEST_CASE("cross_entropy: edges") {
    SECTION("one row, one class") {
        const Variable<double> x(nnlite::full_tensor<double>({1, 1}, 7.0), true);
        const Variable<double> y = cross_entropy(x, Labels{0}, {.label_smoothing = 0.5});
        REQUIRE(y.item() == 0.0);
        y.backward();
        REQUIRE(x.gradient()(0, 0) == 0.0);
    }
    SECTION("extreme logits") {
        const Variable<float> x(Tensor<float>{{1e4F, -1e4F}, {1e4F, -1e4F}}, true);
        const Variable<float> y = cross_entropy(x, Labels{0, 1});
        REQUIRE(y.item() == 1e4F);
        y.backward();
        REQUIRE(x.gradient() == Tensor<float>{{0, 0}, {0.5F, -0.5F}});
    }
    SECTION("NaN is not hidden") {
        const Variable<float> x(Tensor<float>{{1, NAN}, {1, 2}});
        REQUIRE(std::isnan(cross_entropy(x, Labels{0, 1}).item()));
    }
    SECTION("a class that is masked out") {
        const float masked = -INFINITY;
        for (const std::size_t classes : {3, 40}) {  // rows in lanes, rows alone
            Tensor<float> logits = nnlite::full_tensor<float>({2, classes}, masked);
            Tensor<float> one_hot = nnlite::full_tensor<float>({2, classes}, 0.0F);
            for (std::size_t row = 0; row < 2; ++row) {
                logits(row, 0) = 1;
                logits(row, 1) = 2;
                one_hot(row, row) = 1;
            }
            const Variable<float> x(logits, true), z(logits, true);
            const Variable<float> y = cross_entropy(x, one_hot);
            REQUIRE(y.item() == Approx((0.313262 + 1.313262) / 2));
            REQUIRE(cross_entropy(z, Labels{0, 1}).item() == Approx(y.item()));
            y.backward();
            cross_entropy(z, Labels{0, 1}).backward();
            for (std::size_t i = 0; i < logits.size(); ++i) {
                REQUIRE(x.gradient().data()[i] == Approx(z.gradient().data()[i]));
            }
            // Smoothing does not reach a class that weighs nothing.
            nnlite::detail::Vector<double> weights(classes, 0.0);
            weights[0] = weights[1] = 1;
            const CrossEntropy smooth{.label_smoothing = 0.1, .class_weights = weights};
            REQUIRE(std::isfinite(cross_entropy(x, Labels{0, 1}, smooth).item()));
            REQUIRE(std::isfinite(cross_entropy(x, one_hot, smooth).item()));
        }
    }
}
