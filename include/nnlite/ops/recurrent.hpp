#pragma once

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/recurrent.hpp"
#include "nnlite/ops/recurrent_inputs.hpp"
#include "nnlite/ops/recurrent_rnn.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Shapes of the requested results, and their offsets in the value of the operation, which holds
// them one after the other.
struct RecurrentLayout {
    std::array<Shape, 3> shapes;
    std::array<std::size_t, 4> begin{};

    void set(std::size_t part, bool wanted, const Shape& shape) {
        if (wanted) { shapes[part] = shape; }
        begin[part + 1] = begin[part] + (wanted ? element_count(shape) : 0);
    }
    std::size_t size() const { return begin[3]; }
    bool is_sequence() const { return shapes[1].empty() && shapes[2].empty(); }
    template <class P>
    kernels::RecurrentResults<std::remove_const_t<std::remove_pointer_t<P>>, P> pointers(
        P whole) const {
        const auto part = [&](std::size_t i) {
            return shapes[i].empty() ? nullptr : whole + begin[i];
        };
        return {part(0), part(1), part(2)};
    }
};

template <class T>
Variable<T> part_of(const Variable<T>& whole, std::size_t begin, const Shape& shape) {
    Tensor<T> y = empty_tensor<T>(shape);
    std::copy_n(whole.value().data() + begin, y.size(), y.data());
    return make_operation<T>(
        "recurrent part", std::move(y), {whole},
        [begin](const Tensor<T>& dy, GradientSink<T>& sink) { sink.add_part(0, begin, dy); });
}

/// The sizes of a recurrent operation, for both passes.
template <class T, class Step>
struct RecurrentProblem {
    kernels::RecurrentArguments<T> of;
    RecurrentWeights<T> weights;
    Vector<T> bias;

    RecurrentProblem(const RecurrentValues<T>& values, const Vector<std::size_t>& lengths,
                     bool reverse, typename Step::Options options) {
        const auto& [x, weight_ih, weight_hh, bias_ih, bias_hh, peephole, projection, h0, c0] =
            values;
        const auto data = [](const Tensor<T>* tensor) {
            return tensor == nullptr ? nullptr : tensor->data();
        };
        const auto stride = [](const Tensor<T>* tensor) {
            return tensor == nullptr || tensor->shape()[1] == 1 ? 0 : tensor->shape()[2];
        };
        const std::size_t width = weight_hh->shape()[0];
        const std::size_t columns = weight_hh->shape()[1], hidden = columns / Step::gates;
        weights = {hidden,          width,         x->shape()[0] * x->shape()[1],
                   data(weight_hh), data(bias_hh), data(peephole),
                   data(projection)};
        if (bias_ih != nullptr) {
            // A bias that the reset gate scales is added by the cell.
            bias.assign(bias_ih->data(), bias_ih->data() + columns);
            nnlite::kernels::add_to(columns - Step::own_bias(weights, options), bias_hh->data(),
                                    bias.data());
        }
        of = {.batch = x->shape()[0],
              .time = x->shape()[1],
              .in = x->shape()[2],
              .hidden = hidden,
              .width = width,
              .reverse = reverse,
              .lengths = lengths.empty() ? nullptr : lengths.data(),
              .x = x->data(),
              .weight_ih = weight_ih->data(),
              .bias = bias.empty() ? nullptr : bias.data(),
              .h0 = data(h0),
              .c0 = data(c0),
              .h0_stride = stride(h0),
              .c0_stride = stride(c0)};
    }
};

/// The tensors behind a tape.
template <class T>
struct RecurrentMemory {
    Tensor<T> gates, hidden, cell, extra;

    template <class Step>
    static RecurrentMemory of(const RecurrentProblem<T, Step>& p, typename Step::Options options) {
        const Shape steps{p.of.time, p.of.batch, p.of.hidden};
        const Shape states{p.of.time + 1, p.of.batch, p.of.hidden};
        RecurrentMemory memory;
        memory.gates = empty_tensor<T>({p.of.time, p.of.batch, Step::gates * p.of.hidden});
        memory.hidden = empty_tensor<T>({p.of.time + 1, p.of.batch, p.of.width});
        if (Step::has_cell) { memory.cell = empty_tensor<T>(states); }
        if (Step::has_extra(p.weights, options)) { memory.extra = empty_tensor<T>(steps); }
        return memory;
    }
    // The backward pass does not write to it.
    kernels::RecurrentTape<T> tape() const {
        const auto data = [](const Tensor<T>& tensor) {
            return tensor.dimension() == 0 ? nullptr : const_cast<T*>(tensor.data());
        };
        return {data(gates), data(hidden), data(cell), data(extra)};
    }
};

