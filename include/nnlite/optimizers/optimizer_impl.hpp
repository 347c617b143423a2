#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/kernels/optimizer_step.hpp"
#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::size_t step_count(const T* count) {
    return static_cast<std::size_t>(count[0]) + count_base * static_cast<std::size_t>(count[1]);
}

template <class T>
void count_step(T* count) {
    count[0] += T(1);
    if (count[0] == T(count_base)) {
        count[0] = T(0);
        count[1] += T(1);
    }
}

template <class T>
kernels::Penalty<T> StepContext<T>::penalty(bool coupled) const {
    return {static_cast<T>((coupled ? weight_decay : 0) + 2 * l2), static_cast<T>(l1)};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void Optimizer<T>::add_group(std::vector<Variable<T>> parameters, GroupOptions options) {
    detail::require_in_range(name_, options);
    require_new(parameters);
    const std::size_t first = shares_.size();
    for (auto& parameter : parameters) {
        ++parameter.node()->owners;
        const std::size_t padded = (parameter.size() + line - 1) / line * line;
        shares_.push_back(
            {nullptr, nullptr, nullptr, parameter.size(), padded, total_, groups_.size()});
        total_ += padded;
        parameters_.push_back(std::move(parameter));
    }
    groups_.push_back(options);
    extend_state(first);
    resize(shares_.size());
}

template <class T>
void Optimizer<T>::set_group(std::size_t index, GroupOptions options) {
    detail::require_in_range(name_, options);
    groups_.at(index) = options;
}

template <class T>
void Optimizer<T>::step() {
    require_same_sizes();
    if (!groups_.empty() && std::none_of(parameters_.begin(), parameters_.end(), moves)) {
        refuse_step();
    }
    detail::count_step(state_.data());
    const Share* before = nullptr;
    for (std::size_t i = 0; i < shares_.size(); ++i) {
        Share& share = shares_[i];
        share.value = nullptr;
        if (!moves(parameters_[i])) { continue; }
        prepare(i, before);
        share.value = parameters_[i].mutable_value().data();
        share.gradient = parameters_[i].gradient().data();
        before = &share;
    }
    parallel_for(total_, segment,
                 [this](std::size_t begin, std::size_t end) { update_range(begin, end); });
}

template <class T>
void Optimizer<T>::set_learning_rate(double learning_rate) {
    detail::require_in_range(name_, "learning_rate", learning_rate, Range::not_negative());
    learning_rate_ = learning_rate;
}

template <class T>
std::size_t Optimizer<T>::state_count() const {
    std::size_t count = 0;
    for (const Share& share : shares_) { count += slots_ * share.size; }
    return count;
}

template <class T>
Optimizer<T>::Optimizer(Kind kind)
    : name_(kind.name),
      learning_rate_(kind.learning_rate),
      weight_decay_(kind.weight_decay),
      slots_(kind.slots),
      start_(static_cast<T>(kind.start)) {
    detail::require_in_range(name_, "learning_rate", learning_rate_, Range::not_negative());
    detail::require_in_range(name_, "weight_decay", weight_decay_, Range::not_negative());
}

template <class T>
void Optimizer<T>::refuse_step() const {
    if (parameters_.empty()) {
        fail<ValueError>(name_,
                         ": step: expected parameters, got none; call build() before creating the "
                         "optimizer, and list the parameters in visit()");
    }
    const bool frozen =
        std::none_of(parameters_.begin(), parameters_.end(),
                     [](const Variable<T>& parameter) { return parameter.requires_gradient(); });
    fail<ValueError>(name_, ": step: ",
                     frozen ? "all parameters are frozen; set_trainable() unfreezes them"
                            : "no parameter has a gradient; call backward() first; after another "
                              "build() create a new optimizer");
}

template <class T>
void Optimizer<T>::require_new(const std::vector<Variable<T>>& parameters) const {
    for (const auto& parameter : parameters) {
        if (parameter.is_unset()) {
            fail<ValueError>(name_,
                             ": expected parameters with values, got one without; call build() "
                             "before creating the optimizer");
        }
    }
    std::vector<const void*> nodes;
    for (const auto* list : {&parameters_, &parameters}) {
        for (const auto& parameter : *list) { nodes.push_back(parameter.node().get()); }
    }
    std::sort(nodes.begin(), nodes.end());
    if (std::adjacent_find(nodes.begin(), nodes.end()) != nodes.end()) {
        fail<ValueError>(name_, ": expected every parameter once, got one twice");
    }
}

template <class T>
void Optimizer<T>::require_same_sizes() const {
    for (std::size_t i = 0; i < shares_.size(); ++i) {
        const Variable<T>& parameter = parameters_[i];
        if (parameter.size() != shares_[i].size ||
            (moves(parameter) && parameter.gradient().size() != shares_[i].size)) {
            fail<ShapeError>(name_, ": expected parameter ", i, " of ", shares_[i].size,
                             " elements and a gradient of the same shape, got shape ",
                             parameter.shape());
        }
    }
}

template <class T>
void Optimizer<T>::restart() {
    state_ = full_tensor<T>({line}, T(0));
    extend_state(0);
}

template <class T>
bool Optimizer<T>::is_count(T value) {
    return value >= T(0) && value < T(detail::count_base) && value == std::trunc(value);
}

template <class T>
void Optimizer<T>::extend_state(std::size_t first) {
    const std::size_t size = line * (shares_.size() + 1) + slots_ * total_;
    Tensor<T> state = full_tensor<T>({size}, start_);
    std::copy(state_.begin(), state_.end(), state.begin());
    for (std::size_t i = first; i < shares_.size(); ++i) {
        std::fill_n(state.data() + state_offset(i), line, T(0));
    }
    state_ = std::move(state);
}

template <class T>
void Optimizer<T>::prepare(std::size_t i, const Share* before) {
    Share& share = shares_[i];
    T* const own = state_.data() + state_offset(i);
    share.state = own + line;
    detail::count_step(own);
    if (before != nullptr && before->group == share.group) {
        const T* other = before->state - line;
        if (own[0] == other[0] && own[1] == other[1]) {
            own[2] = other[2];
            return copy_scalars(i, static_cast<std::size_t>(before - shares_.data()));
        }
    }
    const GroupOptions& group = groups_[share.group];
    set_scalars(i, {group.learning_rate.value_or(learning_rate_),
                    group.weight_decay.value_or(weight_decay_), group.l1, group.l2,
                    static_cast<double>(detail::step_count(own)), own + 2});
}

template <class T>
void Optimizer<T>::update_range(std::size_t begin, std::size_t end) const {
    auto share = std::upper_bound(shares_.begin(), shares_.end(), begin,
                                  [](std::size_t at, const Share& s) { return at < s.begin; });
    for (--share; share != shares_.end() && share->begin < end; ++share) {
        const std::size_t from = std::max(begin, share->begin) - share->begin;
        const std::size_t to = std::min(end - share->begin, share->size);
        if (share->value == nullptr || from >= to) { continue; }
        update(static_cast<std::size_t>(share - shares_.begin()), to - from, share->value + from,
               share->gradient + from, share->state + from, share->padded);
    }
}

}  // namespace nnlite
