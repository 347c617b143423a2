#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nnlite/core/count_of.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/recurrent_weights.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

/// A stack of recurrent layers, each in one or both directions.
template <class T>
class RecurrentLayer : public Layer<T> {
   public:
    Variable<T> h0, c0;  // learned_initial_state: [layers directions, 1, width or hidden]
    Dropout<T> dropout;  // between layers

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override {
        return through(x, nullptr, {}, false).output;
    }

    /// The output and the final state, from the state `initial` (else the learned one, else 0).
    /// Outputs after the end of a sequence shorter than `time` are 0.
    /// Shapes: x [batch, time, features]; initial [layers directions, batch, hidden]; lengths
    /// [batch]; an empty batch gives an empty result.
    /// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
    RecurrentResult<T> run(const Variable<T>& x, const RecurrentState<T>* initial = nullptr,
                           std::span<const std::size_t> lengths = {}) const {
        return through(x, initial, lengths, true);
    }

    void visit(Visitor<T>& visitor) override;

    std::string type() const override { return type_; }

   protected:
    // `gates` is 4 for an LSTM, which alone has a cell state, a projection and a peephole.
    template <class Options>
    RecurrentLayer(const char* type, std::size_t gates, std::optional<std::size_t> in,
                   std::size_t hidden, const Options& o, std::size_t projection = 0,
                   bool peephole = false)
        : dropout(checked(type, hidden, o).dropout),
          type_(type),
          in_(count_of(type, "features", in)),
          hidden_(hidden),
          has_cell_(gates == 4),
          return_sequence_(o.return_sequence),
          learned_initial_state_(o.learned_initial_state),
          directions_(o.bidirectional ? 2 : 1),
          shapes_(layer_shapes(gates, hidden, o.bias, projection, peephole)),
          weights_(o.layers * directions_) {
        name_weights();
    }

    // One direction of one layer.
    virtual RecurrentResult<T> run_direction(const Variable<T>& x,
                                             const RecurrentWeights<Variable<T>>& weights,
                                             const RecurrentState<T>& initial,
                                             const DirectionOptions& options) const = 0;

    // The common options of all three; `own` are those of the class.
    template <class Options>
    void visit_shared(FieldVisitor& visitor, Options& own) {
        visitor.field("in", in_);
        visitor.field("hidden", hidden_);
        visitor.count("layers", own.layers);
        visitor.field("bidirectional", own.bidirectional);
        visitor.field("bias", own.bias);
        visitor.field("dropout", own.dropout);
        visitor.field("return_sequence", own.return_sequence);
        visitor.field("learned_initial_state", own.learned_initial_state);
    }

    const char* type_;
    std::optional<std::size_t> in_;
    std::size_t hidden_;

   private:
    template <class Options>
    static const Options& checked(const char* type, std::size_t hidden, const Options& o) {
        require_in_range(type, "hidden", hidden, Range::at_least(1));
        require_in_range(type, o);
        return o;
    }
    void name_weights();

    RecurrentResult<T> through(const Variable<T>& x, const RecurrentState<T>* initial,
                               std::span<const std::size_t> lengths, bool wants_state) const;

    static Variable<T> joined(const Vector<Variable<T>>& parts, std::ptrdiff_t axis) {
        return parts.size() == 1 ? parts[0] : concatenate(parts, axis);
    }

    void check_state(const RecurrentState<T>& state, std::size_t batch) const;

    bool has_cell_, return_sequence_, learned_initial_state_;
    std::size_t directions_;
    RecurrentWeights<Shape> shapes_;
    std::vector<RecurrentWeights<Variable<T>>> weights_;  // of each layer and direction
    std::vector<RecurrentWeights<std::string>> names_;
};

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/recurrent_impl.hpp"
#endif
