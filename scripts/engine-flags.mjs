/**
 * How the engine's Node is started, wherever it is started: in the product, in the peers' tests, in the benchmarks.
 * The two about memory are measured with 5,000 UPSs (`npm run bench -- poll`): what a poll leaves behind lives for one interval,
 * which is long enough for V8 to take it for lasting. A larger nursery keeps most of it out of the old heap, and an old heap that is
 * collected when it has doubled, instead of quadrupled, stays flat at 0.9 GB where it would creep to 1.3 GB. Small sites use neither.
 */
export const ENGINE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=64', '--heap-growing-percent=100']
