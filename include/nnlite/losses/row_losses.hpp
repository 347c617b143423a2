#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/softmax_cross_entropy.hpp"
#include "nnlite/losses/pointwise_loss.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// One loss for each row of outputs [..., classes]. A kernel fills `losses`, and `slopes` with their
// derivatives if gradients are wanted.
template <class T>
struct RowLosses {
    const char* name;
    std::size_t classes;
    std::size_t rows;
    Tensor<T> losses;  // [...]
    Tensor<T> slopes;  // [..., classes], or empty

    RowLosses(const char* loss, const Variable<T>& output);

    T* slopes_or_null() { return wants_slopes_ ? slopes.data() : nullptr; }

    // Labels [...], each a class. Ignored ones become class 0: reduced() skips their rows.
    const Labels& check(const Labels& labels, std::optional<std::int32_t> ignore_index);

    // Dense targets [..., classes].
    void check(const Tensor<T>& targets) const;

    // The weights as T; empty if there are none.
    Vector<T> check(const Vector<double>& class_weights) const;

    // The losses summed and divided by the divisor (mean), summed, or as they are. If the divisor
    // is 0, the mean is 0.
    Variable<T> reduced(const Variable<T>& output, Reduction reduction, T divisor) &&;

   private:
    void leave_out(std::size_t row);

    std::optional<std::int32_t> ignored_;
    const Labels* given_labels_ = nullptr;
    Labels known_labels_;
    bool wants_slopes_ = false;
};

template <class T>
RowLosses<T>::RowLosses(const char* loss, const Variable<T>& output) : name(loss) {
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

template <class T>
const Labels& RowLosses<T>::check(const Labels& labels, std::optional<std::int32_t> ignore_index) {
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

template <class T>
void RowLosses<T>::check(const Tensor<T>& targets) const {
    Shape shape = losses.shape();
    shape.push_back(classes);
    require_target_shape(name, "targets", shape, targets.shape());
}

template <class T>
Vector<T> RowLosses<T>::check(const Vector<double>& class_weights) const {
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

template <class T>
Variable<T> RowLosses<T>::reduced(const Variable<T>& output, Reduction reduction, T divisor) && {
    const bool per_row = reduction == Reduction::none;
    const bool is_empty = reduction == Reduction::mean && divisor == T(0);
    for (std::size_t row = 0; row < rows && (ignored_ || is_empty); ++row) {
        if (is_empty || given_labels_->data()[row] == *ignored_) { leave_out(row); }
    }
    if (reduction != Reduction::mean || is_empty) { divisor = T(1); }
    if (!per_row) { losses = sum_of(losses, divisor); }
    return make_operation<T>(
        name, std::move(losses), {output},
        [kept = std::move(slopes), per_row, divisor, m = rows, n = classes](const Tensor<T>& dy) {
            Tensor<T> dx = empty_tensor<T>(kept.shape());
            kernels::scale_slopes(m, n, kept.data(), dy.data(), per_row, T(1) / divisor, dx.data());
            return dx;
        });
}

template <class T>
void RowLosses<T>::leave_out(std::size_t row) {
    losses.data()[row] = T(0);
    if (wants_slopes_) { std::fill_n(slopes.data() + row * classes, classes, T(0)); }
}

}  // namespace nnlite::detail
