#!/bin/sh
# Fails if the public names of the headers are not those of tests/public_names.txt, or if one has no
# docstring: cmake/check_names.sh [write], which rewrites the list.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C
headers=$(ls include/nnlite/*/*.hpp | grep -v _impl.hpp)
names() { awk "$@" -f cmake/list_names.awk $headers | sort -u; }
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
names >"$folder/names"
names -v docstrings=1 >"$folder/docstrings"
if [ "${1:-}" = write ]; then cp "$folder/names" tests/public_names.txt; fi
diff -u tests/public_names.txt "$folder/names" ||
    { echo 'the public names are others than tests/public_names.txt has: cmake/check_names.sh write'; exit 1; }
comm -23 "$folder/names" "$folder/docstrings" >"$folder/missing"
if [ -s "$folder/missing" ]; then echo 'without a docstring:'; cat "$folder/missing"; exit 1; fi
# What programs open with `using namespace nnlite`, and what of it xtensor has too.
xtensor='abs clip concatenate cos erf exp expand_dims expm1 flatten log log1p maximum mean minimum ones_like pad pow
sin sqrt square squeeze stack sum tanh transpose where zeros_like'
count() { grep -cE "$1" "$folder/names" || true; }
echo "$(grep -cvE '^nnlite::(kernels|viz)::' "$folder/names") public names in nnlite:: ($(count '^nnlite::[a-zA-Z_0-9]*$')\
 of them at namespace scope, $(count "^nnlite::($(echo $xtensor | tr ' ' '|'))\$") of those under xtensor's names),\
 $(count '^nnlite::kernels::') in kernels, $(count '^nnlite::viz::') in viz"
