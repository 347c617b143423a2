#pragma once

#include <memory>
#include <type_traits>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/optimizer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Makes an optimizer from its options: AdamOptions, SGDOptions, ... or those of a user-defined
/// one, a struct with fields (see field_list), a name and a function make():
///
///     struct LionOptions {
///         static constexpr const char* name = "Lion";
///         double learning_rate = 1e-4;
///         static constexpr auto fields() {
///             return field_list(Field("learning_rate", &LionOptions::learning_rate));
///         }
///         template <class T>
///         std::unique_ptr<Optimizer<T>> make() const {
///             return std::make_unique<Lion<T>>(*this);
///         }
///     };
///     model.compile({.loss = CrossEntropy{}, .optimizer = LionOptions{.learning_rate = 1e-3}});
///
/// Elsewhere: keras.optimizers.get.
template <class T = float>
class OptimizerFactory {
   public:
    template <class Options>
    requires(!std::is_same_v<Options, OptimizerFactory>)
        OptimizerFactory(const Options& options)  // NOLINT(google-explicit-constructor)
        : options_(std::make_shared<const Options>(options)),
          make_([](const void* own) {
              const auto& chosen = *static_cast<const Options*>(own);
              detail::require_in_range(Options::name, chosen);
              return chosen.template make<T>();
          }),
          visit_([](const void* own, FieldVisitor& visitor) {
              Options copy = *static_cast<const Options*>(own);
              visit_fields(visitor, copy);
          }),
          name_(Options::name) {}

    /// An optimizer, still without parameters: add_group() gives it some.
    /// Throws: ValueError on an option out of its range.
    std::unique_ptr<Optimizer<T>> operator()() const { return make_(options_.get()); }

    /// The optimizer's name, such as "Adam".
    const char* name() const { return name_; }

    /// Visits the options, to save them.
    void visit_options(FieldVisitor& visitor) const { visit_(options_.get(), visitor); }

   private:
    std::shared_ptr<const void> options_;
    std::unique_ptr<Optimizer<T>> (*make_)(const void* options);
    void (*visit_)(const void* options, FieldVisitor& visitor);
    const char* name_;
};

}  // namespace nnlite
