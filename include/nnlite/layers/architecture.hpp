#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nnlite/fields/json.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// What kind of layer this is, with its options and the layers inside, but without its state:
// {"type": "Linear", "options": {"out": 10, ...}}; a container has its "layers" too, each with a
// "name". A layer in a second place is {"name": ..., "same_layer_as": number}, where layers are
// numbered in the order in which their descriptions end.
// Throws: ValueError if a layer cannot be saved, or a container has more than 10,000.
template <class T>
Json architecture_of(Layer<T>& layer);

// of a container
// of all layers that are in several

template <class T>
class ArchitectureReader : public OptionVisitor<T> {
   public:
    using Make = std::function<LayerPointer<T>(const std::string& type)>;
    struct Numbered {
        std::vector<LayerPointer<T>> layers;  // by the numbers in the description
        std::vector<std::size_t> sizes;  // of each with all layers inside, counted at every place
        std::size_t total = 0;           // so far
    };

    static LayerPointer<T> read(const Json& json, const std::string& place, std::size_t most,
                                const Make& make, Numbered& numbered);

    void layers(NamedLayers<T>& layers) override;

   private:
    // `json` is a layer as described by architecture_of(), `options` are its options.
    ArchitectureReader(const Json& json, const Json& options, const std::string& place,
                       std::size_t most, const Make& make, Numbered& numbered)
        : OptionVisitor<T>(options, place + "options: ", most),
          json_(json),
          place_(place),
          most_(most),
          make_(make),
          numbered_(numbered) {}

    const Json& json_;
    std::string place_;
    std::size_t most_;
    const Make& make_;
    Numbered& numbered_;
};

// A new layer, without state, of what architecture_of() gave. make(type) gives a layer of that
// type, with any options, or null. A count of things with tensors may be up to `most`. Errors
// begin with `place`.
// Throws: FileError if it is no architecture; ValueError on options that a layer refuses.
template <class T, class Make>
std::shared_ptr<Layer<T>> layer_of(const Json& architecture, const std::string& place,
                                   std::size_t most, Make&& make) {
    typename ArchitectureReader<T>::Numbered numbered;
    return ArchitectureReader<T>::read(architecture, place, most, make, numbered);
}

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/layers/architecture_impl.hpp"
#endif
