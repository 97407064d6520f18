// `npm run bench`: builds what is missing, then measures. `-- NAME` runs one, `--json` prints an object per line, `--strict` fails where a goal is missed.
import { runSource } from './run-source.mjs'

await runSource('e2e/bench/main.ts', async ({ buildBundles, buildWeb }) => {
  await buildBundles()
  if (process.argv.slice(2).every((arg) => arg.startsWith('--') || arg === 'start-up')) await buildWeb()
})
