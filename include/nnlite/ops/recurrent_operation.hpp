#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/recurrent.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// The pass that a Step's products are for: the backward pass uses the transposed weights.
enum class Pass { forward, backward };

/// Columns [first, first + n) of a matrix [k, stride] for products with it, or with its transpose.
template <class T>
kernels::PackedMatrix<T> packed_columns(const kernels::RecurrentPlan<T>& of, const T* matrix,
                                        std::size_t k, std::size_t n, std::size_t stride, Pass pass,
                                        std::size_t first = 0) {
    const bool forward = pass == Pass::forward;
    return {
        forward ? k : n, forward ? n : k, {matrix + first, stride, !forward}, of.batch * of.time};
}

// The inputs of the operation, null where one is absent: x, the weights in the order of all(),
// hidden and cell state.
template <class T>
std::array<const Variable<T>*, 9> recurrent_inputs(const Variable<T>& x,
                                                   const RecurrentWeights<Variable<T>>& weights,
                                                   const RecurrentState<T>& initial) {
    const auto given = [](const Variable<T>* v) { return v->rank() == 0 ? nullptr : v; };
    std::array<const Variable<T>*, 9> inputs{&x};
    for (std::size_t i = 0; i < 6; ++i) { inputs[1 + i] = given(weights.all()[i]); }
    inputs[7] = given(&initial.hidden);
    inputs[8] = given(&initial.cell);
    return inputs;
}

template <class T>
RecurrentWeights<const T*> weight_data(const std::array<Saved<T>, 9>& inputs) {
    return {inputs[1].data(), inputs[2].data(), inputs[3].data(),
            inputs[4].data(), inputs[5].data(), inputs[6].data()};
}

// The initial state, where the final one goes: at `to`, or in `room` if that is null. Null: the
// first is 0 and the other not wanted.
template <class T>
T* start_state(const Saved<T>& from, std::size_t batch, std::size_t width, T* to, Tensor<T>& room) {
    if (from.is_absent()) {
        if (to != nullptr) { std::fill_n(to, batch * width, T(0)); }
        return to;
    }
    if (to == nullptr) {
        room = empty_tensor<T>({batch, width});
        to = room.data();
    }
    const std::size_t step = from.value().shape()[1] == 1 ? 0 : width;
    for (std::size_t row = 0; row < batch; ++row) {
        std::copy_n(from.data() + row * step, width, to + row * width);
    }
    return to;
}

// The results: sequence, hidden and cell state; null: not wanted.
template <class Step, class T>
void recurrent_results(kernels::RecurrentPlan<T> of, const Step& step,
                       const std::array<Saved<T>, 9>& inputs, T* tape,
                       const std::array<T*, 3>& results) {
    const auto& [x, weight_ih, weight_hh, bias_ih, bias_hh, weight_hr, peephole, h0, c0] = inputs;
    Vector<T> bias;
    if (!bias_ih.is_absent() || !bias_hh.is_absent()) {
        bias.resize(of.columns);
        copy_or_zero(of.columns, bias_ih.data(), bias.data());
        if (!bias_hh.is_absent()) {
            kernels::add_to(of.columns - step.own_bias(), bias_hh.data(), bias.data());
        }
        of.bias = bias.data();
    }
    of.x = x.data();
    of.weight_ih = weight_ih.data();
    Tensor<T> h_room, c_room;
    T* const h = start_state(h0, of.batch, of.width, results[1], h_room);
    T* const c = start_state(c0, of.batch, of.hidden, results[2], c_room);
    kernels::recurrent(of, step, tape, results[0], h, c);
}

// The gradients of all inputs from one backward pass through time; dresults as results.
template <class Step, class T>
void add_recurrent_gradients(kernels::RecurrentPlan<T> of, const Step& step,
                             const std::array<Saved<T>, 9>& inputs, T* tape,
                             const std::array<const T*, 3>& dresults, GradientSink<T>& sink) {
    of.x = inputs[0].data();
    of.weight_ih = inputs[1].data();
    const auto state = [&](std::size_t i, const T* from, std::size_t width) {
        Tensor<T> d;
        if (from != nullptr || sink.needs(i)) {
            d = empty_tensor<T>({1, of.batch, width});
            copy_or_zero(d.size(), from, d.data());
        }
        return d;
    };
    const auto data = [](Tensor<T>& d) { return d.dimension() == 0 ? nullptr : d.data(); };
    Tensor<T> dx = sink.needs(0) ? empty_tensor<T>({of.batch, of.time, of.in}) : Tensor<T>();
    Tensor<T> dh = state(7, dresults[1], of.width), dc = state(8, dresults[2], of.hidden);
    const Workspace<T> sums(of.weights() + step.own_weights());
    kernels::recurrent_gradients(of, step, tape, dresults[0], data(dx), data(dh), data(dc),
                                 sums.data(), step.own_weights());
    const T* from = sums.data();
    const auto take = [&](const Shape& shape) {
        Tensor<T> d = empty_tensor<T>(shape);
        std::copy_n(from, d.size(), d.data());
        from += d.size();
        return d;
    };
    sink.add(0, std::move(dx));
    sink.add(1, take({of.in, of.columns}));
    Tensor<T> dbias = take({of.columns});
    sink.add(2, take({of.width, of.columns}));
    sink.add(3, dbias);
    // Then the Step's other weights.
    std::copy_n(from, step.own_bias(), dbias.data() + of.columns - step.own_bias());
    sink.add(4, std::move(dbias));
    if (!inputs[6].is_absent()) { sink.add(6, take({3, of.hidden})); }
    if (!inputs[5].is_absent()) { sink.add(5, take({of.hidden, of.width})); }
    sink.add(7, std::move(dh));
    sink.add(8, std::move(dc));
}

