// `npm run fuzz -- snmp|managers --count N --seed S`: feeds damaged answers to what talks with devices and managers, and checks that nobody
// believes them.
import { runSource } from './run-source.mjs'

await runSource('e2e/fuzz/main.ts')
