#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The state of a recurrent layer between two calls.
/// Shapes: [layers directions, batch, hidden]; `cell` is an LSTM's.
template <class T = float>
struct RecurrentState {
    Variable<T> hidden, cell;

    /// The same state outside the graph: gradients end here (truncated backpropagation through
    /// time).
    RecurrentState detach() const { return {hidden.detach(), cell.detach()}; }
};

/// The result of run().
/// Shapes: output [batch, time, directions hidden], or [batch, directions hidden] of the last time
/// step.
template <class T = float>
struct RecurrentResult {
    Variable<T> output;
    RecurrentState<T> state;
};

namespace detail {

/// A stack of recurrent layers, each in one or both directions.
template <class T>
class RecurrentLayer : public Layer<T> {
   public:
    Variable<T> h0, c0;  // learned_initial_state: [layers directions, 1, width or hidden]
    Dropout<T> dropout;  // between layers

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) override {
        return through(x, nullptr, {}, false).output;
    }

    /// The output and the final state, from the state `initial` (else the learned one, else 0).
    /// Outputs after the end of a sequence shorter than `time` are 0.
    /// Shapes: x [batch, time, features]; initial [layers directions, batch, hidden]; lengths
    /// [batch]; an empty batch gives an empty result.
    /// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
    RecurrentResult<T> run(const Variable<T>& x, const RecurrentState<T>* initial = nullptr,
                           std::span<const std::size_t> lengths = {}) {
        return through(x, initial, lengths, true);
    }

    void visit(Visitor<T>& visitor) override;

    std::string type() const override { return plan_.type; }

   protected:
    RecurrentLayer(const RecurrentPlan& plan, std::optional<std::size_t> in);

    virtual RecurrentParts<T> run_direction(const RecurrentInputs<T>& inputs,
                                            const RecurrentRun& run) const = 0;

    // The common options of all three; `own` are those of the class.
    template <class Options>
    void visit_shared(FieldVisitor& visitor, Options& own) {
        visitor.field("in", in_);
        visitor.field("hidden", plan_.hidden);
        visitor.count("layers", own.layers);
        visitor.field("bidirectional", own.bidirectional);
        visitor.field("bias", own.bias);
        visitor.field("dropout", own.dropout);
        visitor.field("return_sequence", own.return_sequence);
        visitor.field("learned_initial_state", own.learned_initial_state);
    }

    RecurrentResult<T> through(const Variable<T>& x, const RecurrentState<T>* initial,
                               std::span<const std::size_t> lengths, bool wants_state);

    static Variable<T> joined(const Vector<Variable<T>>& parts, std::ptrdiff_t axis) {
        return parts.size() == 1 ? parts[0] : concatenate(parts, axis);
    }

    void check_state(const RecurrentState<T>& state, std::size_t batch) const;

    RecurrentPlan plan_;
    std::optional<std::size_t> in_;

   private:
    std::vector<RecurrentInputs<T>> weights_;  // of each layer and direction
    std::vector<RecurrentNames> names_;
};

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/recurrent_impl.hpp"
#endif
