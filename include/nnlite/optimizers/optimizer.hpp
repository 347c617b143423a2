#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/optimizer_scalars.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of one parameter group.
struct GroupOptions {
    std::optional<double> learning_rate = {};  // default: the optimizer's
    std::optional<double> weight_decay = {};   // default: the optimizer's
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
std::size_t step_count(const T* count);
template <class T>
void count_step(T* count);

// The inputs for a step's scalars.
template <class T>
struct StepContext {
    double learning_rate;
    double weight_decay;
    double l1;
    double l2;
    double t;   // number of this parameter's update: 1, 2, ...
    T* memory;  // one value per parameter, saved with the state; initially 0

    // The penalties as part of the gradient, including weight decay if `coupled`.
    kernels::Penalty<T> penalty(bool coupled = true) const;
};

}  // namespace detail

/// Updates parameters with their gradients, in groups with their own learning rates and penalties.
/// One parallel loop over all parameters, in chunks that do not depend on the thread count; step()
/// allocates nothing.
/// Elsewhere: torch.optim.Optimizer; keras.optimizers.Optimizer.
template <class T = float>
class Optimizer {
   public:
    using value_type = T;  ///< the scalar

    virtual ~Optimizer() {
        for (auto& parameter : parameters_) { --parameter.node()->owners; }
    }
    Optimizer(const Optimizer&) = delete;
    Optimizer& operator=(const Optimizer&) = delete;

    /// Adds parameters; those of earlier groups keep their state.
    /// Throws: ValueError if a rate or penalty is negative, a parameter was already added or has no
    /// value because build() has not created it.
    void add_group(std::vector<Variable<T>> parameters, GroupOptions options = {});

    std::size_t group_count() const { return groups_.size(); }
    const GroupOptions& group(std::size_t index) const { return groups_.at(index); }
    /// Throws: ValueError as add_group(); std::out_of_range.
    void set_group(std::size_t index, GroupOptions options);
    const std::vector<Variable<T>>& parameters() const { return parameters_; }

    /// Updates every parameter that requires a gradient and has one. The others and their step
    /// counts (Adam's t) do not change, as in PyTorch.
    /// Throws: ShapeError if a parameter's size has changed since it was added; ValueError if no
    /// parameter has a gradient, for example after a second build(), or all are frozen.
    void step();

    /// Forgets the gradients of all parameters.
    void zero_gradients() {
        for (auto& parameter : parameters_) { parameter.zero_gradient(); }
    }

    double learning_rate() const { return learning_rate_; }
    /// Sets the learning rate of all groups without their own.
    /// Throws: ValueError if it is negative.
    void set_learning_rate(double learning_rate);

    /// The number of step() calls so far.
    std::size_t steps() const { return detail::step_count(state_.data()); }

    /// The size of the state: for Adam, two values per parameter element.
    std::size_t state_count() const;

    /// Calls f(name, tensor) with the optimizer's state as one tensor. f may read it or overwrite
    /// it with one saved from an optimizer of the same type with the same parameters.
    /// Throws: ShapeError if f changes the shape; ValueError if the step counts are not valid
    /// afterwards; then the state is reset.
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
                fail<ValueError>(name_, ": expected a state with step counts, got other values");
            }
        }
    }

   protected:
    struct Kind {
        const char* name;
        double learning_rate;
        double weight_decay;
        std::size_t slots;  // state values per parameter element
        double start = 0;   // their initial value
    };

    explicit Optimizer(Kind kind);

   private:
    // The state is one cache line with the step count, then for each parameter a line with its
    // count and memory, then its slots, each padded to whole lines.
    static constexpr std::size_t line = detail::cache_line / sizeof(T);
    static constexpr std::size_t segment = 1 << 14;

    // A parameter within the index over all (padded) parameters.
    struct Share {
        T* value;  // null if this step skips it
        const T* gradient;
        T* state;
        std::size_t size;
        std::size_t padded;
        std::size_t begin;
        std::size_t group;
    };

    // The scalars of parameter i's step, computed or copied from parameter `from`.
    virtual void resize(std::size_t parameters) = 0;
    virtual void set_scalars(std::size_t i, const detail::StepContext<T>& context) = 0;
    virtual void copy_scalars(std::size_t i, std::size_t from) = 0;
    virtual void update(std::size_t i, std::size_t count, T* value, const T* gradient, T* state,
                        std::size_t stride) const = 0;

    static bool moves(const Variable<T>& parameter) {
        return parameter.requires_gradient() && parameter.has_gradient();
    }

    [[noreturn]] void refuse_step() const;

    void require_new(const std::vector<Variable<T>>& parameters) const;

    void require_same_sizes() const;

    void restart();
    static bool is_count(T value);

    std::size_t state_offset(std::size_t i) const {
        return line * (i + 1) + slots_ * shares_[i].begin;
    }

    // Allocates the state of the parameters from `first` on.
    void extend_state(std::size_t first);

    void prepare(std::size_t i, const Share* before);

    void update_range(std::size_t begin, std::size_t end) const;

    const char* name_;
    double learning_rate_;
    double weight_decay_;
    std::size_t slots_;
    T start_;
    std::size_t total_ = 0;  // padded elements of all parameters
    std::vector<Variable<T>> parameters_;
    std::vector<GroupOptions> groups_;
    detail::Vector<Share> shares_;
    Tensor<T> state_ = full_tensor<T>({line}, T(0));
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/optimizers/optimizer_impl.hpp"
#endif
