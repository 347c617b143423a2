"""The environment in which every side runs; it must be set before a library is loaded."""


def waits(threads):
    """How a peer's OpenMP threads may wait for work: as libgomp likes it, or asleep. It likes to
    spin, which takes the cores from OpenBLAS's threads and can make PyTorch twice as slow."""
    return ["", "passive"] if threads > 1 else [""]


def environment(threads, wait=""):
    return {
        **({"OMP_WAIT_POLICY": wait} if wait else {}),
        "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        # glibc keeps freed blocks instead of giving them back to the system at every step: PyTorch
        # is up to 1.7 times faster so. This library keeps its own blocks.
        "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
        "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    }
