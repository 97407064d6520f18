import { parseConfiguration } from '../domain/configuration'
import { createDemoSignIn } from '../services/auth/demo-sign-in'
import { ensureSetupCode } from '../services/auth/setup-code'
import { openStore } from '../store/open-store'

/**
 * Run by the supervisor before the processes start: brings the database up to date and prints, as one JSON line,
 * what the person at the terminal needs: a setup code while no account exists, or the demo's sign-in token.
 */
const main = async (): Promise<void> => {
  const configuration = parseConfiguration(process.env)
  const store = await openStore({ dataDirectory: configuration.dataDirectory, databaseUrl: configuration.databaseUrl })
  try {
    const demoToken = configuration.demoControl === null ? null : await createDemoSignIn(store)
    const setupCode = demoToken === null ? await ensureSetupCode(store) : null
    process.stdout.write(`${JSON.stringify({ setupCode, demoToken })}\n`)
  } finally {
    await store.close()
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
