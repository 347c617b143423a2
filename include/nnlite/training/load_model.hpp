#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/training/metric.hpp"
#include "nnlite/training/model.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// A function that makes a user-defined layer; its options are set afterwards.
template <class T = float>
class LayerFactory {
   public:
    template <std::invocable F>
    LayerFactory(F make)  // NOLINT(google-explicit-constructor)
        : make_([make = std::move(make)]() -> LayerPointer<T> {
              return std::make_shared<std::invoke_result_t<F>>(make());
          }) {}
    LayerPointer<T> operator()() const { return make_(); }

   private:
    std::function<LayerPointer<T>()> make_;
};

}  // namespace detail

/// Options of load_model(): what a model's file cannot contain.
template <class T = float>
struct LoadModelOptions {
    std::map<std::string, detail::LayerFactory<T>> layers =
        {};                                            ///< of user-defined layers, by type()
    std::vector<Loss<T>> losses = {};                  ///< of the user, known by name
    std::vector<OptimizerFactory<T>> optimizers = {};  ///< of the user, known by name
    std::vector<Metric<T>> metrics = {};               ///< of the user, known by name
    bool allow_rounding = false;                       ///< as ReadOptions
};

/// Loads a model that Model::save() wrote. It can predict and, if it was compiled, evaluate and
/// continue training: the same steps give the same weights. User-defined layers, losses,
/// optimizers and metrics come from the options, everything else from the file. A model of another
/// scalar type can be loaded too, with a new optimizer. Throws: FileError if the file is not a
/// model of a known version; it lists all tensors that are missing, surplus or of another shape or
/// type, or names the unknown layer, loss, optimizer or metric, or the invalid option.
template <class T = float>
Model<T> load_model(const std::string& path, const LoadModelOptions<T>& options = {});

/// Reads the bytes of a model's file; messages show `name` instead of the path.
template <class T = float>
Model<T> load_model(std::span<const std::uint8_t> bytes, std::string_view name,
                    const LoadModelOptions<T>& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/load_model_impl.hpp"
#endif
