#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/json_reader.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/safetensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::uint64_t most_safetensors_header = 100'000'000;  // as of other readers

inline constexpr std::string_view safetensors_metadata_name = "__metadata__";

NNLITE_INLINE SafetensorsFile::SafetensorsFile(const InputFile& file) : TensorFile(file) {
    std::uint64_t length = 0;
    if (file.size() < sizeof length) {
        file.fail("expected 8 bytes with the header's length, got ", file.size());
    }
    file.read(0, &length, sizeof length);
    const std::uint64_t most = std::min(most_safetensors_header, file.size() - sizeof length);
    if (length > most) { file.fail("expected a header of up to ", most, " bytes, got ", length); }
    parse(file.text(sizeof length, length));
    check_places(sizeof length + length);
}

NNLITE_INLINE void SafetensorsFile::parse(const std::string& text) {
    JsonReader json(file_.place() + "header: ", text);
    if (!text.starts_with('{')) { json.fail_at("{"); }  // no space before it
    json.object([&](const std::string& name) {
        if (name == safetensors_metadata_name) {
            if (json.word("null")) { return; }
            json.object([&](const std::string& key) { metadata_[key] = json.string(); });
        } else {
            entries_.push_back(entry(json, name));
        }
    });
    json.end();
}

NNLITE_INLINE StoredTensor SafetensorsFile::entry(JsonReader& json, const std::string& name) const {
    std::string type;
    std::vector<std::uint64_t> shape, offsets;
    bool has_shape = false;
    json.object([&](const std::string& key) {
        if (key == "dtype") {
            type = json.string();
        } else if (key == "shape") {
            has_shape = true;
            json.array([&] { shape.push_back(json.whole_number()); });
        } else if (key == "data_offsets") {
            json.array([&] { offsets.push_back(json.whole_number()); });
        } else {
            file_.fail(name, ": expected dtype, shape and data_offsets, got ", key);
        }
    });
    const auto found = find_element_type(&ElementTypeFacts::safetensors, type);
    if (!found) {
        file_.fail(name, ": expected a dtype of BOOL, U8 to U64, I8 to I64, F16 to F64 or ",
                   "BF16, got ", type.empty() ? "none" : type);
    }
    if (!has_shape) { file_.fail(name, ": expected dtype, shape and data_offsets, got no shape"); }
    const Shape extents(shape.begin(), shape.end());
    const auto bytes = byte_count(extents, *found);
    if (!bytes || shape.size() > most_axes) {
        file_.fail(name, ": expected at most 64 axes and 2^48 elements, got ",
                   bytes ? text_of(shape.size(), " axes") : text_of("shape ", extents));
    }
    if (offsets.size() != 2 || offsets[1] < offsets[0] || offsets[1] - offsets[0] != *bytes) {
        const Shape got(offsets.begin(), offsets.end());
        file_.fail(name, ": expected data_offsets ", *bytes, " bytes apart for ", type, " ",
                   extents, ", got ", got);
    }
    return {name, extents, *found, offsets[0], offsets[1]};
}

NNLITE_INLINE void SafetensorsFile::check_places(std::uint64_t data) {
    std::vector<StoredTensor*> order;
    for (StoredTensor& entry : entries_) { order.push_back(&entry); }
    std::sort(order.begin(), order.end(), [](const StoredTensor* a, const StoredTensor* b) {
        return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    std::uint64_t at = 0;
    for (StoredTensor* entry : order) {
        if (entry->begin != at) {
            file_.fail(entry->name, ": expected data_offsets that begin at ", at,
                       ", where the tensor before ends, got ", entry->begin);
        }
        at = entry->end;
        entry->begin += data;
        entry->end += data;
    }
    if (at != file_.size() - data) {
        file_.fail("expected ", at, " bytes of data, got ", file_.size() - data);
    }
}

NNLITE_INLINE std::string safetensors_header(const std::vector<StoredTensor>& entries,
                                             const SafetensorsOptions& options) {
    constexpr const char* place = "write_safetensors";
    std::string text = "{", separator;
    if (!options.metadata.empty()) {
        text += "\"__metadata__\":{";
        for (const auto& [key, value] : options.metadata) {
            text += separator + json_string(place, key) + ':' + json_string(place, value);
            separator = ",";
        }
        text += '}';
    }
    for (const auto& entry : entries) {
        if (entry.name == safetensors_metadata_name) {
            fail<ValueError>(place, ": expected a tensor's name, got ", entry.name);
        }
        text += text_of(separator, json_string(place, entry.name), ":{\"dtype\":\"",
                        type_name(entry.type), "\",\"shape\":", entry.shape, ",\"data_offsets\":[",
                        entry.begin, ',', entry.end, "]}");
        separator = ",";
    }
    text += '}';
    text.resize((text.size() + 7) / 8 * 8, ' ');
    return text;
}

NNLITE_INLINE void sort_for_safetensors(std::vector<TensorView>& tensors) {
    std::stable_sort(tensors.begin(), tensors.end(), [](const TensorView& a, const TensorView& b) {
        return facts(a.type).bytes > facts(b.type).bytes;
    });
}

NNLITE_INLINE std::vector<StoredTensor> safetensors_entries(
    const std::vector<TensorView>& tensors) {
    std::vector<StoredTensor> entries;
    std::uint64_t at = 0;
    for (const TensorView& tensor : tensors) {
        const std::uint64_t end = at + tensor.bytes();
        entries.push_back({tensor.name, tensor.shape, tensor.type, at, end});
        at = end;
    }
    return entries;
}

NNLITE_INLINE void Safetensors::write(AtomicFile& file, std::vector<TensorView> tensors,
                                      const SafetensorsOptions& options) {
    sort_for_safetensors(tensors);
    const std::string header = safetensors_header(safetensors_entries(tensors), options);
    const std::uint64_t length = header.size();
    if (length > most_safetensors_header) {
        file.fail("expected names and texts that fit into a header of ", most_safetensors_header,
                  " bytes, got ", length);
    }
    file.write(&length, sizeof length);
    file.write(header);
    for (const TensorView& tensor : tensors) { file.write(tensor.data, tensor.bytes()); }
}

}  // namespace nnlite::detail
