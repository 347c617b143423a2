#pragma once

#include <concepts>

#include "nnlite/core/abi.hpp"

// Forward declarations, for headers that only name these types.

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
class Variable;
template <class T>
class Layer;
template <class T>
class Sequential;
template <std::floating_point T>
class Dataset;
template <std::floating_point T>
class TensorDataset;
template <std::floating_point T>
class DataLoader;
template <class T>
class Optimizer;
template <class T>
class Loss;
template <class T>
struct Metric;
template <class T>
class Callback;
template <class T>
class Model;
class History;
class Generator;

}  // namespace nnlite
