/**
 * How the engine's Node is started, wherever it is started: in the product, in the peers' tests, in the benchmarks.
 * The three about memory are measured with 5,000 UPSs (`npm run bench -- poll`). What a poll leaves behind lives for one interval,
 * long enough for V8 to take it for lasting: a larger nursery keeps most of it out of the old heap. The nursery is tidied by one
 * thread, because several take more of the processor for it than they save time. An old heap that is collected when it has grown
 * by 150 %, instead of 300, stays flat at 0.9 GB where it would creep to 1.3 GB. Small sites notice none of them.
 */
export const ENGINE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=64',
  '--no-parallel-scavenge',
  '--heap-growing-percent=150',
]
