import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { probeManager } from '../../cli/commands/manager-probe'
import type { ManagerProbeOptions } from '../../cli/commands/manager-target'
import type { Outcome } from '../../cli/outcome'
import type { ManagerSecret } from '../../domain/manager'
import type { ManagerTarget } from '../ports'

const probedSchema = z.object({
  kind: z.string(),
  product: z.string(),
  version: z.string().nullable(),
  hosts: z.array(z.object({ nativeId: z.string(), name: z.string(), connection: z.string() })),
  vms: z.array(z.object({ nativeId: z.string(), name: z.string(), power: z.string() })),
})
type ProbedJson = z.infer<typeof probedSchema>

type SignIn = Partial<ManagerProbeOptions>

/** As a person would pass it: secrets by environment or file, never on the command line (K5). */
const signInWith = (
  secret: ManagerSecret,
  folder: string,
): { readonly options: SignIn; readonly environment: Record<string, string> } => {
  switch (secret.kind) {
    case 'password':
      return { options: { user: secret.user, passwordEnv: 'SECRET' }, environment: { SECRET: secret.password } }
    case 'api-token':
      return { options: { tokenId: secret.tokenId, tokenEnv: 'SECRET' }, environment: { SECRET: secret.token } }
    case 'bearer':
      return { options: { bearerEnv: 'SECRET' }, environment: { SECRET: secret.token } }
    case 'hmac':
      return { options: { hmacEnv: 'SECRET' }, environment: { SECRET: secret.key } }
    case 'ssh-key': {
      const sshKey = join(folder, 'key')
      writeFileSync(sshKey, secret.privateKey, { mode: 0o600 })
      return { options: { user: secret.user, sshKey }, environment: {} }
    }
  }
}

/** What `manager probe --json` says of this manager, and what it ended with. */
export const probedJson = async ({
  address,
  secret,
}: ManagerTarget): Promise<{ readonly outcome: Outcome; readonly json: () => ProbedJson }> => {
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-probe-'))
  try {
    const { options, environment } = signInWith(secret, folder)
    const runbook = join(folder, 'runbook.json')
    if (address.runbook !== undefined) writeFileSync(runbook, JSON.stringify(address.runbook))
    const outcome = await probeManager(
      {
        ...options,
        kind: address.kind,
        url: address.url,
        fingerprint: address.pins,
        ...(address.runbook === undefined ? {} : { runbook }),
        timeout: 30,
        json: true,
      },
      environment,
    )
    return { outcome, json: () => probedSchema.parse(JSON.parse(outcome.output)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
