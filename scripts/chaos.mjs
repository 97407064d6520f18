// `npm run chaos -- --runs N --seed S`: outages of simulated datacenters on virtual time, with faults and engines killed at their writes, and a
// judge that knows only what happened and what was written down.
import { runSource } from './run-source.mjs'

await runSource('e2e/chaos/main.ts')