// The gradients of all inputs from one backward pass through time.
template <class T, class Step>
struct RecurrentRule {
    std::array<Saved<T>, RecurrentInputs<T>::count> saved;
    RecurrentMemory<T> memory;
    Vector<std::size_t> lengths;
    RecurrentLayout layout;
    bool reverse;
    typename Step::Options options;

    void operator()(const Tensor<T>& dy, GradientSink<T>& sink) const {
        RecurrentValues<T> values;
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = saved[i].is_absent() ? nullptr : &saved[i].value();
        }
        const RecurrentProblem<T, Step> p(values, lengths, reverse, options);
        std::array<Tensor<T>, RecurrentInputs<T>::count> gradients;  // in the order of list()
        auto& [dx, dweight_ih, dweight_hh, dbias_ih, dbias_hh, dpeephole, dprojection, dh0, dc0] =
            gradients;
        const auto place = [&](bool wanted, Tensor<T>& d, const Shape& shape) -> T* {
            if (!wanted) { return nullptr; }
            d = empty_tensor<T>(shape);
            return d.data();
        };
        const std::size_t own = Step::own_weights(p.weights, options);
        const std::size_t columns = Step::gates * p.of.hidden;
        const std::size_t count = (p.of.in + 1 + p.of.width) * columns + own;
        const Workspace<T> sums(count);
        kernels::recurrent_gradients(
            p.of, Step(p.weights, options, Pass::backward), memory.tape(),
            layout.pointers(dy.data()),
            {place(sink.needs(0), dx, values[0]->shape()),
             place(sink.needs(7), dh0, {1, p.of.batch, p.of.width}),
             place(sink.needs(8), dc0, {1, p.of.batch, p.of.hidden}), sums.data()},
            count);
        const T* from = sums.data();
        const auto take = [&](Tensor<T>& d, const Shape& shape) {
            d = empty_tensor<T>(shape);
            std::copy_n(from, d.size(), d.data());
            from += d.size();
        };
        take(dweight_ih, {p.of.in, columns});
        take(dbias_ih, {columns});
        take(dweight_hh, {p.of.width, columns});
        dbias_hh = dbias_ih;
        if (const std::size_t tail = Step::own_bias(p.weights, options); tail > 0) {
            std::copy_n(from, tail, dbias_hh.data() + columns - tail);
        }
        if (p.weights.peephole != nullptr) { take(dpeephole, {3, p.of.hidden}); }
        if (p.weights.projection != nullptr) { take(dprojection, {p.of.hidden, p.of.width}); }
        for (std::size_t i = 0; i < gradients.size(); ++i) { sink.add(i, std::move(gradients[i])); }
    }
};

/// One direction of one recurrent layer, recorded as one operation.
template <class Step, class T>
RecurrentParts<T> recurrent_operation(const char* name, const RecurrentInputs<T>& inputs,
                                      const RecurrentRun& run,
                                      typename Step::Options options = {}) {
    const auto list = inputs.list();
    RecurrentValues<T> values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = list[i] == nullptr ? nullptr : &list[i]->value();
    }
    Vector<std::size_t> lengths(run.lengths.begin(), run.lengths.end());
    const RecurrentProblem<T, Step> p(values, lengths, run.reverse, options);
    RecurrentLayout layout;
    layout.set(0, run.sequence, {p.of.batch, p.of.time, p.of.width});
    layout.set(1, run.hidden, {1, p.of.batch, p.of.width});
    layout.set(2, run.cell, {1, p.of.batch, p.of.hidden});
    auto memory = RecurrentMemory<T>::of(p, options);
    Tensor<T> y = empty_tensor<T>(layout.is_sequence() ? layout.shapes[0] : Shape{layout.size()});
    recurrent(p.of, Step(p.weights, options, Pass::forward), memory.tape(),
              layout.pointers(y.data()));
    const auto saved = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<Saved<T>, sizeof...(i)>{Saved<T>(list[i])...};
    }
    (std::make_index_sequence<RecurrentInputs<T>::count>{});
    const Variable<T> whole =
        make_operation<T>(name, std::move(y), list,
                          RecurrentRule<T, Step>{saved, std::move(memory), std::move(lengths),
                                                 layout, run.reverse, options});
    if (layout.is_sequence()) { return {whole, {}, {}}; }
    const auto part = [&](std::size_t i) {
        return layout.shapes[i].empty() ? Variable<T>()
                                        : part_of(whole, layout.begin[i], layout.shapes[i]);
    };
    return {part(0), part(1), part(2)};
}

}  // namespace nnlite::detail
