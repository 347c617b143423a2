#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/json.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite {

/// What kind of layer this is, with its options and the layers inside, but without its state:
/// {"type": "Linear", "options": {"out": 10, ...}}; a container has its "layers" too, each with a
/// "name". A layer in a second place is {"name": ..., "same_layer_as": number}, where layers are
/// numbered in the order in which their descriptions end.
/// Throws: ValueError if a layer cannot be written down, or a container has more than 10,000.
template <class T>
Json architecture_of(Layer<T>& layer);

namespace detail {

inline constexpr std::size_t most_layers = 10000;    // of a container
inline constexpr std::size_t most_places = 1 << 22;  // of all layers that are in several

template <class T>
class ArchitectureWriter : public OptionVisitor<T> {
   public:
    // Layers and their numbers, in the order in which their descriptions end.
    using Numbers = std::map<const Layer<T>*, std::uint64_t>;

    static Json write(Layer<T>& layer, Numbers& numbers) {
        ArchitectureWriter visitor(numbers);
        layer.visit_options(visitor);
        if (visitor.inside_.size() > most_layers) {
            fail<ValueError>(layer.type(), ": expected at most ", most_layers,
                             " layers to be saved, got ", visitor.inside_.size());
        }
        Json::Object members{{"type", {layer.type()}}, {"options", visitor.result()}};
        if (visitor.is_container_) {
            members.emplace_back("layers", Json{std::move(visitor.inside_)});
        }
        numbers.emplace(&layer, numbers.size());
        return {std::move(members)};
    }

    void layers(NamedLayers<T>& layers) override {
        const InsideLayer deeper;
        is_container_ = true;
        for (auto& [name, layer] : layers) {
            const auto known = numbers_.find(layer.get());
            Json json = known == numbers_.end()
                            ? write(*layer, numbers_)
                            : Json{Json::Object{{"same_layer_as", Json{known->second}}}};
            auto& members = std::get<Json::Object>(json.value);
            members.emplace(members.begin(), "name", Json{name});
            inside_.push_back(std::move(json));
        }
    }

   private:
    explicit ArchitectureWriter(Numbers& numbers) : numbers_(numbers) {}

    Numbers& numbers_;
    bool is_container_ = false;
    Json::List inside_;
};

template <class T>
class ArchitectureReader : public OptionVisitor<T> {
   public:
    using Make = std::function<LayerPointer<T>(const std::string& type)>;
    struct Numbered {
        std::vector<LayerPointer<T>> layers;  // by the writer's numbers
        std::vector<std::size_t> sizes;       // of each with all inside, every place counted
        std::size_t total = 0;                // so far
    };

    static LayerPointer<T> read(const Json& json, const std::string& place, std::size_t most,
                                const Make& make, Numbered& numbered) {
        if (const Json* number = json.find("same_layer_as")) {
            const auto* index = std::get_if<std::uint64_t>(&number->value);
            if (index == nullptr || *index >= numbered.layers.size()) {
                fail<FileError>(place, "same_layer_as: expected the number of a layer before");
            }
            numbered.total += numbered.sizes[*index];
            if (numbered.total > most_places) {
                fail<FileError>(place, "same_layer_as: expected layers in at most ", most_places,
                                " places");
            }
            return numbered.layers[*index];
        }
        const std::size_t before = numbered.total;
        const Json* type = json.find("type");
        const Json* options = json.find("options");
        const auto* name = type != nullptr ? std::get_if<std::string>(&type->value) : nullptr;
        if (name == nullptr || options == nullptr) {
            fail<FileError>(place, "expected a layer with type and options");
        }
        LayerPointer<T> layer = make(*name);
        if (layer == nullptr) { fail<FileError>(place, "there is no layer of type ", *name); }
        ArchitectureReader visitor(json, *options, text_of(place, *name, ": "), most, make,
                                   numbered);
        layer->visit_options(visitor);
        visitor.finish();
        numbered.layers.push_back(layer);
        numbered.sizes.push_back(++numbered.total - before);
        return layer;
    }

    void layers(NamedLayers<T>& layers) override {
        const Json* inside = json_.find("layers");
        const auto* items = inside != nullptr ? std::get_if<Json::List>(&inside->value) : nullptr;
        if (items == nullptr || items->size() > most_layers) {
            fail<FileError>(place_, "expected a list of up to ", most_layers, " layers");
        }
        layers.clear();
        for (const Json& item : *items) {
            const Json* member = item.find("name");
            const auto* name =
                member != nullptr ? std::get_if<std::string>(&member->value) : nullptr;
            if (name == nullptr) { fail<FileError>(place_, "expected layers with names"); }
            layers.emplace_back(*name,
                                read(item, text_of(place_, *name, ": "), most_, make_, numbered_));
        }
    }

   private:
    // `json` is a layer as architecture_of() gave it, `options` what it says of them.
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

}  // namespace detail

template <class T>
Json architecture_of(Layer<T>& layer) {
    typename detail::ArchitectureWriter<T>::Numbers numbers;
    return detail::ArchitectureWriter<T>::write(layer, numbers);
}

/// A new layer, without state, of what architecture_of() gave. make(type) gives a layer of that
/// type, with any options, or null. A count of things with tensors may be up to `most`. Errors
/// begin with `place`.
/// Throws: FileError if it is no architecture; ValueError on options that a layer refuses.
template <class T, class Make>
std::shared_ptr<Layer<T>> layer_of(const Json& architecture, const std::string& place,
                                   std::size_t most, Make&& make) {
    typename detail::ArchitectureReader<T>::Numbered numbered;
    return detail::ArchitectureReader<T>::read(architecture, place, most, make, numbered);
}

}  // namespace nnlite
