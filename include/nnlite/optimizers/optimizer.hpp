#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/field_visitor.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/kernels/optimizer_step.hpp"

namespace nnlite {

/// What the parameters of one group have for themselves.
struct GroupOptions {
    std::optional<double> learning_rate = {};  // else the optimizer's
    std::optional<double> weight_decay = {};   // else the optimizer's
    double l1 = 0;                             // adds l1 sum |p| to the loss
    double l2 = 0;  // adds l2 sum p^2 to the loss, as Keras' L2; weight_decay w is l2 = w / 2

    static constexpr auto fields() {
        return field_list(
            Field("learning_rate", &GroupOptions::learning_rate, Range::not_negative()),
            Field("weight_decay", &GroupOptions::weight_decay, Range::not_negative()),
            Field("l1", &GroupOptions::l1, Range::not_negative()),
            Field("l2", &GroupOptions::l2, Range::not_negative()));
    }
};

namespace detail {

// Step counts are part of the state, so they are held as two Ts: float is exact to 2^24 only.
inline constexpr std::size_t count_base = 1 << 20;
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

// What a step's numbers are computed from.
template <class T>
struct StepContext {
    double learning_rate;
    double weight_decay;
    double l1;
    double l2;
    double t;   // which step of this parameter: 1, 2, ...
    T* memory;  // a number of the parameter's own that is saved with the state; 0 at the start

    // The penalties as part of the gradient, weight decay among them if `coupled`.
    Penalty<T> penalty(bool coupled = true) const {
        return {static_cast<T>((coupled ? weight_decay : 0) + 2 * l2), static_cast<T>(l1)};
    }
};

}  // namespace detail

/// Changes parameters along their gradients, in groups with their own learning rates and penalties.
/// All parameters are one parallel loop over parts that do not depend on the thread count, and
/// step() allocates nothing.
template <class T = float>
class Optimizer {
   public:
    using value_type = T;

    virtual ~Optimizer() {
        for (auto& parameter : parameters_) { --parameter.node()->owners; }
    }
    Optimizer(const Optimizer&) = delete;
    Optimizer& operator=(const Optimizer&) = delete;

