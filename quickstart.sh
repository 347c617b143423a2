#!/usr/bin/env bash
# ./quickstart.sh        installs what is missing, builds nnlite and trains a first network
# ./quickstart.sh test   the same set-up, then builds everything and runs every test
set -euo pipefail
if [[ -n ${NNLITE_DATA_DIR:-} ]]; then export NNLITE_DATA_DIR=$(realpath -m "$NNLITE_DATA_DIR"); fi
cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

task=${1:-train}
case $task in
    train | test) ;;
    *) sed -n '2,3s/^# //p' "$0"; exit 2 ;;
esac

say() { printf '\n[%ds] %s\n' "$SECONDS" "$*"; }
quietly() {  # runs a command and shows its output only if it fails
    local log=build/quickstart.log
    mkdir -p build
    "$@" >"$log" 2>&1 || { cat "$log"; echo "failed: $*"; exit 1; }
}

packages=(g++ cmake ninja-build ccache pkg-config gzip libxtensor-dev libxtensor-blas-dev libxsimd-dev
          libopenblas-dev zlib1g-dev libmatio-dev libstb-dev gnuplot-nox graphviz catch2 libbenchmark-dev
          libcli11-dev nlohmann-json3-dev)
if command -v apt-get >/dev/null; then
    missing=()
    for package in "${packages[@]}"; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *" installed" ]] || missing+=("$package")
    done
    if ((${#missing[@]})); then
        say "Installing ${missing[*]} (a minute or two)"
        sudo=$([[ $(id -u) == 0 ]] || echo sudo)
        quietly $sudo apt-get update
        quietly $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
    fi
else
    echo "No apt-get here. If CMake misses a package: README.md, \"Install\", has the names for Homebrew,"
    echo "conda-forge and vcpkg. Continuing with what is installed."
fi

export CCACHE_SLOPPINESS=pch_defines,time_macros
say "Configuring for this processor"
all=$([[ $task == test ]] && echo ON || echo OFF)  # a third of the time for all, more for one program
quietly cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DNNLITE_NATIVE=ON \
    -DNNLITE_COMPILED="$all" -DCMAKE_UNITY_BUILD="$all" \
    -DNNLITE_BUILD_TESTS=ON -DNNLITE_BUILD_EXAMPLES=ON -DNNLITE_BUILD_BENCHMARKS=ON

if [[ $task == test ]]; then
    say "Building everything (some minutes)"
    quietly cmake --build build -j 2
    say "Running every test"
    ctest --test-dir build -j 2 --output-on-failure
    say "done"
    exit
fi

example=digits_mlp
if [[ -f ${NNLITE_DATA_DIR:-}/mnist/train-images-idx3-ubyte.gz ]]; then example=mnist_mlp; fi
say "Building examples/$example.cpp (half a minute)"
quietly cmake --build build -j 2 --target $example
say "Training: build/examples/$example"
build/examples/$example
say "Done. What to run next:"
echo "  build/examples/$example --help        other sizes, epochs, seeds"
[[ $example == mnist_mlp ]] ||
    echo "  cmake -B build -DNNLITE_DATA_DIR=data && ninja -C build mnist_data && NNLITE_DATA_DIR=data ./quickstart.sh   the same on MNIST"
echo "  ninja -j2 -C build && ls build/examples    all examples"
echo "  ./quickstart.sh test                       every test"