template <class T>
Variable<T> part_of(const Variable<T>& whole, std::size_t begin, const Shape& shape) {
    Tensor<T> y = empty_tensor<T>(shape);
    std::copy_n(whole.value().data() + begin, y.size(), y.data());
    return make_operation<T>(
        "recurrent part", std::move(y), {whole},
        [begin](const Tensor<T>& dy, GradientSink<T>& sink) { sink.add_part(0, begin, dy); });
}

// The sizes; the inputs fit.
template <class Step, class T>
kernels::RecurrentPlan<T> recurrent_plan(const char* place, const Variable<T>& x,
                                         const RecurrentWeights<Variable<T>>& weights,
                                         const RecurrentState<T>& initial,
                                         const DirectionOptions& options) {
    RecurrentWeights<Shape> shapes;
    for (std::size_t i = 0; i < shapes.all().size(); ++i) {
        *shapes.all()[i] = weights.all()[i]->shape();
    }
    const std::size_t hidden = check_recurrent(place, Step::gates, x.shape(), shapes,
                                               initial.hidden.shape(), initial.cell.shape());
    check_lengths(place, options.lengths, x.shape());
    return {.batch = x.shape()[0],
            .time = x.shape()[1],
            .in = x.shape()[2],
            .hidden = hidden,
            .width = shapes.weight_hh[0],
            .columns = shapes.weight_hh[1],
            .has_cell = Step::has_cell,
            .reverse = options.reverse,
            .lengths = options.lengths.empty() ? nullptr : options.lengths.data()};
}

/// One direction of one recurrent layer, recorded as one operation. A Step has the formulas of one
/// time step: forward() and backward() of a block, add_weight_gradients() of all its time steps
/// after that; own_bias() is how much of the end of bias_hh it adds itself, has_extra() whether it
/// saves `extra`, and own_weights() counts its weights besides weight_ih, a bias and weight_hh.
template <class Step, class T>
RecurrentResult<T> recurrent_operation(const char* place, const Variable<T>& x,
                                       const RecurrentWeights<Variable<T>>& weights,
                                       const RecurrentState<T>& initial,
                                       const DirectionOptions& options,
                                       typename Step::Options own = {}) {
    auto plan = recurrent_plan<Step>(place, x, weights, initial, options);
    const auto inputs = recurrent_inputs(x, weights, initial);
    const auto saved = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<Saved<T>, 9>{Saved<T>(inputs[i])...};
    }
    (std::make_index_sequence<9>{});
    const Step step(plan, weight_data(saved), own, Pass::forward);
    plan.has_extra = step.has_extra();

    // The results are in the value of the operation, one after the other.
    const Shape sequence{plan.batch, plan.time, plan.width}, hidden{1, plan.batch, plan.width},
        cell{1, plan.batch, plan.hidden};
    const std::size_t h_begin = options.sequence ? element_count(sequence) : 0,
                      c_begin = h_begin + (options.hidden ? element_count(hidden) : 0),
                      end = c_begin + (options.cell ? element_count(cell) : 0);
    const auto parts = [=]<class P>(P* whole) {
        return std::array<P*, 3>{h_begin > 0 ? whole : nullptr,
                                 c_begin > h_begin ? whole + h_begin : nullptr,
                                 end > c_begin ? whole + c_begin : nullptr};
    };
    const bool is_sequence = options.sequence && !options.hidden && !options.cell;
    Tensor<T> y = empty_tensor<T>(is_sequence ? sequence : Shape{end});
    Tensor<T> tape = empty_tensor<T>({plan.batch, plan.tape_of_sequence()});
    recurrent_results(plan, step, saved, tape.data(), parts(y.data()));
    Vector<std::size_t> lengths(options.lengths.begin(), options.lengths.end());
    const Variable<T> whole = make_operation<T>(
        place, std::move(y), inputs,
        [plan, own, saved, parts, tape = std::move(tape), lengths = std::move(lengths)](
            const Tensor<T>& dy, GradientSink<T>& sink) mutable {
            plan.lengths = lengths.empty() ? nullptr : lengths.data();
            const Step transposed(plan, weight_data(saved), own, Pass::backward);
            add_recurrent_gradients(plan, transposed, saved, tape.data(), parts(dy.data()), sink);
        });
    if (is_sequence) { return {whole, {}}; }
    const auto part = [&](bool wanted, std::size_t begin, const Shape& shape) {
        return wanted ? part_of(whole, begin, shape) : Variable<T>();
    };
    return {part(options.sequence, 0, sequence),
            {part(options.hidden, h_begin, hidden), part(options.cell, c_begin, cell)}};
}

}  // namespace nnlite::detail