    /// Adds parameters; those of earlier groups keep their state.
    /// Throws: ValueError if a rate or penalty is negative, a parameter is there already or has no
    /// value, as build() has not made it.
    void add_group(std::vector<Variable<T>> parameters, GroupOptions options = {}) {
        require_in_range(name_, options);
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

    std::size_t group_count() const { return groups_.size(); }
    const GroupOptions& group(std::size_t index) const { return groups_.at(index); }
    /// Throws: ValueError as add_group(); std::out_of_range.
    void set_group(std::size_t index, GroupOptions options) {
        require_in_range(name_, options);
        groups_.at(index) = options;
    }
    const std::vector<Variable<T>>& parameters() const { return parameters_; }

    /// One step of every parameter that requires a gradient and has one. The others stay, and their
    /// own count of steps (Adam's t) with them, as in PyTorch.
    /// Throws: ShapeError if a parameter's size has changed since it was added; ValueError if no
    /// parameter has a gradient, as when build() was called anew, or all are frozen.
    void step() {
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

    /// Forgets the gradients of all parameters.
    void zero_gradients() {
        for (auto& parameter : parameters_) { parameter.zero_gradient(); }
    }

    double learning_rate() const { return learning_rate_; }
    /// Sets the learning rate of all groups without one of their own.
    /// Throws: ValueError if it is negative.
    void set_learning_rate(double learning_rate) {
        require_in_range(name_, "learning_rate", learning_rate, Range::not_negative());
        learning_rate_ = learning_rate;
    }

    /// The number of step() calls so far.
    std::size_t steps() const { return detail::step_count(state_.data()); }

    /// The numbers kept between steps: for Adam, two per parameter number.
    std::size_t state_count() const {
        std::size_t count = 0;
        for (const Share& share : shares_) { count += slots_ * share.size; }
        return count;
    }

    /// Calls f(name, tensor) for the one tensor that, beside the parameters and options, training
    /// goes on from. f may read it or overwrite it with one saved from an optimizer of the same
    /// kind with the same parameters.
    /// Throws: ShapeError if f changes the shape; ValueError if f leaves no counts of steps where
    /// they should be; the state then starts anew.
    template <class F>
    void visit_state(F&& f) {
        const Shape shape = state_.shape();
        f("state", state_);
        if (state_.shape() != shape) {
            const Shape got = state_.shape();
            restart();
            fail<ShapeError>(name_, ": expected a state of shape ", shape, ", got ", got);
        }
        for (std::size_t i = 0; i <= shares_.size(); ++i) {
            const T* count = state_.data() + (i == 0 ? 0 : state_offset(i - 1));
            if (!is_count(count[0]) || !is_count(count[1])) {
                restart();
                fail<ValueError>(name_, ": expected a state with counts of steps, got other ",
                                 "numbers");
            }
        }
    }

   protected:
    struct Kind {
        const char* name;
        double learning_rate;
        double weight_decay;
        std::size_t slots;  // numbers of state per parameter number
        double start = 0;   // what they are at first
    };

    explicit Optimizer(Kind kind)
        : name_(kind.name),
          learning_rate_(kind.learning_rate),
          weight_decay_(kind.weight_decay),
          slots_(kind.slots),
          start_(static_cast<T>(kind.start)) {
        require_in_range(name_, "learning_rate", learning_rate_, Range::not_negative());
        require_in_range(name_, "weight_decay", weight_decay_, Range::not_negative());
    }

   private:
    // The state is one cache line with the count of steps, then per parameter a line with its own
    // count and memory, then its slots, each padded to whole lines.
    static constexpr std::size_t line = detail::cache_line / sizeof(T);
    static constexpr std::size_t segment = 1 << 14;

    // A parameter in the running index over all (padded) parameters.
    struct Share {
        T* value;  // null if it does not take part in this step
        const T* gradient;
        T* state;
        std::size_t size;
        std::size_t padded;
        std::size_t begin;
        std::size_t group;
    };

    // The numbers of parameter i's step, computed or taken over from parameter `from`.
    virtual void resize(std::size_t parameters) = 0;
    virtual void set_scalars(std::size_t i, const detail::StepContext<T>& context) = 0;
    virtual void copy_scalars(std::size_t i, std::size_t from) = 0;
    virtual void update(std::size_t i, std::size_t count, T* value, const T* gradient, T* state,
                        std::size_t stride) const = 0;

    static bool moves(const Variable<T>& parameter) {
        return parameter.requires_gradient() && parameter.has_gradient();
    }

    [[noreturn]] void refuse_step() const {
        if (parameters_.empty()) {
            fail<ValueError>(name_, ": step: expected parameters, got none; build() comes before ",
                             "the optimizer, and a layer's visit() shows its parameters");
        }
        const bool frozen = std::none_of(
            parameters_.begin(), parameters_.end(),
            [](const Variable<T>& parameter) { return parameter.requires_gradient(); });
        fail<ValueError>(name_, ": step: ",
                         frozen
                             ? "all parameters are frozen; set_trainable() unfreezes them"
                             : "no parameter has a gradient; backward() comes first, and build() "
                               "makes new parameters, which need a new optimizer");
    }

    void require_new(const std::vector<Variable<T>>& parameters) const {
        for (const auto& parameter : parameters) {
            if (parameter.is_unset()) {
                fail<ValueError>(name_,
                                 ": expected parameters with values, got one without; "
                                 "build() comes before the optimizer");
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

    void require_same_sizes() const {
        for (std::size_t i = 0; i < shares_.size(); ++i) {
            const Variable<T>& parameter = parameters_[i];
            if (parameter.size() != shares_[i].size ||
                (moves(parameter) && parameter.gradient().size() != shares_[i].size)) {
                fail<ShapeError>(name_, ": expected parameter ", i, " of ", shares_[i].size,
                                 " numbers and its gradient alike, got shape ", parameter.shape());
            }
        }
    }

    void restart() {
        state_ = full_tensor<T>({line}, T(0));
        extend_state(0);
    }
    static bool is_count(T value) {
        return value >= T(0) && value < T(detail::count_base) && value == std::trunc(value);
    }

    std::size_t state_offset(std::size_t i) const {
        return line * (i + 1) + slots_ * shares_[i].begin;
    }

    // Makes room for the state of the parameters from `first` on.
    void extend_state(std::size_t first) {
        const std::size_t size = line * (shares_.size() + 1) + slots_ * total_;
        Tensor<T> state = full_tensor<T>({size}, start_);
        std::copy(state_.begin(), state_.end(), state.begin());
        for (std::size_t i = first; i < shares_.size(); ++i) {
            std::fill_n(state.data() + state_offset(i), line, T(0));
        }
        state_ = std::move(state);
    }

    void prepare(std::size_t i, const Share* before) {
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

    void update_range(std::size_t begin, std::size_t end) const {
        auto share = std::upper_bound(shares_.begin(), shares_.end(), begin,
                                      [](std::size_t at, const Share& s) { return at < s.begin; });
        for (--share; share != shares_.end() && share->begin < end; ++share) {
            const std::size_t from = std::max(begin, share->begin) - share->begin;
            const std::size_t to = std::min(end - share->begin, share->size);
            if (share->value == nullptr || from >= to) { continue; }
            update(static_cast<std::size_t>(share - shares_.begin()), to - from,
                   share->value + from, share->gradient + from, share->state + from, share->padded);
        }
    }

    const char* name_;
    double learning_rate_;
    double weight_decay_;
    std::size_t slots_;
    T start_;
    std::size_t total_ = 0;  // padded numbers of all parameters
    std::vector<Variable<T>> parameters_;
    std::vector<GroupOptions> groups_;
    Vector<Share> shares_;
    Tensor<T> state_ = full_tensor<T>({line}, T(0));
};

namespace detail {

// An optimizer whose kernel takes Scalars.
template <class T, class Scalars>
class KernelOptimizer : public Optimizer<T> {
   protected:
    using Optimizer<T>::Optimizer;

   private:
    virtual Scalars scalars(const StepContext<T>& context) const = 0;

    void resize(std::size_t parameters) final { scalars_.resize(parameters); }
    void set_scalars(std::size_t i, const StepContext<T>& context) final {
        scalars_[i] = scalars(context);
    }
    void copy_scalars(std::size_t i, std::size_t from) final { scalars_[i] = scalars_[from]; }
    void update(std::size_t i, std::size_t count, T* value, const T* gradient, T* state,
                std::size_t stride) const final {
        optimizer_step(scalars_[i], count, value, gradient, state, stride);
    }

    Vector<Scalars> scalars_;
};

}  // namespace detail

}  // namespace nnlite
