#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/autograd/elementwise.hpp"
#include "nnlite/core/field_visitor.hpp"
#include "nnlite/core/fields.hpp"
#include "nnlite/data/dataset.hpp"
#include "nnlite/kernels/softmax_cross_entropy.hpp"

namespace nnlite {

/// What becomes of the single losses: their mean or sum (a scalar), or none: they stay apart, one
/// for each row (losses over classes) or each number (the others).
enum class Reduction { mean, sum, none };

inline std::vector<std::string_view> names_of(Reduction) { return {"mean", "sum", "none"}; }

/// How a network's outputs are read under a loss, and so what accuracy means.
enum class OutputKind {
    values,       // numbers to be met: there is no accuracy
    classes,      // one score per class: the largest is the answer
    logit,        // yes if > 0
    probability,  // yes if > 0.5
};

namespace detail {

template <class T>
void require_elements(const char* name, const Variable<T>& output) {
    if (output.size() == 0) {
        fail<ShapeError>(name, ": expected outputs with elements, got shape ", output.shape());
    }
}

inline void require_target_shape(const char* name, const char* what, const Shape& expected,
                                 const Shape& got) {
    if (expected != got) {
        fail<ShapeError>(name, ": expected ", what, " of shape ", expected, ", got ", got);
    }
}

// The dense targets of a loss that has no use for class numbers.
template <class T>
const Tensor<T>& dense_targets(const char* name, const Targets<T>& targets) {
    if (const auto* dense = std::get_if<Tensor<T>>(&targets)) { return *dense; }
    fail<ValueError>(name,
                     ": expected targets of the outputs' kind (a Tensor), got Labels of shape ",
                     std::get<Labels>(targets).shape());
}

// The Labels of a loss that needs class numbers.
template <class T>
const Labels& label_targets(const char* name, const Targets<T>& targets) {
    if (const auto* labels = std::get_if<Labels>(&targets)) { return *labels; }
    fail<ValueError>(name, ": expected Labels, got dense targets of shape ",
                     std::get<Tensor<T>>(targets).shape());
}

// The weights of the labels that are not ignored, summed; without weights, their number.
template <class W>
double total_weight(const Labels& labels, const Vector<W>& class_weights,
                    std::optional<std::int32_t> ignore_index) {
    if (class_weights.empty() && !ignore_index) { return double(labels.size()); }
    double total = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const std::int32_t label = labels.data()[row];
        if (label == ignore_index) { continue; }
        total += class_weights.empty() ? 1.0 : double(class_weights.at(std::size_t(label)));
    }
    return total;
}

// What a row of the targets weighs on average, in a loss whose mean divides by weights of labels.
template <class T>
double mean_weight(const Targets<T>& targets, const Vector<double>& class_weights,
                   std::optional<std::int32_t> ignore_index) {
    const auto* labels = std::get_if<Labels>(&targets);
    if (labels == nullptr) { return 1; }
    return total_weight(*labels, class_weights, ignore_index) / double(labels->size());
}

template <class T>
Tensor<T> sum_of(const Tensor<T>& x, T divisor) {
    Tensor<T> result(T(0));
    reduce<SumOf>(1, x.size(), 1, x.data(), result.data());
    result.data()[0] /= divisor;
    return result;
}

// The gradients of f(output, target), scaled; dy is a scalar or has their shape.
template <class T, class F>
struct PointwiseGradients {
    F f;
    T scale;
    std::array<Saved<T>, 2> x;

    template <class Op>
    void operator()(Op& op) {
        propagate<0>(op);
        propagate<1>(op);
    }

    template <std::size_t i, class Op>
    void propagate(Op& op) {
        if (!op.inputs[i]->requires_gradient) { return; }
        const Tensor<T>& output = x[0].value();
        accumulate(*op.inputs[i],
                   map<T>([this](auto dy, auto a,
                                 auto b) { return dy * scale * partial_derivative<i>(f, a, b); },
                          output.shape(), op.gradient, output, x[1].value()));
    }
};

// f(output, target) number by number, summed and divided by the divisor unless reduction is none.
template <class T, class F>
Variable<T> pointwise_loss(const char* name, F f, const Variable<T>& output,
                           const Variable<T>& target, Reduction reduction, T divisor) {
    require_elements(name, output);
    require_target_shape(name, "targets", output.shape(), target.shape());
    Tensor<T> value = map<T>(f, output.shape(), output.value(), target.value());
    if (reduction != Reduction::mean) { divisor = T(1); }
    if (reduction != Reduction::none) { value = sum_of(value, divisor); }
    using Gradients = PointwiseGradients<T, F>;
    return record<T>(name, std::move(value), std::array<Variable<T>, 2>{output, target},
                     Gradients{f, T(1) / divisor, {Saved<T>(output), Saved<T>(target)}});
}

template <class T, class F>
Variable<T> pointwise_loss(const char* name, F f, const Variable<T>& output,
                           const Variable<T>& target, Reduction reduction) {
    return pointwise_loss(name, f, output, target, reduction, T(output.size()));
}

// One loss for each row of outputs [..., classes]. A kernel fills `losses`, and `slopes` with their
// derivatives if gradients are wanted.
template <class T>
struct RowLosses {
    const char* name;
    std::size_t classes;
    std::size_t rows;
    Tensor<T> losses;  // [...]
    Tensor<T> slopes;  // [..., classes], or empty

    RowLosses(const char* loss, const Variable<T>& output) : name(loss) {
        const Shape& shape = output.shape();
        if (shape.empty()) {
            fail<ShapeError>(name, ": expected outputs [..., classes], got a scalar");
        }
        require_elements(name, output);
        classes = shape.back();
        rows = output.size() / classes;
        losses = empty_tensor<T>(Shape(shape.begin(), shape.end() - 1));
        wants_slopes_ = is_recording() && output.requires_gradient();
        if (wants_slopes_) { slopes = empty_tensor<T>(shape); }
    }

    T* slopes_or_null() { return wants_slopes_ ? slopes.data() : nullptr; }

    // Labels [...], each a class. Those to be ignored come back as class 0: reduced() leaves their
    // rows out.
    const Labels& check(const Labels& labels, std::optional<std::int32_t> ignore_index) {
        require_target_shape(name, "labels", losses.shape(), labels.shape());
        given_labels_ = &labels;
        ignored_ = ignore_index;
        if (ignored_) {
            known_labels_ = labels;
            std::replace(known_labels_.begin(), known_labels_.end(), *ignored_, 0);
        }
        const Labels& known = ignored_ ? known_labels_ : labels;
        for (std::size_t row = 0; row < rows; ++row) {
            const std::int32_t label = known.data()[row];
            if (label < 0 || std::size_t(label) >= classes) {
                fail<ValueError>(name, ": expected labels 0 to ", classes - 1, ", got ", label,
                                 " in row ", row);
            }
        }
        return known;
    }

    // Dense targets [..., classes].
    void check(const Tensor<T>& targets) const {
        Shape shape = losses.shape();
        shape.push_back(classes);
        require_target_shape(name, "targets", shape, targets.shape());
    }

    // The weights as T; none stay none.
    Vector<T> check(const Vector<double>& class_weights) const {
        if (!class_weights.empty() && class_weights.size() != classes) {
            fail<ShapeError>(name, ": expected ", classes, " class weights, got ",
                             class_weights.size());
        }
        Vector<T> weights(class_weights.size());
        for (std::size_t i = 0; i < weights.size(); ++i) {
            weights[i] = T(class_weights[i]);
            require_in_range(name, "class_weights", weights[i], Range::not_negative(), i);
        }
        return weights;
    }

    // The losses summed and divided by the divisor (mean), summed, or as they are. The mean of
    // nothing, where the divisor is 0, is 0.
    Variable<T> reduced(const Variable<T>& output, Reduction reduction, T divisor) && {
        const bool per_row = reduction == Reduction::none;
        const bool is_empty = reduction == Reduction::mean && divisor == T(0);
        for (std::size_t row = 0; row < rows && (ignored_ || is_empty); ++row) {
            if (is_empty || given_labels_->data()[row] == *ignored_) { leave_out(row); }
        }
        if (reduction != Reduction::mean || is_empty) { divisor = T(1); }
        if (!per_row) { losses = sum_of(losses, divisor); }
        return make_operation<T>(name, std::move(losses), {output},
                                 [kept = std::move(slopes), per_row, divisor, m = rows,
                                  n = classes](const Tensor<T>& dy) {
                                     Tensor<T> dx = empty_tensor<T>(kept.shape());
                                     scale_slopes(m, n, kept.data(), dy.data(), per_row,
                                                  T(1) / divisor, dx.data());
                                     return dx;
                                 });
    }

   private:
    void leave_out(std::size_t row) {
        losses.data()[row] = T(0);
        if (wants_slopes_) { std::fill_n(slopes.data() + row * classes, classes, T(0)); }
    }

    std::optional<std::int32_t> ignored_;
    const Labels* given_labels_ = nullptr;
    Labels known_labels_;
    bool wants_slopes_ = false;
};

}  // namespace detail

}  // namespace nnlite
